package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// meter holds the edge's few series. Routes are patterns, never addresses, so that their number is fixed.
type meter struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	shed     prometheus.Counter
}

func newMeter(reg *prometheus.Registry, s *Server) *meter {
	m := &meter{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "terang_http_requests_total", Help: "Requests by route and status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "terang_http_request_seconds", Help: "Time to answer, by route.", Buckets: []float64{.001, .005, .02, .1, .5, 2, 10},
		}, []string{"route"}),
		shed: prometheus.NewCounter(prometheus.CounterOpts{Name: "terang_http_shed_total", Help: "Writes refused because too many were being worked on."}),
	}
	gauge := func(name, help string, read func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read)
	}
	counter := func(name, help string, read func() float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, read)
	}
	reg.MustRegister(m.requests, m.seconds, m.shed,
		gauge("terang_streams_open", "Open live streams.", func() float64 { return float64(s.streams.count()) }),
		counter("terang_streams_dropped_total", "Live streams dropped because their reader was too slow.", func() float64 { return float64(s.streams.dropped.Load()) }),
		counter("terang_store_commits_total", "Transactions with an awaited fsync.", func() float64 { return float64(s.Store.Stats().Commits) }),
		counter("terang_store_callers_total", "Callers that those transactions served.", func() float64 { return float64(s.Store.Stats().Callers) }),
		counter("terang_store_statements_total", "SQL statements.", func() float64 { return float64(s.Store.Stats().Statements) }),
		gauge("terang_store_queued", "Callers that wait for the writer now.", func() float64 { return float64(s.Store.Queued()) }),
	)
	return m
}

func (m *meter) request(route string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// MetricsHandler serves the registry in Prometheus' form.
func MetricsHandler(reg *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 5 * time.Second})
}
