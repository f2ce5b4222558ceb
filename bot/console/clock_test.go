package console

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestClock(t *testing.T) {
	tests := []struct {
		name  string
		steps func(busy chan<- bool)
		want  []int
	}{
		{"the sign runs while there is work", func(busy chan<- bool) {
			busy <- true
			time.Sleep(2*frameTime + time.Millisecond)
			busy <- false
			time.Sleep(time.Second)
		}, []int{0, 1, 2, -1}},
		{"more work keeps it running", func(busy chan<- bool) {
			busy <- true
			time.Sleep(frameTime / 2)
			busy <- true
			time.Sleep(frameTime)
			busy <- false
		}, []int{0, 1, -1}},
		{"the end of no work shows nothing", func(busy chan<- bool) {
			busy <- false
			time.Sleep(time.Second)
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				busy := make(chan bool)
				var frames []int
				go clock(ctx, busy, func(frame int) { frames = append(frames, frame) })
				tt.steps(busy)
				synctest.Wait()
				stop()
				synctest.Wait()
				if !slices.Equal(frames, tt.want) {
					t.Errorf("frames %v, want %v", frames, tt.want)
				}
			})
		})
	}
}
