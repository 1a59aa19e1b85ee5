package main

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"terang"
)

// meter counts what the services do. Its labels come from closed sets, so that the number of series is fixed.
type meter struct {
	cleared *prometheus.CounterVec
	held    *prometheus.CounterVec
	mended  *prometheus.CounterVec
	turns   *prometheus.CounterVec
	seconds prometheus.Histogram
	runs    *prometheus.CounterVec
}

func newMeter(reg *prometheus.Registry) *meter {
	m := &meter{
		cleared: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "terang_messages_cleared_total", Help: "Messages that the gate let out."}, []string{"channel", "author"}),
		held:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "terang_drafts_held_total", Help: "Drafts that the gate refused."}, []string{"reason"}),
		mended:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "terang_drafts_mended_total", Help: "Drafts whose words the gate changed before it let them out."}, []string{"reason"}),
		turns:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "terang_turns_total", Help: "Turns of the assistant."}, []string{"ok"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "terang_turn_seconds", Help: "Time of a turn, the brand's system included.", Buckets: []float64{.002, .005, .02, .1, .5, 2, 10, 60},
		}),
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "terang_runs_total", Help: "What became of playbooks that begin by themselves."}, []string{"outcome"}),
	}
	reg.MustRegister(m.cleared, m.held, m.mended, m.turns, m.seconds, m.runs, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Cleared implements delivery.Meter.
func (m *meter) Cleared(channel string, kind terang.AuthorKind) {
	m.cleared.WithLabelValues(channel, string(kind)).Inc()
}

// Held implements delivery.Meter.
func (m *meter) Held(reason string) { m.held.WithLabelValues(reason).Inc() }

// Mended implements delivery.Meter.
func (m *meter) Mended(reason string) { m.mended.WithLabelValues(reason).Inc() }

// Turn implements assistant.Meter.
func (m *meter) Turn(seconds float64, ok bool) {
	m.turns.WithLabelValues(strconv.FormatBool(ok)).Inc()
	m.seconds.Observe(seconds)
}

// Run implements audience.Meter.
func (m *meter) Run(outcome string) { m.runs.WithLabelValues(outcome).Inc() }
