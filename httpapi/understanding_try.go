package httpapi

import (
	"context"
	"maps"
	"slices"

	"terang"
	"terang/training"
	"terang/understand"
)

func trialView(ctx context.Context, t training.Trial) TrialView {
	v := TrialView{ID: t.ID, State: string(t.State), ByIntent: []IntentChange{}, Moved: []MovedExample{}}
	if t.Code != "" {
		_, v.Error = problemTexts(t.Code, "", nil, languageOf(ctx))
	}
	if t.State != training.TrialDone {
		return v
	}
	before, after := figures(t.Before), figures(t.After)
	v.Before, v.After, v.Better, v.Worse = &before, &after, t.Better, t.Worse
	for _, intent := range slices.Sorted(maps.Keys(t.ByIntent)) {
		b := t.ByIntent[intent]
		v.ByIntent = append(v.ByIntent, IntentChange{intent, b[0].Recall, b[1].Recall, b[0].Precision, b[1].Precision})
	}
	for _, m := range t.Moved {
		v.Moved = append(v.Moved, MovedExample{
			Text: m.Text, Intent: m.Intent, Better: m.Better,
			Before: ScoredView{m.Before.Guess, m.Before.Confidence}, After: ScoredView{m.After.Guess, m.After.Confidence},
		})
	}
	return v
}

type listenInput struct {
	Body struct {
		Text     string `json:"text" minLength:"1" maxLength:"4000"`
		Language string `json:"language,omitempty" enum:"id,en," default:""`
	}
}

// ReadingView is what the assistant hears in a text, and why.
type ReadingView struct {
	Language terang.Language `json:"language" doc:"id, en, mixed, jv, su, or empty."`
	Register string          `json:"register"`
	Intents  []ScoredView    `json:"intents"`
	Known    bool            `json:"known" doc:"The best intent can be relied on."`
	Deep     bool            `json:"deep" doc:"The deep ear was asked."`
	Nearest  []NearestView   `json:"nearest" doc:"The examples that are most like it."`
	Entities []EntityView    `json:"entities"`
	Requests []RequestView   `json:"requests"`
	Mood     []MoodView      `json:"mood"`
	Parts    []PartView      `json:"parts" doc:"The matters of a text that holds several."`
}

// NearestView is an example that is like a text.
type NearestView struct {
	Intent   string  `json:"intent"`
	Text     string  `json:"text"`
	Likeness float64 `json:"likeness"`
}

// EntityView is a value that was found; what is secret is masked.
type EntityView struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
	Text  string `json:"text"`
}

// RequestView is a special request with the words that show it.
type RequestView struct {
	Request string `json:"request"`
	Quote   string `json:"quote"`
}

// MoodView is one mood with its probability and the words that show it.
type MoodView struct {
	Mood     string   `json:"mood"`
	Strength float64  `json:"strength"`
	Quotes   []string `json:"quotes"`
}

// PartView is one matter of a text that holds several.
type PartView struct {
	Text   string `json:"text"`
	Intent string `json:"intent"`
}

type listenOutput struct{ Body ReadingView }

func (s *Server) listen(_ context.Context, c *caller, in *listenInput) (*listenOutput, error) {
	r, near, err := s.Training.Listen(c.workspace, in.Body.Text, terang.Language(in.Body.Language))
	if err != nil {
		return nil, err
	}
	v := ReadingView{
		Language: r.Language, Register: string(r.Register), Known: r.Known, Deep: r.Deep, Intents: []ScoredView{}, Nearest: []NearestView{},
		Entities: []EntityView{}, Requests: []RequestView{}, Mood: moodViews(r), Parts: []PartView{},
	}
	for _, i := range r.Intents {
		v.Intents = append(v.Intents, ScoredView(i))
	}
	for _, n := range near {
		v.Nearest = append(v.Nearest, NearestView(n))
	}
	for _, e := range r.Entities {
		if e.Sensitive {
			v.Entities = append(v.Entities, EntityView{e.Kind, e.Masked, e.Masked})
			continue
		}
		v.Entities = append(v.Entities, EntityView{e.Kind, e.Value, e.Text})
	}
	for _, q := range r.Requests {
		v.Requests = append(v.Requests, RequestView{string(q.Request), q.Quote})
	}
	for _, p := range r.Parts {
		v.Parts = append(v.Parts, PartView{p.Text, p.Intent})
	}
	return &listenOutput{v}, nil
}

func moodViews(r understand.Reading) []MoodView {
	out := []MoodView{}
	for _, k := range understand.Moods() {
		if !r.Mood.Has(k) {
			continue
		}
		quotes := []string{}
		for _, c := range r.Mood.Causes {
			if c.Kind == k {
				quotes = append(quotes, r.Text[c.Start:c.End])
			}
		}
		out = append(out, MoodView{string(k), r.Mood.Of(k), quotes})
	}
	return out
}
