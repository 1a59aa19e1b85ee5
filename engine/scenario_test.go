package engine_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/engine"
)

var update = flag.Bool("update", false, "rewrite the golden conversations")

// step gives one input and answers the calls that follow, as the assistant room does.
func (w *world) step(in engine.Input) {
	w.effects = nil
	in.Seq = w.seq
	for range 20 {
		in.Now, in.Holder, in.Agent, in.Desk, in.Contact, in.Promises = w.now, w.holder, w.agent, w.desk, w.contact, w.promises
		before, _ := json.Marshal(w.state)
		next, effects := w.brain.Step(w.state, in)
		if after, _ := json.Marshal(w.state); string(after) != string(before) {
			fmt.Fprintln(&w.out, "!! the step changed the state that it was given")
		}
		// Every state goes through its stored form, as between two turns.
		blob, err := json.Marshal(next)
		if err != nil {
			fmt.Fprintln(&w.out, "!! the state does not marshal:", err)
			return
		}
		if w.state, err = engine.DecodeState(blob); err != nil {
			fmt.Fprintln(&w.out, "!!", err)
			return
		}
		w.effects = append(w.effects, effects...)
		var call *engine.Call
		for _, e := range effects {
			w.write(e)
			switch e := e.(type) {
			case engine.Call:
				call = &e
			case engine.HandOver:
				w.holder = terang.HolderQueue
				w.desk.Queue++
				w.desk.Place = w.desk.Queue
			case engine.Return:
				w.holder = terang.HolderAssistant
				w.desk.Queue--
				w.desk.Place = 0
			case engine.Sleep:
				w.lieDown(e)
			case engine.Attribute:
				w.remember(e)
			case engine.Promise, engine.Cancelled:
				w.owe(e)
			}
		}
		if call == nil {
			return
		}
		in = engine.Input{Kind: engine.InputActionResult, Seq: w.seq, Result: w.answer(*call)}
	}
	fmt.Fprintln(&w.out, "!! the turn does not end")
}

func (w *world) answer(c engine.Call) engine.ActionResult {
	list := w.system[c.Action]
	if len(list) == 0 {
		return engine.ActionResult{Key: c.Key, ErrorCode: "action_timeout"}
	}
	if len(list) > 1 {
		w.system[c.Action] = list[1:]
	}
	r := list[0]
	r.Key = c.Key
	return r
}

// write puts an effect down as it reads in a golden file.
func (w *world) write(e engine.Effect) {
	switch e := e.(type) {
	case engine.Say:
		d := e.Draft
		who := string(d.Author.Kind())
		if p := d.Author.Playbook(); p != "" {
			who += " " + p
		}
		kind := string(d.Kind)
		if d.Purpose == terang.ForProactive {
			kind = "proactive " + kind
		}
		fmt.Fprintf(&w.out, "%s (%s %s): %s\n", who, kind, d.Language, strings.ReplaceAll(d.Content.Text, "\n", "\n    "))
		if c := d.Content.Card; c != nil {
			fmt.Fprintf(&w.out, "    card %s: %s | %s\n", c.Kind, c.Title, c.Status)
			for _, f := range c.Fields {
				fmt.Fprintf(&w.out, "      %s: %s\n", f.Label, f.Value)
			}
			for _, s := range c.Steps {
				at := "-"
				if s.At != nil {
					at = s.At.Format(time.RFC3339)
				}
				fmt.Fprintf(&w.out, "      %-4s %s %s\n", s.State, at, s.Label)
			}
			for _, i := range c.Items {
				fmt.Fprintf(&w.out, "      - %s: %s [%s]\n", i.Title, i.Text, i.Value)
			}
		}
		for _, s := range d.Content.Sources {
			fmt.Fprintf(&w.out, "    source %s@%s: %s\n", s.ID, s.Version, s.Title)
		}
		for _, r := range d.Content.Replies {
			fmt.Fprintf(&w.out, "    [%s] %s\n", r.Label, r.Value)
		}
	case engine.Call:
		inputs, _ := json.Marshal(e.Inputs)
		fmt.Fprintf(&w.out, "call %s %s %s\n", e.Key, e.Action, inputs)
	case engine.HandOver:
		c := e.Card
		fmt.Fprintf(&w.out, "hand over (%s): %s\n    wants: %s\n    tried: %s\n", c.Reason, c.ReasonText, c.Wants, strings.Join(c.Tried, " · "))
		if c.Skill != "" {
			fmt.Fprintf(&w.out, "    skill: %s\n", c.Skill)
		}
		for _, f := range c.Facts {
			fmt.Fprintf(&w.out, "    fact: %s = %s (%s)\n", f.Label, f.Value, f.Source)
		}
		w.writeBrief(c)
		fmt.Fprintf(&w.out, "    trust: %d\n", c.Trust.Score)
		for _, r := range c.Trust.Reasons {
			fmt.Fprintf(&w.out, "      %s at %d: %s\n", r.Kind, r.Seq, r.Quote)
		}
	case engine.Verified:
		fmt.Fprintf(&w.out, "verified %s %s\n", e.ExternalID, e.Name)
	case engine.SetLanguage:
		fmt.Fprintf(&w.out, "language %s\n", e.Language)
	case engine.Return:
		fmt.Fprintln(&w.out, "return to the assistant")
	default:
		w.writeRun(e)
	}
}

// play performs one line of a script.
func (w *world) play(line string) error {
	fmt.Fprintf(&w.out, "\n> %s\n", line)
	verb, rest, _ := strings.Cut(line, ":")
	rest = strings.TrimSpace(rest)
	w.seq++
	switch verb {
	case "contact":
		w.step(engine.Input{Kind: engine.InputMessage, Text: rest})
	case "tap":
		value, label, _ := strings.Cut(rest, " | ")
		w.step(engine.Input{Kind: engine.InputMessage, Text: label, Choice: value, ReplyTo: w.replyTo})
	case "open":
		w.step(engine.Input{Kind: engine.InputOpened, Language: terang.Language(rest)})
	case "person":
		w.step(engine.Input{Kind: engine.InputPersonRequested})
	case "assistant":
		w.step(engine.Input{Kind: engine.InputAssistantRequested})
	case "error":
		w.step(engine.Input{Kind: engine.InputError})
	case "language":
		w.step(engine.Input{Kind: engine.InputLanguageSet, Language: terang.Language(rest)})
	case "claim":
		w.holder, w.agent = terang.HolderAgent, rest
		w.desk.Queue, w.desk.Place = max(w.desk.Queue-1, 0), 0
	case "hand back":
		w.holder = terang.HolderAssistant
		w.step(engine.Input{Kind: engine.InputHandBack})
		w.agent = ""
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		w.pass(d)
	case "event":
		return w.event(rest)
	case "start":
		return w.start(rest)
	case "publish":
		return w.publish(rest)
	case "desk":
		online, err := strconv.Atoi(rest)
		if err != nil {
			return err
		}
		w.desk.Online = online
	case "queue":
		return w.queue(rest)
	case "reach":
		kind, to, _ := strings.Cut(rest, " ")
		w.step(engine.Input{Kind: engine.InputReach, Reach: &engine.Reach{Kind: terang.PromiseKind(kind), To: to}})
	case "keep":
		for i := range w.promises {
			w.promises[i].KeptAt = w.now
		}
	case "system":
		return w.script(rest)
	default:
		return fmt.Errorf("unknown line %q", line)
	}
	return nil
}

// script reads "action => JSON" or "action => status code JSON".
func (w *world) script(line string) error {
	action, what, ok := strings.Cut(line, " => ")
	if !ok {
		return fmt.Errorf("not action => answer: %q", line)
	}
	r := engine.ActionResult{OK: true, Status: 200}
	if !strings.HasPrefix(what, "{") {
		var blob string
		var status, code string
		status, what, _ = strings.Cut(what, " ")
		code, blob, _ = strings.Cut(what, " ")
		n, err := strconv.Atoi(status)
		if err != nil {
			return err
		}
		r, what = engine.ActionResult{Status: n, ErrorCode: code}, blob
	}
	if what != "" {
		if err := json.Unmarshal([]byte(what), &r.Data); err != nil {
			return fmt.Errorf("%q: %w", what, err)
		}
	}
	w.system[action] = append(w.system[action], r)
	return nil
}

func TestConversations(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	sort.Strings(files)
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			a := parseArchive(string(raw))
			w := newWorld(brain(t))
			if err := w.take(a); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(a.part("system"), "\n") {
				if line = strings.TrimSpace(line); line != "" {
					if err := w.script(line); err != nil {
						t.Fatal(err)
					}
				}
			}
			for _, line := range strings.Split(a.part("script"), "\n") {
				if line = strings.TrimSpace(line); line != "" {
					if err := w.play(line); err != nil {
						t.Fatal(err)
					}
				}
			}
			got := strings.TrimSpace(w.out.String()) + "\n"
			if *update {
				a.set("want", got)
				if err := os.WriteFile(name, []byte(a.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := a.part("want"); got != want {
				t.Errorf("the conversation goes another way (-update rewrites it)\n%s", difference(want, got))
			}
		})
	}
}

// archive is a txtar file: a comment, and parts that begin with "-- name --".
type archive struct {
	comment string
	names   []string
	parts   map[string]string
}

func parseArchive(s string) *archive {
	a := &archive{parts: map[string]string{}}
	name := ""
	for line := range strings.Lines(s) {
		if n, ok := strings.CutPrefix(strings.TrimSpace(line), "-- "); ok && strings.HasSuffix(n, " --") {
			name = strings.TrimSuffix(n, " --")
			a.names = append(a.names, name)
			continue
		}
		if name == "" {
			a.comment += line
			continue
		}
		a.parts[name] += line
	}
	return a
}

func (a *archive) part(name string) string { return a.parts[name] }

func (a *archive) set(name, text string) {
	if _, ok := a.parts[name]; !ok {
		a.names = append(a.names, name)
	}
	a.parts[name] = text
}

func (a *archive) String() string {
	out := a.comment
	for _, n := range a.names {
		out += "-- " + n + " --\n" + a.parts[n]
	}
	return out
}

// difference shows the first lines in which two texts differ.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\n  want: %s\n  got:  %s", i+1, a, b)
		}
	}
	return ""
}
