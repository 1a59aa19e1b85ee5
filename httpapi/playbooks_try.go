package httpapi

import (
	"context"
	"time"

	"terang"
	"terang/authoring"
	"terang/gate"
	"terang/scenario"
)

type tryPlaybookInput struct {
	Body struct {
		Source   *string       `json:"source,omitempty" nullable:"true" maxLength:"262144" doc:"A draft that takes the place of what is live; null tries what is live."`
		Language string        `json:"language,omitempty" enum:"id,en," default:""`
		Start    *time.Time    `json:"start,omitempty" doc:"When the talk begins; missing is now."`
		Contact  *TryContact   `json:"contact,omitempty" doc:"What is known of the contact before."`
		Steps    []TryStepBody `json:"steps" maxItems:"100" nullable:"false"`
	}
}

// TryContact is the contact of a try-out.
type TryContact struct {
	Name       string         `json:"name,omitempty" maxLength:"200"`
	Attributes map[string]any `json:"attributes,omitempty"`
}

// TryStepBody is one thing that happens in a try-out. One field is given.
type TryStepBody struct {
	Say    string         `json:"say,omitempty" maxLength:"4000" doc:"What the contact writes."`
	Choice string         `json:"choice,omitempty" maxLength:"500" doc:"The value of the quick reply that is tapped."`
	Event  *TryEventBody  `json:"event,omitempty"`
	Result *TryResultBody `json:"result,omitempty" doc:"What the action that is waited for gives."`
	Wait   string         `json:"wait,omitempty" maxLength:"20" doc:"Time that passes: 90s, 20m, 2h or 3d."`
	Begin  string         `json:"begin,omitempty" maxLength:"64" doc:"A playbook that is started by hand."`
}

// TryEventBody is something that happens in the brand's world.
type TryEventBody struct {
	Name string         `json:"name" maxLength:"64"`
	Data map[string]any `json:"data,omitempty"`
}

// TryResultBody is what the brand's system answers.
type TryResultBody struct {
	OK   bool           `json:"ok"`
	Data map[string]any `json:"data,omitempty" doc:"Missing takes the sample."`
	Code string         `json:"code,omitempty" maxLength:"64"`
}

// TryLineView is one line of the transcript.
type TryLineView struct {
	Who      string              `json:"who" enum:"contact,assistant,system,action,note"`
	Kind     string              `json:"kind,omitempty" doc:"Of a note: hand_over, sleep, woken, started, ended, solved, verified, attribute, event, unused, stopped."`
	Text     string              `json:"text"`
	Replies  []terang.QuickReply `json:"replies,omitempty"`
	Card     *terang.Card        `json:"card,omitempty"`
	Sources  []terang.Source     `json:"sources,omitempty"`
	Author   *Author             `json:"author,omitempty"`
	Playbook string              `json:"playbook,omitempty" doc:"With its version, where the step stands."`
	AtStep   string              `json:"at_step" doc:"Path of the step; empty where no playbook says it."`
	Action   *TryActionView      `json:"action,omitempty"`
	At       time.Time           `json:"at" doc:"By the clock of the talk."`
}

// TryActionView is a call that nobody makes: the next request says what comes of it.
type TryActionView struct {
	Name   string         `json:"name"`
	Risk   string         `json:"risk"`
	Inputs map[string]any `json:"inputs"`
	Sample map[string]any `json:"sample" doc:"What the brand's system might answer."`
	Errors []string       `json:"errors" doc:"Codes with which it might refuse."`
}

type tryPlaybookOutput struct {
	Body struct {
		Transcript []TryLineView     `json:"transcript"`
		Waiting    string            `json:"waiting" enum:"contact,action,timer,event,nothing"`
		Playbook   string            `json:"playbook" doc:"That is open or sleeps, with its version; empty for none."`
		At         string            `json:"at" doc:"Path of its step."`
		Slots      map[string]string `json:"slots"`
		Trust      terang.TrustView  `json:"trust"`
		Holder     string            `json:"holder" enum:"assistant,queue"`
		Start      time.Time         `json:"start" doc:"Give it back, so that the times of the talk stay."`
		Now        time.Time         `json:"now" doc:"By the clock of the talk."`
	}
}

func (s *Server) tryPlaybook(ctx context.Context, c *caller, in *tryPlaybookInput) (*tryPlaybookOutput, error) {
	t := authoring.Try{Language: terang.Language(in.Body.Language), Reader: languageOf(ctx)}
	if in.Body.Source != nil {
		t.Source = []byte(*in.Body.Source)
	}
	if in.Body.Start != nil {
		t.Start = in.Body.Start.UTC()
	}
	if k := in.Body.Contact; k != nil {
		t.Name, t.Attributes = k.Name, k.Attributes
	}
	for _, step := range in.Body.Steps {
		one := authoring.TryStep{Say: step.Say, Choice: step.Choice, Begin: step.Begin, Event: (*authoring.TryEvent)(step.Event)}
		if r := step.Result; r != nil {
			one.Result = &authoring.TryResult{OK: r.OK, Data: r.Data, Code: r.Code}
		}
		if step.Wait != "" {
			d, err := scenario.Duration(step.Wait)
			if err != nil {
				return nil, terang.Fail(terang.Invalid, "try_wait")
			}
			one.Wait = d
		}
		t.Steps = append(t.Steps, one)
	}
	tried, err := s.Authoring.Try(c.workspace, t)
	if err != nil {
		return nil, s.refusal(ctx, c, err)
	}
	out := &tryPlaybookOutput{}
	b := &out.Body
	b.Waiting, b.Playbook, b.At, b.Slots, b.Trust, b.Holder, b.Start, b.Now = tried.Waiting, tried.Playbook, tried.At, tried.Slots, tried.Trust, string(tried.Holder), tried.Start, tried.Now
	if b.Trust.Reasons == nil {
		b.Trust.Reasons = []terang.TrustReason{}
	}
	b.Transcript = make([]TryLineView, 0, len(tried.Lines))
	for _, l := range tried.Lines {
		b.Transcript = append(b.Transcript, tryLineView(l))
	}
	return out, nil
}

func tryLineView(l authoring.TryLine) TryLineView {
	v := TryLineView{
		Who: l.Who, Kind: l.Kind, Text: l.Text, Replies: l.Content.Replies, Card: l.Content.Card, Sources: l.Content.Sources,
		Playbook: l.Playbook, AtStep: l.Step, At: l.At,
	}
	if k := l.Author.Kind(); k != "" {
		v.Author = &Author{Kind: string(k), Label: gate.Label(k, l.Language), Name: l.Author.Name(), Playbook: l.Author.Playbook(), Model: l.Author.Model()}
	}
	if a := l.Action; a != nil {
		v.Action = &TryActionView{Name: a.Name, Risk: string(a.Risk), Inputs: a.Inputs, Sample: a.Sample, Errors: list(a.Errors)}
	}
	return v
}
