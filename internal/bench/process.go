package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// sample is what a server's process has used so far.
type sample struct {
	cpu        float64 // seconds, user and system
	rss        int64   // bytes
	statements float64
	commits    float64
}

// clockTicks is USER_HZ, which Linux fixes at 100 for user space (man 5 proc).
const clockTicks = 100

func (t Target) sample(client *http.Client) (sample, error) {
	var s sample
	if t.PID > 0 {
		var err error
		if s.cpu, err = processCPU(t.PID); err != nil {
			return s, err
		}
		s.rss = processRSS(t.PID)
	}
	res, err := client.Get(t.URL + "/metrics")
	if err != nil {
		return s, fmt.Errorf("bench: metrics: %w", err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	if err != nil {
		return s, fmt.Errorf("bench: metrics: %w", err)
	}
	s.statements, s.commits = metric(b, "terang_store_statements_total"), metric(b, "terang_store_commits_total")
	return s, nil
}

// metric reads one plain counter from the Prometheus text format.
func metric(text []byte, name string) float64 {
	for line := range bytes.Lines(text) {
		if rest, ok := bytes.CutPrefix(line, []byte(name+" ")); ok {
			v, err := strconv.ParseFloat(string(bytes.TrimSpace(rest)), 64)
			if err == nil {
				return v
			}
		}
	}
	return 0
}

func processCPU(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("bench: the server's process: %w", err)
	}
	// The second field is the command in brackets and may hold spaces; the fields after it are plain.
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("bench: /proc/%d/stat has an unknown form", pid)
	}
	user, err1 := strconv.ParseFloat(fields[11], 64)
	system, err2 := strconv.ParseFloat(fields[12], 64)
	if err1 != nil || err2 != nil {
		return 0, fmt.Errorf("bench: /proc/%d/stat has an unknown form", pid)
	}
	return (user + system) / clockTicks, nil
}

func processRSS(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(b) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmRSS:")); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(string(rest)), " kB"), 10, 64)
			if err == nil {
				return kb << 10
			}
		}
	}
	return 0
}
