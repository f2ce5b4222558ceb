package console

import (
	"context"
	"time"
)

const frameTime = 100 * time.Millisecond

// clock runs the sign of work until ctx ends: busy turns it on and off, and draw
// gets its frames, from 0 on at once, and -1 when the sign goes away.
func clock(ctx context.Context, busy <-chan bool, draw func(frame int)) {
	timer := time.NewTimer(frameTime)
	timer.Stop()
	defer timer.Stop()
	frame := -1
	for {
		select {
		case <-ctx.Done():
			return
		case on := <-busy:
			if on == (frame >= 0) {
				continue
			}
			if !on {
				timer.Stop()
				frame = -1
				draw(frame)
				continue
			}
		case <-timer.C:
		}
		frame++
		draw(frame)
		timer.Reset(frameTime)
	}
}
