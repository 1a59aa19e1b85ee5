package httpapi

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"terang"
	"terang/authoring"
	"terang/playbook"
	"terang/store"
)

// FailedScenario is a conversation that goes another way with what was to be published.
type FailedScenario struct {
	Name string `json:"name"`
	Diff string `json:"diff"`
	Text string `json:"text" doc:"The scenario. One of the same name among the draft's own scenarios takes its place; an empty one takes it away."`
}

// MetSomebody says who was there first, on a conflict.
type MetSomebody struct {
	By   string     `json:"by" doc:"Name; empty where nobody is known."`
	At   *time.Time `json:"at"`
	ETag string     `json:"etag" doc:"Of the draft that is there now; empty for none."`
}

// refusal turns what the authoring room refuses into a problem that tells all of it.
func (s *Server) refusal(ctx context.Context, c *caller, err error) error {
	var refused *authoring.Refused
	if errors.As(err, &refused) {
		p := problemOf(terang.Fail(terang.Invalid, "playbook_refused", "problems", strconv.Itoa(len(refused.Problems)), "failed", strconv.Itoa(len(refused.Failed))), languageOf(ctx))
		p.Problems = problemViews(refused.Problems, languageOf(ctx))
		for _, f := range refused.Failed {
			p.Failed = append(p.Failed, FailedScenario{Name: f.Name, Diff: f.Diff.In(languageOf(ctx)), Text: f.Text})
		}
		return p
	}
	var met *authoring.Conflict
	if errors.As(err, &met) {
		l := languageOf(ctx)
		by, at := s.whoIs(ctx, c.workspace, met.By), "–"
		if !met.At.IsZero() {
			at = playbook.Date(met.At, l) + ", " + playbook.Clock(met.At, l)
		}
		shown := by
		if shown == "" {
			shown = "–"
		}
		p := problemOf(terang.Fail(terang.Conflict, met.Code, "by", shown, "at", at), l)
		p.Met = &MetSomebody{By: by, At: optional(met.At), ETag: met.ETag}
		return p
	}
	return err
}

// whoIs names a person or a token by its id; "" where it is not known any more.
func (s *Server) whoIs(ctx context.Context, workspaceID, id string) string {
	if id == "" || id == authoring.CommandLine {
		return id
	}
	if a, err := store.AgentByID(ctx, s.Store, workspaceID, id); err == nil {
		return a.Name
	}
	return s.tokens.name(ctx, workspaceID, id)
}

// names looks each id up once.
func (s *Server) names(ctx context.Context, workspaceID string) func(id string) string {
	known := map[string]string{}
	return func(id string) string {
		name, ok := known[id]
		if !ok {
			name = s.whoIs(ctx, workspaceID, id)
			known[id] = name
		}
		return name
	}
}

func problemViews(problems playbook.Problems, l terang.Language) []PlaybookProblem {
	out := make([]PlaybookProblem, 0, len(problems))
	for _, p := range problems {
		w := p.In(l)
		out = append(out, PlaybookProblem{Line: p.Line, Column: p.Column, Severity: string(p.Severity), Rule: p.Rule, What: w.What, Why: w.Why, Next: w.Next})
	}
	return out
}

func (s *Server) listPlaybooks(ctx context.Context, c *caller, _ *struct{}) (*playbooksOutput, error) {
	entries, err := s.Authoring.List(ctx, c.workspace)
	if err != nil {
		return nil, err
	}
	name := s.names(ctx, c.workspace)
	out := &playbooksOutput{}
	out.Body.Items = make([]PlaybookItem, 0, len(entries))
	for _, e := range entries {
		item := PlaybookItem{
			ID: e.ID, Title: words0(e.Title), About: words0(e.About), Class: string(e.Class), Triggers: []PlaybookTrigger{}, Version: e.Version, Steps: e.Steps,
			State: string(e.State), PublishedAt: optional(e.At), PublishedBy: name(e.By), Origin: e.Origin,
			Problems: PlaybookProblemTail{e.Errors, e.Warnings}, Sleeping: e.Count.Sleeping, Runs: e.Count.Ended,
		}
		for _, t := range e.Triggers {
			item.Triggers = append(item.Triggers, PlaybookTrigger{string(t.Kind), triggerLabel(t)})
		}
		if e.Count.Ended > 0 {
			share := float64(e.Count.Solved) / float64(e.Count.Ended)
			item.Solved = &share
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	return out, nil
}

// words0 is a text that is an empty object rather than null where there is none.
func words0(t terang.Text) terang.Text {
	if t == nil {
		return terang.Text{}
	}
	return t
}

func triggerLabel(t playbook.Trigger) string {
	switch t.Kind {
	case playbook.TriggerIntent:
		return t.Intent
	case playbook.TriggerEvent:
		return t.Event
	case playbook.TriggerSegment:
		return t.Segment + " " + t.On
	case playbook.TriggerSchedule:
		return t.Schedule + " · " + t.Segment
	case playbook.TriggerManual, playbook.TriggerHandBack:
	}
	return ""
}

func (s *Server) getPlaybook(ctx context.Context, c *caller, in *playbookInput) (*playbookOutput, error) {
	p, err := s.Authoring.Get(ctx, c.workspace, in.ID)
	if err != nil {
		return nil, err
	}
	v := PlaybookPage{
		ID: p.ID, Source: string(p.Source), Scenarios: string(p.Scenarios), Version: p.Version, Live: p.Live, Origin: p.Origin,
		Graph: p.Checked.Graph, Problems: problemViews(p.Checked.Problems, languageOf(ctx)),
	}
	if d := p.Draft; d != nil {
		v.Draft = &PlaybookDraftView{Source: string(d.Source), Scenarios: string(d.Scenarios), SavedAt: d.At, SavedBy: s.whoIs(ctx, c.workspace, d.By), ETag: d.ETag}
	}
	return &playbookOutput{v}, nil
}

func (s *Server) checkPlaybook(ctx context.Context, c *caller, in *checkPlaybookInput) (*checkPlaybookOutput, error) {
	checked, err := s.Authoring.Check(c.workspace, in.Body.ID, []byte(in.Body.Source))
	if err != nil {
		return nil, err
	}
	out := &checkPlaybookOutput{}
	out.Body.ID, out.Body.Title, out.Body.Graph, out.Body.Problems = checked.ID, words0(checked.Title), checked.Graph, problemViews(checked.Problems, languageOf(ctx))
	return out, nil
}

func (s *Server) createPlaybook(ctx context.Context, c *caller, in *createPlaybookInput) (*savedDraftOutput, error) {
	d, err := s.Authoring.Create(ctx, c.workspace, c.by(), []byte(in.Body.Source))
	return saved(d), s.refusal(ctx, c, err)
}

func (s *Server) savePlaybookDraft(ctx context.Context, c *caller, in *saveDraftInput) (*savedDraftOutput, error) {
	var scenarios []byte
	if in.Body.Scenarios != nil {
		scenarios = append([]byte{}, *in.Body.Scenarios...)
	}
	d, err := s.Authoring.Save(ctx, c.workspace, in.ID, c.by(), []byte(in.Body.Source), scenarios, in.Body.ETag)
	return saved(d), s.refusal(ctx, c, err)
}

func saved(d store.PlaybookDraft) *savedDraftOutput {
	out := &savedDraftOutput{}
	out.Body.ID, out.Body.ETag = d.Playbook, d.ETag
	return out
}

func (s *Server) publishPlaybook(ctx context.Context, c *caller, in *publishPlaybookInput) (*publishedOutput, error) {
	v, err := s.Authoring.Publish(ctx, c.workspace, in.ID, c.by(), in.Body.ETag, in.Body.Note)
	out := &publishedOutput{}
	out.Body.Version = v.Version
	return out, s.refusal(ctx, c, err)
}

func (s *Server) rollBackPlaybook(ctx context.Context, c *caller, in *rollbackPlaybookInput) (*publishedOutput, error) {
	v, err := s.Authoring.Rollback(ctx, c.workspace, in.ID, c.by(), in.Body.Version)
	out := &publishedOutput{}
	out.Body.Version = v.Version
	return out, s.refusal(ctx, c, err)
}

func (s *Server) playbookVersions(ctx context.Context, c *caller, in *playbookInput) (*playbookVersionsOutput, error) {
	all, live, err := s.Authoring.Versions(ctx, c.workspace, in.ID)
	if err != nil {
		return nil, err
	}
	name := s.names(ctx, c.workspace)
	out := &playbookVersionsOutput{}
	out.Body.Items = make([]PlaybookVersionView, 0, len(all))
	for _, v := range all {
		view := playbookVersionView(v, live, name)
		view.Source, view.Scenarios = "", ""
		out.Body.Items = append(out.Body.Items, view)
	}
	return out, nil
}

func (s *Server) playbookVersion(ctx context.Context, c *caller, in *playbookVersionInput) (*playbookVersionOutput, error) {
	v, live, err := s.Authoring.Version(ctx, c.workspace, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	return &playbookVersionOutput{playbookVersionView(v, live, s.names(ctx, c.workspace))}, nil
}

func playbookVersionView(v store.PlaybookVersion, live int, name func(string) string) PlaybookVersionView {
	return PlaybookVersionView{
		Version: v.Version, PublishedAt: v.At, PublishedBy: name(v.By), Note: v.Note, Restores: v.Restores, Live: v.Version == live,
		Digest: v.Digest, Origin: v.Origin, Source: string(v.Source), Scenarios: string(v.Scenarios),
	}
}

func (s *Server) playbookReference(_ context.Context, c *caller, _ *struct{}) (*playbookReferenceOutput, error) {
	r, err := s.Authoring.Reference(c.workspace)
	if err != nil {
		return nil, err
	}
	v := PlaybookReference{
		Actions: []PlaybookAction{}, Intents: list(r.Intents), Slots: list(r.Slots), Articles: list(r.Articles),
		Segments: list(r.Segments), Attributes: list(r.Attributes), Playbooks: list(r.Playbooks),
	}
	for _, a := range r.Actions {
		one := PlaybookAction{Name: a.Name, Risk: string(a.Risk), Personal: a.Personal, Inputs: []string{}, Outputs: list(a.Outputs), Codes: list(a.Codes)}
		for _, in := range a.Inputs {
			if in.Required {
				in.Name += "*"
			}
			one.Inputs = append(one.Inputs, in.Name)
		}
		v.Actions = append(v.Actions, one)
	}
	return &playbookReferenceOutput{v}, nil
}

// list is one that is empty rather than null.
func list(s []string) []string { return slices.Concat([]string{}, s) }
