package playbook

import (
	"regexp"
	"slices"
	"strings"

	"github.com/robfig/cron/v3"
	"go.yaml.in/yaml/v3"

	"terang"
)

// TriggerKind says what a playbook begins with.
type TriggerKind string

// The kinds of trigger.
const (
	TriggerIntent   TriggerKind = "intent"
	TriggerEvent    TriggerKind = "event"
	TriggerSegment  TriggerKind = "segment"
	TriggerSchedule TriggerKind = "schedule"
	TriggerManual   TriggerKind = "manual"
	TriggerHandBack TriggerKind = "hand_back"
)

// Trigger is one thing that starts a playbook. Exactly the fields of its kind are set:
//
//	intent    Intent, Examples
//	event     Event ("order.delayed"), If (with "event")
//	segment   Segment, On ("enter" or "exit")
//	schedule  Schedule (cron of five fields, in the brand's zone), Segment
type Trigger struct {
	Kind     TriggerKind
	Intent   string
	Event    string
	Segment  string
	On       string
	Schedule string
	If       *Expr
	Examples map[terang.Language][]string // of the intent, beside those of the pack
	Line     int
}

// What a segment trigger waits for.
const (
	OnEnter = "enter"
	OnExit  = "exit"
)

// Class says what a playbook that begins by itself is about, and so what consent and which hours it needs.
type Class string

// The classes.
const (
	ClassService   Class = "service"
	ClassSecurity  Class = "security"
	ClassMarketing Class = "marketing"
)

// eventForm is the name of an event: "order.delayed".
var eventForm = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,7}$`)

const maxEventName = 64

// cronForm reads schedules: minute, hour, day of month, month, day of week.
var cronForm = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

func (r *reader) class(n *yaml.Node) Class {
	c := Class(r.scalar(n, "class"))
	switch c {
	case "":
		return ClassService
	case ClassService, ClassSecurity, ClassMarketing:
		return c
	}
	r.fail(n, "class_unknown", "class", clip(string(c)))
	return ClassService
}

func (r *reader) triggers(n *yaml.Node, p *Playbook) {
	for _, item := range r.items(n, "triggers", MaxTriggers) {
		t := Trigger{Kind: TriggerIntent, Line: item.Line}
		if item.Kind == yaml.ScalarNode {
			t.Intent = r.name(item, "trigger")
		} else {
			t = r.trigger(item)
		}
		p.On = append(p.On, t)
		if t.Kind == TriggerIntent {
			p.Triggers = append(p.Triggers, t.Intent)
		}
	}
}

// trigger reads the long form.
func (r *reader) trigger(n *yaml.Node) Trigger {
	t := Trigger{Line: n.Line}
	f := r.fields(n, "trigger", "intent", "examples", "event", "if", "segment", "on", "schedule", "manual", "hand_back")
	// A schedule names a segment too, so it is looked for first.
	for _, kind := range []TriggerKind{TriggerIntent, TriggerEvent, TriggerSchedule, TriggerSegment, TriggerManual, TriggerHandBack} {
		if f[string(kind)] != nil {
			t.Kind = kind
			break
		}
	}
	var own []string
	switch t.Kind {
	case TriggerIntent:
		own = []string{"intent", "examples"}
		t.Intent, t.Examples = r.name(f["intent"], "intent"), r.examples(f["examples"])
	case TriggerEvent:
		own = []string{"event", "if"}
		t.Event = r.event(f["event"])
		if f["if"] != nil {
			e := r.expr(f["if"], "if", "")
			t.If = &e
		}
	case TriggerSegment:
		own = []string{"segment", "on"}
		t.Segment, t.On = r.name(f["segment"], "segment"), r.enterOrExit(f["on"])
	case TriggerSchedule:
		own = []string{"schedule", "segment"}
		t.Schedule, t.Segment = r.schedule(f["schedule"]), r.name(f["segment"], "segment")
		if f["segment"] == nil {
			r.fail(n, "schedule_segment")
		}
	case TriggerManual, TriggerHandBack:
		own = []string{string(t.Kind)}
		if !r.bool(f[string(t.Kind)], string(t.Kind)) {
			r.fail(n, "trigger_off", "kind", t.Kind)
		}
	default:
		r.fail(n, "trigger_kind")
		return t
	}
	for name, v := range f {
		if !slices.Contains(own, name) {
			r.fail(v, "trigger_field", "field", name, "kind", t.Kind)
		}
	}
	return t
}

func (r *reader) examples(n *yaml.Node) map[terang.Language][]string {
	if n == nil {
		return nil
	}
	out := map[terang.Language][]string{}
	f := r.fields(n, "examples", string(terang.Indonesian), string(terang.English))
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		for _, item := range r.items(f[string(l)], "examples", MaxExamples) {
			if s := strings.TrimSpace(r.scalar(item, "example")); s != "" {
				out[l] = append(out[l], s)
			}
		}
	}
	return out
}

func (r *reader) event(n *yaml.Node) string {
	name := r.scalar(n, "event")
	if n != nil && (len(name) > maxEventName || !eventForm.MatchString(name)) {
		r.fail(n, "event_form", "value", clip(name))
		return ""
	}
	return name
}

func (r *reader) enterOrExit(n *yaml.Node) string {
	switch on := r.scalar(n, "on"); on {
	case "":
		return OnEnter
	case OnEnter, OnExit:
		return on
	default:
		r.fail(n, "on_form", "value", clip(on))
		return OnEnter
	}
}

func (r *reader) schedule(n *yaml.Node) string {
	s := strings.TrimSpace(r.scalar(n, "schedule"))
	if _, err := cronForm.Parse(s); err != nil {
		r.fail(n, "schedule_form", "value", clip(s))
		return ""
	}
	return s
}
