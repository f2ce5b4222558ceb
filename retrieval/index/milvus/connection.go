package milvus

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	retry "github.com/grpc-ecosystem/go-grpc-middleware/retry"
	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"github.com/milvus-io/milvus-sdk-go/v2/client"
	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"

	"github.com/shopguide/shopguide/retrieval/index"
)

// connection is a client of one Milvus, with our deadlines, consistency and errors
// on every call that is made through it.
type connection struct {
	sdk    *client.GrpcClient
	config Config
	closed atomic.Bool
	// written is Milvus's time of our latest change.
	written atomic.Uint64
	// gate keeps searches and upserts apart on servers that let the one see half of
	// the other (dialect.whole); nil for others.
	gate *semaphore.Weighted
}

// connect does not wait for the server: the first call finds out whether it is there.
func connect(ctx context.Context, config Config) (*connection, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	secure, err := config.tlsConfig()
	if err != nil {
		return nil, err
	}
	transport := insecure.NewCredentials()
	if secure != nil {
		transport = credentials.NewTLS(secure)
	}
	c := &connection{config: config}
	sdk, err := client.NewClient(ctx, client.Config{
		Address: config.host(), Username: config.User, Password: string(config.Password),
		APIKey: string(config.APIKey), DBName: config.Database, DisableConn: true,
		// These replace the SDK's own options, which would wait for the server.
		DialOptions: []grpc.DialOption{
			grpc.WithTransportCredentials(transport),
			grpc.WithUnaryInterceptor(c.intercept),
			grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 10 * time.Second}),
			grpc.WithConnectParams(grpc.ConnectParams{
				Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 3 * time.Second},
				MinConnectTimeout: 3 * time.Second,
			}),
			// The SDK tries seven times in 22 s. All that we send may be sent twice.
			grpc.WithDefaultCallOptions(
				grpc.MaxCallRecvMsgSize(maxReply),
				retry.WithMax(3), retry.WithBackoff(retry.BackoffLinear(100*time.Millisecond)),
			),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("prepare a connection to Milvus at %s: %w", config.Address, err)
	}
	c.sdk = sdk.(*client.GrpcClient)
	return c, nil
}

// maxReply is what Milvus itself limits a reply to, and some room.
const maxReply = 128 << 20

func (c *connection) close() error {
	if c.closed.Swap(true) {
		return index.ErrClosed
	}
	if err := c.sdk.Close(); err != nil {
		return fmt.Errorf("close the connection to Milvus: %w", err)
	}
	return nil
}

// begin returns an error if a call need not be tried.
func (c *connection) begin(ctx context.Context) error {
	if c.closed.Load() {
		return index.ErrClosed
	}
	return context.Cause(ctx)
}

// within bounds several calls together.
func (c *connection) within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, &slowError{c.config.Address, limit})
}

// intercept gives each call its deadline, asks each search to see our own changes,
// and turns whatever went wrong into an error: some servers report it in a field
// that the SDK does not look at.
func (c *connection) intercept(ctx context.Context, method string, request, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	limit := c.config.WriteTimeout
	if seen, ok := c.sees(request); ok {
		limit = c.config.SearchTimeout
		guarantee(request, seen)
	}
	ctx, cancel := c.within(ctx, limit)
	defer cancel()
	leave, err := c.enter(ctx, request)
	if err != nil {
		return err
	}
	defer leave()
	err = invoke(ctx, method, request, reply, cc, options...)
	if err == nil {
		err = statusOf(reply)
	}
	if err != nil {
		return c.explain(ctx, err)
	}
	if changed, ok := reply.(*milvuspb.MutationResult); ok {
		c.wrote(changed.GetTimestamp())
	}
	return nil
}

// readers is how many searches pass the gate together.
const readers = 1 << 20

// enter waits at the gate, if there is one.
func (c *connection) enter(ctx context.Context, request any) (leave func(), err error) {
	weight := int64(1)
	if _, ok := request.(*milvuspb.UpsertRequest); ok {
		weight = readers
	}
	if c.gate == nil {
		return func() {}, nil
	}
	if err := c.gate.Acquire(ctx, weight); err != nil {
		return nil, context.Cause(ctx)
	}
	return func() { c.gate.Release(weight) }, nil
}

// Milvus's own names for what a search must have seen.
const (
	seesAll      uint64 = 0
	seesWhatever uint64 = 1
)

// sees returns the time up to which the search must have seen all changes; ok is
// false for other calls.
func (c *connection) sees(request any) (seen uint64, ok bool) {
	switch request.(type) {
	case *milvuspb.SearchRequest, *milvuspb.HybridSearchRequest, *milvuspb.QueryRequest:
	default:
		return 0, false
	}
	if c.config.Strong {
		return seesAll, true
	}
	return max(seesWhatever, c.written.Load()), true
}

// guarantee writes the time into a request. Milvus heeds it where the request's
// consistency level is the zero one, Strong.
func guarantee(request any, seen uint64) {
	switch r := request.(type) {
	case *milvuspb.SearchRequest:
		r.GuaranteeTimestamp = seen
	case *milvuspb.QueryRequest:
		r.GuaranteeTimestamp = seen
	case *milvuspb.HybridSearchRequest:
		r.GuaranteeTimestamp, r.ConsistencyLevel = seen, commonpb.ConsistencyLevel_Strong
	}
}

func (c *connection) wrote(at uint64) {
	for {
		latest := c.written.Load()
		if at <= latest || c.written.CompareAndSwap(latest, at) {
			return
		}
	}
}
