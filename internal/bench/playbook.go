package bench

import (
	_ "embed" // the dialogue that is run
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"terang"
	"terang/engine"
	"terang/knowledge"
	"terang/playbook"
	"terang/understand"
)

//go:embed ten.yaml
var tenSteps []byte

// PlaybookFigures are what a turn of ten steps costs one core, beside the least that keeping its state can cost: reading
// and writing the same bytes as JSON, as often as the turn does.
type PlaybookFigures struct {
	Turns      int     `json:"turns"`
	TurnUS     float64 `json:"us_per_turn"`
	StateUS    float64 `json:"state_us_per_turn"`
	Ratio      float64 `json:"ratio"` // turn over state
	StateBytes int     `json:"state_bytes"`
	ParseUS    float64 `json:"us_per_parse"`
	LintUS     float64 `json:"us_per_lint"`
}

// Playbook runs the last turn of a dialogue of ten steps for about the given time: a yes is tapped, the action is asked for,
// its result comes, and undo, receipt, facts, branches and the end follow. The state comes out of its stored form before
// each of the two inputs, and goes back into it after.
func Playbook(length time.Duration, now terang.Clock) (PlaybookFigures, error) {
	pb, err := playbook.Parse("ten.yaml", tenSteps)
	if err != nil {
		return PlaybookFigures{}, fmt.Errorf("bench: playbook: %w", err)
	}
	brain, err := engine.New(engine.Parts{
		Index: knowledge.NewIndex(nil, understand.Standard), Playbooks: []*playbook.Playbook{pb}, Brand: engine.Brand{Name: "Toko Terang"},
	})
	if err != nil {
		return PlaybookFigures{}, fmt.Errorf("bench: playbook: %w", err)
	}
	t := tenTalk{brain: brain, at: now()}
	before, err := t.upToTheQuestion()
	if err != nil {
		return PlaybookFigures{}, err
	}
	f := PlaybookFigures{StateBytes: len(before)}
	var mid []byte
	turn := per(length, now, func() {
		if err == nil {
			mid, err = t.last(before)
		}
	})
	if err != nil {
		return f, err
	}
	f.Turns, f.TurnUS = turn.n, turn.us
	f.StateUS = per(length/4, now, func() {
		for _, blob := range [][]byte{before, mid} {
			var s engine.State
			if json.Unmarshal(blob, &s) == nil {
				_, _ = json.Marshal(s)
			}
		}
	}).us
	f.Ratio = f.TurnUS / f.StateUS
	f.ParseUS = per(length/4, now, func() { _, _ = playbook.Parse("ten.yaml", tenSteps) }).us
	f.LintUS = per(length/4, now, func() { playbook.Lint([]*playbook.Playbook{pb}, playbook.LintFacts{}) }).us
	return f, nil
}

// tenTalk plays the dialogue.
type tenTalk struct {
	brain *engine.Brain
	at    time.Time
}

var errTen = errors.New("bench: playbook: the dialogue went another way")

func (t tenTalk) step(blob []byte, in engine.Input) ([]byte, []engine.Effect, error) {
	in.Seq, in.Now, in.Desk = 9, t.at, engine.Desk{Online: 1}
	s, err := engine.DecodeState(blob)
	if err != nil {
		return nil, nil, err
	}
	s, effects := t.brain.Step(s, in)
	blob, err = json.Marshal(s)
	return blob, effects, err
}

// answered steps once, and once more with the result where an action is asked for. It returns the state between, too.
func (t tenTalk) answered(blob []byte, in engine.Input) (mid, out []byte, err error) {
	mid, effects, err := t.step(blob, in)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range effects {
		c, ok := e.(engine.Call)
		if !ok {
			continue
		}
		data := map[string]any{"no": "C-7", "price": 25000, "at": t.at.Add(time.Hour).Format(time.RFC3339)}
		out, effects, err = t.step(mid, engine.Input{Kind: engine.InputActionResult, Result: engine.ActionResult{Key: c.Key, OK: true, Status: 200, Data: data}})
		if err == nil && len(effects) == 0 {
			err = errTen
		}
		return mid, out, err
	}
	return mid, mid, nil
}

// upToTheQuestion is the state in which the contact is asked for the last yes.
func (t tenTalk) upToTheQuestion() ([]byte, error) {
	var blob []byte
	for _, choice := range []string{"start:ten", "parcel", "tomorrow"} {
		_, out, err := t.answered(blob, engine.Input{Kind: engine.InputMessage, Text: choice, Choice: choice})
		if err != nil {
			return nil, err
		}
		blob = out
	}
	return blob, nil
}

func (t tenTalk) last(before []byte) ([]byte, error) {
	mid, _, err := t.answered(before, engine.Input{Kind: engine.InputMessage, Text: "Ya", Choice: "yes"})
	return mid, err
}

// pace is how often something was done, and how many microseconds each took.
type pace struct {
	n  int
	us float64
}

const paceBatch = 64 // between two looks at the clock

func per(length time.Duration, now terang.Clock, do func()) pace {
	began := now()
	for n := 0; ; {
		for range paceBatch {
			do()
		}
		n += paceBatch
		if took := now().Sub(began); took >= length {
			return pace{n: n, us: float64(took.Microseconds()) / float64(n)}
		}
	}
}
