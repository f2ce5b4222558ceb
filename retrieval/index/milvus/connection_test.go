package milvus

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc"
)

// answering returns an invoker that takes the call for done.
func answering(act func(ctx context.Context, reply any)) grpc.UnaryInvoker {
	return func(ctx context.Context, _ string, _, reply any, _ *grpc.ClientConn, _ ...grpc.CallOption) error {
		act(ctx, reply)
		return nil
	}
}

func TestASearchSeesWhatTheSameClientWrote(t *testing.T) {
	for _, strong := range []bool{false, true} {
		c := &connection{config: Config{Strong: strong, SearchTimeout: defaultSearchTimeout, WriteTimeout: defaultWriteTimeout}}
		searched := func() [3]uint64 {
			search, query := &milvuspb.SearchRequest{}, &milvuspb.QueryRequest{}
			hybrid := &milvuspb.HybridSearchRequest{ConsistencyLevel: commonpb.ConsistencyLevel_Session}
			for _, request := range []any{search, query, hybrid} {
				if err := c.intercept(t.Context(), "", request, &milvuspb.QueryResults{}, nil, answering(func(context.Context, any) {})); err != nil {
					t.Fatal(err)
				}
			}
			if hybrid.ConsistencyLevel != commonpb.ConsistencyLevel_Strong {
				t.Error("the server will not look at the time of a hybrid search")
			}
			return [3]uint64{search.GuaranteeTimestamp, query.GuaranteeTimestamp, hybrid.GuaranteeTimestamp}
		}
		want := [3]uint64{1, 1, 1}
		if strong {
			want = [3]uint64{}
		}
		if got := searched(); got != want {
			t.Errorf("before any change: %v, want %v", got, want)
		}
		for _, at := range []uint64{700, 500} {
			written := answering(func(_ context.Context, reply any) { reply.(*milvuspb.MutationResult).Timestamp = at })
			if err := c.intercept(t.Context(), "", &milvuspb.UpsertRequest{}, &milvuspb.MutationResult{}, nil, written); err != nil {
				t.Fatal(err)
			}
		}
		if !strong {
			want = [3]uint64{700, 700, 700}
		}
		if got := searched(); got != want {
			t.Errorf("strong is %t: after a change at 700: %v, want %v", strong, got, want)
		}
	}
}

func TestEveryCallHasADeadline(t *testing.T) {
	c := &connection{config: Config{SearchTimeout: defaultSearchTimeout, WriteTimeout: defaultWriteTimeout}}
	for _, request := range []any{&milvuspb.SearchRequest{}, &milvuspb.UpsertRequest{}, &milvuspb.DropCollectionRequest{}} {
		err := c.intercept(t.Context(), "", request, &commonpb.Status{}, nil, answering(func(ctx context.Context, _ any) {
			if _, ok := ctx.Deadline(); !ok {
				t.Errorf("%T has none", request)
			}
		}))
		if err != nil {
			t.Error(err)
		}
	}
}

func TestASearchHasTheDeadlineOfSearchesAndAWriteThatOfWrites(t *testing.T) {
	c := &connection{config: Config{SearchTimeout: time.Minute, WriteTimeout: time.Hour}}
	for _, call := range []struct {
		request any
		limit   time.Duration
	}{
		{&milvuspb.SearchRequest{}, time.Minute}, {&milvuspb.HybridSearchRequest{}, time.Minute}, {&milvuspb.QueryRequest{}, time.Minute},
		{&milvuspb.UpsertRequest{}, time.Hour}, {&milvuspb.DropCollectionRequest{}, time.Hour},
	} {
		err := c.intercept(t.Context(), "", call.request, &commonpb.Status{}, nil, answering(func(ctx context.Context, _ any) {
			until, _ := ctx.Deadline()
			if left := time.Until(until); left > call.limit || left < call.limit-30*time.Second {
				t.Errorf("%T has %v, want %v", call.request, left, call.limit)
			}
		}))
		if err != nil {
			t.Error(err)
		}
	}
}

func TestAnErrorInEitherFieldOfTheStatusIsAnError(t *testing.T) {
	c := &connection{config: Config{SearchTimeout: defaultSearchTimeout, WriteTimeout: defaultWriteTimeout}}
	for _, s := range []*commonpb.Status{
		{Code: 1100, Reason: "of new servers"},
		{ErrorCode: commonpb.ErrorCode_UnexpectedError, Reason: "of old servers"},
	} {
		for _, reply := range []any{s, &milvuspb.SearchResults{Status: s}} {
			err := c.intercept(t.Context(), "", &milvuspb.SearchRequest{}, reply, nil, answering(func(context.Context, any) {}))
			var r *refusal
			if !errors.As(err, &r) || r.reason != s.GetReason() {
				t.Errorf("%v, want %q", err, s.GetReason())
			}
		}
	}
}
