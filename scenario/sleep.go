package scenario

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/engine"
	"terang/playbook"
)

// maxWakes is how many runs may wake while time goes by once.
const maxWakes = 200

// lieDown keeps a sleeping run as the store does: as JSON.
func (w *World) lieDown(s engine.Sleep) {
	blob, err := json.Marshal(s.Run)
	if err != nil {
		w.broke("a sleeping run does not marshal: " + err.Error())
		return
	}
	if len(blob) > engine.MaxSleeper {
		w.broke(fmt.Sprintf("a sleeping run of %s has %d bytes, more than %d; let later steps read less of what calls saved", s.Run.Playbook, len(blob), engine.MaxSleeper))
	}
	s.Run = engine.Run{}
	if err := json.Unmarshal(blob, &s.Run); err != nil {
		w.broke("a sleeping run cannot be read again: " + err.Error())
		return
	}
	w.Sleeping = append(w.Sleeping, s)
}

// remember keeps an attribute of the contact.
func (w *World) remember(a engine.Attribute) {
	w.Contact.Attributes = maps.Clone(w.Contact.Attributes)
	if w.Contact.Attributes == nil {
		w.Contact.Attributes = map[string]any{}
	}
	w.Contact.Attributes[a.Name] = a.Value
}

// Pass lets time go by. Each run whose moment comes wakes at that moment; after is called behind each.
func (w *World) Pass(d time.Duration, after func()) {
	end := w.Now.Add(d)
	for range maxWakes {
		due := -1
		for i, s := range w.Sleeping {
			if !s.Until.IsZero() && !s.Until.After(end) && (due < 0 || s.Until.Before(w.Sleeping[due].Until)) {
				due = i
			}
		}
		if due < 0 {
			break
		}
		s := w.Sleeping[due]
		w.Sleeping = slices.Delete(slices.Clone(w.Sleeping), due, due+1)
		w.Now = s.Until
		w.Step(engine.Input{Kind: engine.InputWoken, Woken: &engine.Woken{Run: s.Run, TimedOut: s.Event != ""}})
		after()
	}
	w.Now = end
}

// Event lets something happen in the brand's system: what waits for it wakes, and what begins with it begins. after is
// called behind each; it reports how many there were.
func (w *World) Event(name string, data map[string]any, after func()) int {
	n := 0
	for _, s := range slices.Clone(w.Sleeping) {
		if s.Event != name || !w.Brain.Wakes(s.Run, data, w.Contact, w.Now) {
			continue
		}
		i := slices.IndexFunc(w.Sleeping, func(o engine.Sleep) bool { return o.Until.Equal(s.Until) && o.Run.Playbook == s.Run.Playbook })
		if i < 0 {
			continue
		}
		w.Sleeping = slices.Delete(slices.Clone(w.Sleeping), i, i+1)
		w.Step(engine.Input{Kind: engine.InputWoken, Woken: &engine.Woken{Run: s.Run, Event: data}})
		after()
		n++
	}
	return n + w.begin(data, "event "+name, after, func(t playbook.Trigger) bool {
		return t.Kind == playbook.TriggerEvent && t.Event == name && (t.If == nil || t.If.Eval(w.values(data)) == true)
	})
}

// values are what the condition of a trigger may read.
func (w *World) values(data map[string]any) map[string]any {
	contact := map[string]any{}
	maps.Copy(contact, w.Contact.Attributes)
	contact["name"] = w.Contact.Name
	return map[string]any{"event": data, "contact": contact, "now": w.Now, "brand": map[string]any{"name": w.Brain.Brand().Name}}
}

// begin starts each playbook that has a trigger which fits.
func (w *World) begin(data map[string]any, trigger string, after func(), fits func(playbook.Trigger) bool) int {
	n := 0
	for _, pb := range w.Brain.Begins() {
		if slices.ContainsFunc(pb.On, fits) {
			w.Begin(pb.ID, trigger, data)
			after()
			n++
		}
	}
	return n
}

// Begin starts a playbook that the contact did not ask for.
func (w *World) Begin(id, trigger string, data map[string]any) {
	w.Step(engine.Input{Kind: engine.InputStarted, Start: &engine.Start{Playbook: id, Trigger: trigger, Event: data}})
}

// named reads "name {json}".
func named(rest string) (name string, data map[string]any, err error) {
	name, blob, _ := strings.Cut(rest, " ")
	if name == "" {
		return "", nil, because("write_name")
	}
	data = map[string]any{}
	return name, data, readData(blob, &data)
}

func passes(rest string) (func(*play) error, error) {
	d, err := Duration(rest)
	if err != nil {
		return nil, err
	}
	return func(p *play) error {
		p.Seq++
		p.clear()
		var all []engine.Effect
		p.Pass(d, func() {
			put(&p.out, "at %s\n", p.Now.Format(time.DateTime))
			p.turns++
			p.tell()
			all = append(all, p.Effects...)
		})
		p.Effects = all
		return nil
	}, nil
}

// several is a line by which several runs may go on; what it expects is about all of them.
func several(what func(p *play, after func()) int, none string) func(*play) error {
	return func(p *play) error {
		p.Seq++
		p.clear()
		var all []engine.Effect
		n := what(p, func() {
			p.turns++
			p.tell()
			all = append(all, p.Effects...)
		})
		p.Effects = all
		if n == 0 {
			put(&p.out, "%s\n", none)
		}
		return nil
	}
}

func event(rest string) (func(*play) error, error) {
	name, data, err := named(rest)
	return several(func(p *play, after func()) int { return p.Event(name, data, after) }, "nothing waits for it or begins with it"), err
}

// segment reads "name" and "name exit".
func segment(rest string) (func(*play) error, error) {
	name, on, _ := strings.Cut(rest, " ")
	if on == "" {
		on = playbook.OnEnter
	}
	if name == "" || on != playbook.OnEnter && on != playbook.OnExit {
		return nil, because("write_segment", "text", rest)
	}
	return several(func(p *play, after func()) int {
		return p.begin(nil, "segment "+name, after, func(t playbook.Trigger) bool {
			return t.Kind == playbook.TriggerSegment && t.Segment == name && t.On == on
		})
	}, "nothing begins with it"), nil
}

// startLine reads "playbook {json}": a hand or a time begins it.
func startLine(rest string) (func(*play) error, error) {
	id, data, err := named(rest)
	return func(p *play) error {
		if !slices.ContainsFunc(p.Brain.Begins(), func(pb *playbook.Playbook) bool { return pb.ID == id }) {
			return because("no_beginning", "playbook", id)
		}
		return step(func(w *World) { w.Begin(id, "manual", data) })(p)
	}, err
}

// writeRun puts down what happens to runs.
func writeRun(out io.Writer, e engine.Effect) {
	switch e := e.(type) {
	case engine.Sleep:
		what := "sleep " + e.Run.Playbook
		if !e.Run.Silence.IsZero() {
			what = "watch for silence " + e.Run.Playbook
		}
		if e.Run.Held > 0 {
			what += fmt.Sprintf(", put off %d times,", e.Run.Held)
		}
		put(out, "%s until %s", what, e.Until.Format(time.DateTime))
		if e.Event != "" {
			put(out, " or %s", e.Event)
		}
		if e.If != "" {
			put(out, " where %s", e.If)
		}
		put(out, "\n")
	case engine.Attribute:
		put(out, "attribute %s = %v for %s, kept %s\n", e.Name, e.Value, e.Purpose, e.Keep)
	}
}

// proactive says that a draft is one that nobody asked for.
func proactive(d terang.Draft) string {
	if d.Purpose == terang.ForProactive {
		return "proactive "
	}
	return ""
}

// expectEnded reads "PLAYBOOK", "PLAYBOOK solved" and "PLAYBOOK unsolved".
func expectEnded(rest string) (check, error) {
	id, way, _ := strings.Cut(rest, " ")
	if id == "" || way != "" && way != "solved" && way != "unsolved" {
		return nil, because("write_ended", "text", rest)
	}
	return func(p *play) terang.Text {
		for _, e := range p.Effects {
			ended, ok := e.(engine.Ended)
			if !ok || bookID(ended.Playbook) != id {
				continue
			}
			return unless(way == "" || ended.Solved == (way == "solved"), how("ended", "playbook", ended.Playbook, "solved", ended.Solved))
		}
		return how("not_ended")
	}, nil
}

// expectSleeps reads the id of a playbook of which a run sleeps.
func expectSleeps(rest string) (check, error) {
	if rest == "" {
		return nil, because("write_playbook")
	}
	return func(p *play) terang.Text {
		var have []string
		for _, s := range p.sleepers() {
			if bookID(s.Run.Playbook) == rest {
				return nil
			}
			have = append(have, s.Run.Playbook)
		}
		if len(have) == 0 {
			return how("nothing_sleeps")
		}
		return how("sleeping", "playbooks", have)
	}, nil
}

// sleepers are the runs that wait at a step; those that only watch for silence are not counted.
func (p *play) sleepers() []engine.Sleep {
	return slices.DeleteFunc(slices.Clone(p.Sleeping), func(s engine.Sleep) bool { return !s.Run.Silence.IsZero() })
}

func expectAttribute(rest string) (check, error) {
	name, value, err := pair(rest)
	return func(p *play) terang.Text {
		have, ok := p.Contact.Attributes[name]
		if !ok {
			return how("not_remembered", "name", name)
		}
		return unless(fmt.Sprint(have) == value, how("value", "name", name, "value", have))
	}, err
}

func bookID(ref string) string {
	id, _, _ := strings.Cut(ref, "@")
	return id
}
