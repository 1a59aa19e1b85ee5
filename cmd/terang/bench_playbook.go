package main

import (
	"time"

	"terang/internal/bench"
)

type benchPlaybook struct {
	Seconds int `default:"3" help:"${help_bench_seconds}"`
}

// Run measures the engine alone, on one core.
func (c *benchPlaybook) Run(p *program) error {
	f, err := bench.Playbook(time.Duration(max(c.Seconds, 1))*time.Second, clock)
	if err != nil {
		return err
	}
	return p.result(f, func() {
		p.printf("a turn of 10 steps %7.1f µs: %.1f × reading and writing its state (%.1f µs, %d bytes)\nparse              %7.1f µs\nlint               %7.1f µs\n",
			f.TurnUS, f.Ratio, f.StateUS, f.StateBytes, f.ParseUS, f.LintUS)
	})
}
