package milvus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/shopguide/shopguide/retrieval/index"
)

// Milvus's error codes (pkg/util/merr in its source) that we tell apart.
const (
	collectionNotFound  = 100
	collectionNotLoaded = 101
	databaseNotFound    = 800
	invalidParameter    = 1100
	coreFailed          = 2000
)

// refusal is what Milvus answers instead of doing what it was asked.
type refusal struct {
	code   int32
	reason string
}

func (r *refusal) Error() string { return fmt.Sprintf("Milvus says: %s (code %d)", r.reason, r.code) }

func refused(err error, code int32) bool {
	var r *refusal
	return errors.As(err, &r) && r.code == code
}

// statusOf returns the error that a reply carries. Servers before 2.3 filled in
// ErrorCode alone, milvus-lite often fills in Code alone.
func statusOf(reply any) error {
	var s *commonpb.Status
	switch r := reply.(type) {
	case *commonpb.Status:
		s = r
	case interface{ GetStatus() *commonpb.Status }:
		s = r.GetStatus()
	}
	if s.GetCode() == 0 && s.GetErrorCode() == commonpb.ErrorCode_Success { //nolint:staticcheck // older servers fill in nothing else
		return nil
	}
	return &refusal{s.GetCode(), s.GetReason()}
}

// slowError is the cause of a deadline of ours.
type slowError struct {
	address string
	limit   time.Duration
}

func (e *slowError) Error() string {
	return fmt.Sprintf("the Milvus at %s did not answer within %v; see whether it is overloaded or still starting, or allow it more time", e.address, e.limit)
}

func (e *slowError) Unwrap() error { return context.DeadlineExceeded }

// explain says what went wrong in a call under ctx, and what to do about it.
func (c *connection) explain(ctx context.Context, err error) error {
	switch {
	case c.closed.Load():
		return index.ErrClosed
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case refused(err, collectionNotLoaded):
		return fmt.Errorf("the collection is not loaded: %w; start shopguide anew, which loads it", err)
	case refused(err, databaseNotFound):
		return fmt.Errorf("there is no database %q: %w; create it, or correct SHOPGUIDE_MILVUS_DATABASE", c.config.Database, err)
	}
	switch status.Code(err) {
	case codes.Unavailable:
		return fmt.Errorf("cannot reach Milvus at %s: %w; start it, or correct SHOPGUIDE_MILVUS_ADDRESS and SHOPGUIDE_MILVUS_TLS", c.config.Address, err)
	case codes.DeadlineExceeded:
		return fmt.Errorf("the Milvus at %s was too slow: %w; see whether it is overloaded", c.config.Address, err)
	case codes.Unauthenticated, codes.PermissionDenied:
		return fmt.Errorf("the Milvus at %s refuses these credentials: %w; correct SHOPGUIDE_MILVUS_USER and SHOPGUIDE_MILVUS_PASSWORD, or SHOPGUIDE_MILVUS_API_KEY", c.config.Address, err)
	}
	return err
}
