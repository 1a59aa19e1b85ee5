package playbook

import (
	"regexp"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// Wait puts a run to sleep: for a time, until a time, or until an event of which If is true, but then no longer
// than For. Timeout is the step that follows when the event did not come.
type Wait struct {
	For     time.Duration
	Until   *Expr
	Event   string
	If      *Expr
	Timeout int
}

// Sub runs another playbook with values for its slots, and then goes on.
type Sub struct {
	Playbook string
	With     []Input
}

var durationForm = regexp.MustCompile(`^([0-9]{1,9})([smhd])$`)

// ParseDuration reads a length of time as playbooks write it: 30s, 15m, 2h, 3d.
func ParseDuration(s string) (time.Duration, error) {
	m := durationForm.FindStringSubmatch(s)
	if m == nil {
		return 0, because("duration", "value", clip(s))
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return 0, because("duration", "value", clip(s))
	}
	unit := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[m[2]]
	if n > int64(10*MaxWait/unit) {
		return 0, because("duration_far", "value", clip(s))
	}
	return time.Duration(n) * unit, nil
}

// duration reads a length of time of at least a second and at most longest.
func (r *reader) duration(n *yaml.Node, where string, longest time.Duration) time.Duration {
	d, err := ParseDuration(r.scalar(n, where))
	switch {
	case err != nil:
		r.fail(n, "duration_form", "where", named(where), "reason", err)
	case d < time.Second:
		r.fail(n, "duration_none", "where", named(where))
	case d > longest:
		r.fail(n, "duration_long", "where", named(where), "value", clip(n.Value), "limit", int(longest/(24*time.Hour)))
	default:
		return d
	}
	return 0
}

// wait lays out a wait and the block of its time-out.
func (b *builder) wait(n *yaml.Node, line int, path string, depth int) []exit {
	f := b.fields(n, "wait", "for", "until", "event", "if", "on_timeout")
	w := &Wait{Event: b.event(f["event"])}
	if f["for"] != nil {
		w.For = b.duration(f["for"], "for", MaxWait)
	}
	if f["until"] != nil {
		e := b.expr(f["until"], "until", "")
		w.Until = &e
	}
	if f["if"] != nil {
		e := b.expr(f["if"], "if", "")
		w.If = &e
	}
	switch {
	case n.Kind != yaml.MappingNode:
	case f["event"] == nil && (f["if"] != nil || f["on_timeout"] != nil):
		b.fail(n, "wait_parts")
	case f["event"] != nil && (f["for"] == nil || f["until"] != nil):
		b.fail(n, "wait_endless")
	case f["event"] == nil && (f["for"] == nil) == (f["until"] == nil):
		b.fail(n, "wait_which")
	}
	at := b.emit(Step{Kind: StepWait, Path: path, Line: line, Wait: w})
	out := []exit{func(to int) { b.book.Steps[at].Next = to }}
	if f["on_timeout"] == nil {
		return append(out, func(to int) { w.Timeout = to })
	}
	start, exits := b.block(f["on_timeout"], join(path, "on_timeout"), depth+1)
	w.Timeout = start
	return append(out, exits...)
}

func (r *reader) sub(n *yaml.Node) *Sub {
	f := r.fields(n, "run", "playbook", "with")
	r.need(n, "run", f, "playbook")
	return &Sub{Playbook: r.name(f["playbook"], "playbook"), With: r.inputs(f["with"], "with")}
}
