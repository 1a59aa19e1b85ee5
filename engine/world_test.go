package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/engine"
	"terang/knowledge"
	"terang/packs"
	"terang/playbook"
	"terang/understand"
)

// retailParts are the parts of the pack that comes with the house, read once for all tests.
var retailParts = sync.OnceValues(func() (p engine.Parts, err error) {
	fsys, err := fs.Sub(packs.FS(), "retail")
	if err != nil {
		return p, err
	}
	read := func(pattern string, each func(name string, b []byte) error) error {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return err
		}
		for _, n := range names {
			b, err := fs.ReadFile(fsys, n)
			if err != nil {
				return err
			}
			if err := each(filepath.Base(n), b); err != nil {
				return err
			}
		}
		return nil
	}
	var examples []understand.Example
	err = read("brand.yaml", func(n string, b []byte) (err error) { p.Brand, err = engine.ParseBrand(n, b); return })
	if err == nil {
		err = read("intents/*.tsv", func(n string, b []byte) error {
			e, err := understand.ParseExamples(n, b)
			examples = append(examples, e...)
			return err
		})
	}
	if err == nil {
		err = read("articles/*.md", func(n string, b []byte) error {
			a, err := knowledge.ParseArticle(n, b)
			p.Articles = append(p.Articles, a)
			return err
		})
	}
	if err == nil {
		err = read("playbooks/*.yaml", func(n string, b []byte) error {
			pb, err := playbook.Parse(n, b)
			p.Playbooks = append(p.Playbooks, pb)
			return err
		})
	}
	if err != nil {
		return p, err
	}
	if p.Model, err = understand.Train(examples, understand.Options{Patterns: p.Brand.EntityPatterns()}); err != nil {
		return p, err
	}
	p.Index = knowledge.NewIndex(p.Articles, p.Model.Normalise)
	return p, nil
})

var retail = sync.OnceValues(func() (*engine.Brain, error) {
	p, err := retailParts()
	if err != nil {
		return nil, err
	}
	return engine.New(p)
})

func brain(t testing.TB) *engine.Brain {
	t.Helper()
	b, err := retail()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// world plays the part of everything outside the engine: the desk, the brand's system, the clock.
type world struct {
	brain   *engine.Brain
	state   engine.State
	now     time.Time
	seq     int64
	holder  terang.Holder
	agent   string
	desk    engine.Desk
	system  map[string][]engine.ActionResult
	out     strings.Builder
	effects []engine.Effect // of the last input

	contact  engine.Contact
	promises []terang.Promise
	owing    int                           // promises so far
	parts    engine.Parts                  // where the conversation has playbooks of its own
	books    map[string]*playbook.Playbook // by the name of their part
	sleeping []engine.Sleep
	replyTo  int64
}

func newWorld(b *engine.Brain) *world {
	return &world{
		brain: b, now: time.Date(2026, 11, 21, 3, 21, 0, 0, time.UTC), holder: terang.HolderAssistant,
		desk: engine.Desk{Online: 1}, system: map[string][]engine.ActionResult{},
	}
}

// take puts a brain together where the conversation brings playbooks of its own: "-- name.yaml --" runs, and
// "-- next/name.yaml --" may be published later. "-- actions --" names risks: "refund_create money personal".
func (w *world) take(a *archive) error {
	w.books = map[string]*playbook.Playbook{}
	var own []*playbook.Playbook
	for _, name := range a.names {
		if !strings.HasSuffix(name, ".yaml") {
			continue
		}
		pb, err := playbook.Parse(name, []byte(a.part(name)))
		if err != nil {
			return err
		}
		w.books[name] = pb
		if !strings.Contains(name, "/") {
			own = append(own, pb)
		}
	}
	if len(own) == 0 {
		return nil
	}
	p, err := retailParts()
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(p.Playbooks), func(pb *playbook.Playbook) bool {
		return slices.ContainsFunc(own, func(o *playbook.Playbook) bool {
			return o.ID == pb.ID || slices.ContainsFunc(o.Triggers, func(i string) bool { return slices.Contains(pb.Triggers, i) })
		})
	})
	p.Playbooks = append(kept, own...)
	if list := a.part("actions"); list != "" {
		p.Actions = map[string]playbook.Action{}
		for line := range strings.Lines(list) {
			f := strings.Fields(line)
			if len(f) > 1 {
				p.Actions[f[0]] = playbook.Action{Name: f[0], Risk: playbook.Risk(f[1]), Personal: slices.Contains(f, "personal")}
			}
		}
	}
	w.parts = p
	w.brain, err = engine.New(p)
	return err
}

// publish puts a new version in the place of the one that runs. "alone" leaves the old one behind.
func (w *world) publish(line string) error {
	name, alone, _ := strings.Cut(line, " ")
	next := w.books[name]
	if next == nil {
		return fmt.Errorf("there is no playbook %q", name)
	}
	p := w.parts
	p.Playbooks = slices.Clone(p.Playbooks)
	for i, pb := range p.Playbooks {
		if pb.ID == next.ID {
			if alone == "" {
				p.Old = append(slices.Clone(p.Old), pb)
			}
			p.Playbooks[i] = next
		}
	}
	w.parts = p
	var err error
	w.brain, err = engine.New(p)
	return err
}

// lieDown keeps a sleeping run as the store does: as JSON.
func (w *world) lieDown(s engine.Sleep) {
	blob, err := json.Marshal(s.Run)
	if err != nil || len(blob) > engine.MaxSleeper {
		fmt.Fprintf(&w.out, "!! a sleeping run of %d bytes, %v\n", len(blob), err)
	}
	s.Run = engine.Run{}
	if err := json.Unmarshal(blob, &s.Run); err != nil {
		fmt.Fprintln(&w.out, "!!", err)
	}
	w.sleeping = append(w.sleeping, s)
}

func (w *world) remember(a engine.Attribute) {
	w.contact.Attributes = maps.Clone(w.contact.Attributes)
	if w.contact.Attributes == nil {
		w.contact.Attributes = map[string]any{}
	}
	w.contact.Attributes[a.Name] = a.Value
}

// pass lets time pass, and wakes what sleeps when its time comes.
func (w *world) pass(d time.Duration) {
	end := w.now.Add(d)
	for range 200 {
		due := -1
		for i, s := range w.sleeping {
			if !s.Until.IsZero() && !s.Until.After(end) && (due < 0 || s.Until.Before(w.sleeping[due].Until)) {
				due = i
			}
		}
		if due < 0 {
			break
		}
		s := w.sleeping[due]
		w.sleeping = slices.Delete(w.sleeping, due, due+1)
		w.now = s.Until
		fmt.Fprintf(&w.out, "at %s\n", w.now.Format(time.DateTime))
		w.step(engine.Input{Kind: engine.InputWoken, Woken: &engine.Woken{Run: s.Run, TimedOut: s.Event != ""}})
	}
	w.now = end
	w.breakPromises()
}

// breakPromises notes whose time has passed, as the desk does.
func (w *world) breakPromises() {
	w.promises = slices.Clone(w.promises)
	for i := range w.promises {
		if p := &w.promises[i]; p.State() == terang.PromiseOpen && w.now.After(p.DueAt) {
			p.BrokenAt = w.now
		}
	}
}

// owe keeps what was promised, as the desk does.
func (w *world) owe(e engine.Effect) {
	c := terang.Conversation{Promises: w.promises}
	switch e := e.(type) {
	case engine.Promise:
		w.owing++
		c = c.WithPromise(terang.Promise{ID: fmt.Sprintf("p%d", w.owing), Kind: e.Kind, Words: e.Words, Reach: e.Reach, DueAt: e.Due, CreatedAt: w.now})
	case engine.Cancelled:
		for _, p := range w.promises {
			if p.Kind == e.Kind && p.Owed() {
				p.CancelledAt = w.now
				c = c.WithPromise(p)
			}
		}
	}
	w.promises = c.Promises
}

// queue plays "place 3 wait 3m 7m", or "full".
func (w *world) queue(line string) error {
	if line == "full" {
		w.desk.Full = true
		return nil
	}
	var from, to string
	if _, err := fmt.Sscanf(line, "place %d wait %s %s", &w.desk.Place, &from, &to); err != nil {
		return err
	}
	w.desk.Queue = w.desk.Place - 1
	if w.holder == terang.HolderQueue {
		w.desk.Queue = w.desk.Place
	}
	var err1, err2 error
	w.desk.Wait.From, err1 = time.ParseDuration(from)
	w.desk.Wait.To, err2 = time.ParseDuration(to)
	return errors.Join(err1, err2)
}

func (w *world) writeBrief(c terang.HandOver) {
	b := c.Brief
	if b == nil {
		fmt.Fprintln(&w.out, "!! no brief")
		return
	}
	known := make([]string, len(b.Known))
	for i, f := range b.Known {
		known[i] = f.Label + " = " + f.Value + " (" + f.Source + ")"
	}
	fmt.Fprintf(&w.out, "    brief: %s | %s | %s | %s | %s | %s | %s\n", b.Who, b.Wants, b.Tried, strings.Join(known, "; "), strings.Join(b.Promises, "; "), b.Mood, b.Next)
	fmt.Fprintf(&w.out, "    %d of %d facts, %d words\n", len(c.Facts), c.Known, briefWords(b))
}

// briefWords counts the words of all parts of a brief.
func briefWords(b *terang.Brief) int {
	all := []string{b.Who, b.Wants, b.Tried, b.Mood, b.Next, strings.Join(b.Promises, " ")}
	for _, f := range b.Known {
		all = append(all, f.Label, f.Value, f.Source)
	}
	return len(strings.Fields(strings.Join(all, " ")))
}

// event plays "order.delivered {json}": it wakes who waits for it, and starts what it triggers.
func (w *world) event(line string) error {
	name, blob, _ := strings.Cut(line, " ")
	data := map[string]any{}
	if blob != "" {
		if err := json.Unmarshal([]byte(blob), &data); err != nil {
			return err
		}
	}
	for _, s := range slices.Clone(w.sleeping) {
		if s.Event != name || !w.brain.Wakes(s.Run, data, w.contact, w.now) {
			continue
		}
		w.sleeping = slices.DeleteFunc(w.sleeping, func(o engine.Sleep) bool { return o.Until.Equal(s.Until) && o.Run.Playbook == s.Run.Playbook })
		w.step(engine.Input{Kind: engine.InputWoken, Woken: &engine.Woken{Run: s.Run, Event: data}})
	}
	for _, pb := range w.parts.Playbooks {
		for _, t := range pb.On {
			if t.Kind == playbook.TriggerEvent && t.Event == name {
				w.step(engine.Input{Kind: engine.InputStarted, Start: &engine.Start{Playbook: pb.ID, Trigger: "event " + name, Event: data}})
			}
		}
	}
	return nil
}

// start plays "playbook {json}": a hand, a segment or a time begins it.
func (w *world) start(line string) error {
	id, blob, _ := strings.Cut(line, " ")
	s := &engine.Start{Playbook: id, Trigger: "manual"}
	if blob != "" {
		if err := json.Unmarshal([]byte(blob), &s.Event); err != nil {
			return err
		}
	}
	w.step(engine.Input{Kind: engine.InputStarted, Start: s})
	return nil
}

// writeRun puts down what happens to runs.
func (w *world) writeRun(e engine.Effect) {
	switch e := e.(type) {
	case engine.Sleep:
		what := "sleep " + e.Run.Playbook
		if !e.Run.Silence.IsZero() {
			what = "watch for silence " + e.Run.Playbook
		}
		if e.Run.Held > 0 {
			what += fmt.Sprintf(", put off %d times,", e.Run.Held)
		}
		fmt.Fprintf(&w.out, "%s until %s", what, e.Until.Format(time.DateTime))
		if e.Event != "" {
			fmt.Fprintf(&w.out, " or %s", e.Event)
		}
		if e.If != "" {
			fmt.Fprintf(&w.out, " where %s", e.If)
		}
		fmt.Fprintln(&w.out)
	case engine.Promise:
		fmt.Fprintf(&w.out, "promise %s until %s: %s [%s]\n", e.Kind, e.Due.Format(time.DateTime), e.Words, e.Reach)
	case engine.Cancelled:
		fmt.Fprintf(&w.out, "cancelled %s\n", e.Kind)
	case engine.Attribute:
		fmt.Fprintf(&w.out, "attribute %s = %v for %s, kept %s\n", e.Name, e.Value, e.Purpose, e.Keep)
	case engine.Ended:
		if len(w.books) == 0 {
			return
		}
		how := "ended"
		if e.Solved {
			how = "solved"
		}
		if e.Reason != "" {
			how += " (" + e.Reason + ")"
		}
		fmt.Fprintf(&w.out, "%s %s\n", how, e.Playbook)
	}
}
