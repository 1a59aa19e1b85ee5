package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/engine"
)

// Owe returns what a contact is promised after an effect, as the desk keeps it: a promise comes to the others, one that is taken
// back is owed no longer. Other effects change nothing. now is when it happens.
func Owe(promises []terang.Promise, e engine.Effect, now time.Time) []terang.Promise {
	c := terang.Conversation{Promises: promises}
	switch e := e.(type) {
	case engine.Promise:
		id := fmt.Sprintf("promise-%s-%d", e.Kind, now.UnixMilli())
		c = c.WithPromise(terang.Promise{ID: id, Kind: e.Kind, Words: e.Words, Reach: e.Reach, MadeBy: "assistant", DueAt: e.Due, CreatedAt: now})
	case engine.Cancelled:
		for _, p := range promises {
			if p.Kind == e.Kind && p.Owed() {
				p.CancelledAt = now
				c = c.WithPromise(p)
			}
		}
	}
	return c.Promises
}

// Broken returns promises with those marked whose time has passed by now.
func Broken(promises []terang.Promise, now time.Time) []terang.Promise {
	out := slices.Clone(promises)
	for i := range out {
		if p := &out[i]; p.State() == terang.PromiseOpen && now.After(p.DueAt) {
			p.BrokenAt = p.DueAt
		}
	}
	return out
}

// setQueue reads "full" and "place 3 wait 4m 9m": so many wait that nobody more is reached; where this one waits, and how long.
func setQueue(w *World, rest string) error {
	if rest == "full" {
		w.Desk.Full = true
		return nil
	}
	var place int
	var from, to string
	if n, err := fmt.Sscanf(rest, "place %d wait %s %s", &place, &from, &to); err != nil || n != 3 || place < 1 {
		return because("not_queue", "text", rest)
	}
	least, err := Duration(from)
	if err != nil {
		return err
	}
	most, err := Duration(to)
	if err != nil {
		return err
	}
	w.Desk.Full, w.Desk.Place, w.Desk.Queue, w.Desk.Wait = false, place, place, engine.Wait{From: least, To: most}
	if w.Holder != terang.HolderQueue {
		w.Desk.Queue--
	}
	return nil
}

func queueLine(rest string) (func(*play) error, error) {
	if err := setQueue(NewWorld(nil), rest); err != nil {
		return nil, err
	}
	return func(p *play) error {
		p.Seq++
		return setQueue(p.World, rest)
	}, nil
}

// reach reads "call", "call 0812…" and "write a@b.example": the button of the channel.
func reach(rest string) (func(*play) error, error) {
	kind, to, _ := strings.Cut(rest, " ")
	return step(func(w *World) {
		w.Step(engine.Input{Kind: engine.InputReach, Reach: &engine.Reach{Kind: terang.PromiseKind(kind), To: to}})
	}), nil
}

// expectPromise reads a kind: the contact is promised that, and it is still owed.
func expectPromise(rest string) (check, error) {
	kind := terang.PromiseKind(rest)
	if !kind.Valid() {
		return nil, because("not_promise", "text", rest)
	}
	return func(p *play) terang.Text {
		var owed []string
		for _, have := range p.Promises {
			if have.Owed() {
				owed = append(owed, string(have.Kind))
			}
		}
		return unless(slices.Contains(owed, rest), how("owed", "kinds", strings.Join(owed, ", ")))
	}, nil
}

func writePromise(p engine.Promise) string {
	return fmt.Sprintf("promise %s until %s: %s [%s]\n", p.Kind, p.Due.UTC().Format(time.DateTime), p.Words, p.Reach)
}

func writeBrief(c terang.HandOver) string {
	b := c.Brief
	if b == nil {
		return ""
	}
	known := make([]string, len(b.Known))
	for i, f := range b.Known {
		known[i] = f.Label + " = " + f.Value + " (" + f.Source + ")"
	}
	return fmt.Sprintf("    brief: %s | %s | %s | %s | %s | %s | %s\n    %d of %d facts, %d words\n",
		b.Who, b.Wants, b.Tried, strings.Join(known, "; "), strings.Join(b.Promises, "; "), b.Mood, b.Next, len(c.Facts), c.Known, briefWords(b))
}

// briefWords counts the words of all parts of a brief.
func briefWords(b *terang.Brief) int {
	all := append([]string{b.Who, b.Wants, b.Tried, b.Mood, b.Next}, b.Promises...)
	for _, f := range b.Known {
		all = append(all, f.Label, f.Value, f.Source)
	}
	return len(strings.Fields(strings.Join(all, " ")))
}
