package scenario

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"terang"
	"terang/engine"
	"terang/trust"
)

// writeEffect puts an effect down as it reads in a talk.
func writeEffect(out io.Writer, e engine.Effect) {
	switch e := e.(type) {
	case engine.Say:
		writeDraft(out, e.Draft)
	case engine.Call:
		inputs, _ := json.Marshal(e.Inputs)
		put(out, "call %s %s %s\n", e.Key, e.Action, inputs)
	case engine.HandOver:
		writeCard(out, e.Card)
	case engine.Verified:
		put(out, "verified %s %s\n", e.ExternalID, e.Name)
	case engine.SetLanguage:
		put(out, "language %s\n", e.Language)
	case engine.Return:
		put(out, "return to the assistant\n")
	case engine.Sleep, engine.Attribute:
		writeRun(out, e)
	case engine.Promise:
		put(out, "%s", writePromise(e))
	case engine.Cancelled:
		put(out, "cancelled %s\n", e.Kind)
	case engine.Asked, engine.Missed, engine.Ended: // for the gate, for those who teach and for reports: no part of the talk
	}
}

// put writes to a builder, which never fails.
func put(out io.Writer, format string, a ...any) { _, _ = fmt.Fprintf(out, format, a...) }

func writeDraft(out io.Writer, d terang.Draft) {
	who := string(d.Author.Kind())
	if p := d.Author.Playbook(); p != "" {
		who += " " + p
	}
	put(out, "%s (%s %s): %s\n", who, proactive(d)+string(d.Kind), d.Language, strings.ReplaceAll(d.Content.Text, "\n", "\n    "))
	if c := d.Content.Card; c != nil {
		put(out, "    card %s: %s | %s\n", c.Kind, c.Title, c.Status)
		for _, f := range c.Fields {
			put(out, "      %s: %s\n", f.Label, f.Value)
		}
		for _, i := range c.Items {
			put(out, "      - %s: %s [%s]\n", i.Title, i.Text, i.Value)
		}
		for _, s := range c.Steps {
			at := "-"
			if s.At != nil {
				at = s.At.Format(time.RFC3339)
			}
			put(out, "      %-4s %s %s\n", s.State, at, s.Label)
		}
	}
	for _, s := range d.Content.Sources {
		put(out, "    source %s@%s: %s\n", s.ID, s.Version, s.Title)
	}
	for _, r := range d.Content.Replies {
		put(out, "    [%s] %s\n", r.Label, r.Value)
	}
}

func writeCard(out io.Writer, c terang.HandOver) {
	put(out, "hand over (%s): %s\n    wants: %s\n    tried: %s\n", c.Reason, c.ReasonText, c.Wants, strings.Join(c.Tried, " · "))
	if c.Skill != "" {
		put(out, "    skill: %s\n", c.Skill)
	}
	for _, f := range c.Facts {
		put(out, "    fact: %s = %s (%s)\n", f.Label, f.Value, f.Source)
	}
	put(out, "%s", writeBrief(c))
	put(out, "    trust: %d\n", c.Trust.Score)
	for _, r := range c.Trust.Reasons {
		put(out, "      %s at %d: %s\n", r.Kind, r.Seq, r.Quote)
	}
}

func writeTrust(out io.Writer, v trust.View) {
	put(out, "trust %d (%s)\n", v.Score, v.Decision)
	for _, r := range v.Reasons {
		put(out, "    %s at %d: %s\n", r.Kind, r.Seq, r.Quote)
	}
}

// writeState puts down what is remembered and what waits.
func writeState(out io.Writer, w *World) {
	put(out, "state: held by %s, language %s\n", w.Holder, w.State.Language)
	if id := w.State.Identity; id != nil {
		put(out, "    verified: %s until %s\n", id.ID, id.Until.UTC().Format(time.RFC3339))
	}
	for _, name := range sortedNames(w.State.Known) {
		put(out, "    known: %s = %s\n", name, w.State.Known[name])
	}
	for _, r := range w.State.Runs {
		put(out, "    runs: %s at %s\n", r.Playbook, r.Path)
		for _, name := range sortedNames(r.Slots) {
			put(out, "      slot: %s = %s\n", name, r.Slots[name])
		}
		if r.Await != nil {
			put(out, "      waits for: %s\n", awaited(r.Await))
		}
	}
	for _, s := range w.Sleeping {
		put(out, "    sleeps: %s until %s\n", s.Run.Playbook, s.Until.Format(time.DateTime))
	}
}

// awaited names a question: the slot, or what else is asked for.
func awaited(a *engine.Await) string {
	if a.For == engine.AwaitSlot {
		return a.Slot
	}
	return string(a.For)
}

const (
	maxShown   = 12 // lines of a difference
	aroundDiff = 2  // lines that are shown before one
)

// Diff shows where two texts begin to differ, and the lines that follow, as diff does.
func Diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	first := 0
	for first < len(w) && first < len(g) && w[first] == g[first] {
		first++
	}
	if first == len(w) && first == len(g) {
		return ""
	}
	w, g = w[first:], g[first:]
	same := 0 // lines at the end of both
	for same < len(w) && same < len(g) && w[len(w)-1-same] == g[len(g)-1-same] {
		same++
	}
	var b strings.Builder
	put(&b, "@@ line %d of want @@\n", first+1)
	all := strings.Split(want, "\n")
	for _, l := range all[max(first-aroundDiff, 0):first] {
		put(&b, "  %s\n", l)
	}
	writeLines(&b, "-", w[:len(w)-same])
	writeLines(&b, "+", g[:len(g)-same])
	return strings.TrimRight(b.String(), "\n")
}

func writeLines(out io.Writer, mark string, lines []string) {
	for i, l := range lines {
		if i == maxShown {
			put(out, "%s … %d lines more\n", mark, len(lines)-i)
			return
		}
		put(out, "%s %s\n", mark, l)
	}
}

// Tell puts effects down as they read in a talk.
func Tell(effects []engine.Effect) string {
	var b strings.Builder
	for _, e := range effects {
		writeEffect(&b, e)
	}
	return b.String()
}
