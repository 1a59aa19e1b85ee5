package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/store"
	"terang/threshold"
	"terang/trust"
)

const (
	trustImportsPath = "/trust/imports"
	importPatience   = 5 * time.Minute // the largest file takes two cores a minute and a half
)

// TrustLines are the scores under which a person is offered and takes over. A score that fell under a line counts as over it again
// only hysteresis above it.
type TrustLines struct {
	Offer      int `json:"offer"`
	TakeOver   int `json:"take_over"`
	Hysteresis int `json:"hysteresis"`
}

// TrustSetting are a workspace's lines: those of a playbook before those of a risk before the default.
type TrustSetting struct {
	Default  TrustLines            `json:"default"`
	Risk     map[string]TrustLines `json:"risk,omitempty" nullable:"true" doc:"By the gravest risk of what the matter's playbook may do: read, change, money, identity."`
	Playbook map[string]TrustLines `json:"playbook,omitempty" nullable:"true" doc:"By the playbook's id."`
}

func settingView(s trust.Setting) TrustSetting {
	lines := func(in map[string]trust.Policy) map[string]TrustLines {
		out := make(map[string]TrustLines, len(in))
		for name, p := range in {
			out[name] = TrustLines(p)
		}
		return out
	}
	return TrustSetting{Default: TrustLines(s.For("", "")), Risk: lines(s.Risk), Playbook: lines(s.Playbook)}
}

func (v TrustSetting) setting() trust.Setting {
	lines := func(in map[string]TrustLines) map[string]trust.Policy {
		if len(in) == 0 {
			return nil
		}
		out := make(map[string]trust.Policy, len(in))
		for name, p := range in {
			out[name] = trust.Policy(p)
		}
		return out
	}
	return trust.Setting{Default: trust.Policy(v.Default), Risk: lines(v.Risk), Playbook: lines(v.Playbook)}
}

// TrustPlaybook is one that can have lines of its own.
type TrustPlaybook struct {
	ID    string      `json:"id"`
	Title terang.Text `json:"title"`
	Risk  string      `json:"risk" doc:"The gravest of the actions that it may call; empty for none."`
}

// TrustVersion is one published setting.
type TrustVersion struct {
	Version     int64      `json:"version" doc:"0 is the pack as it came."`
	Note        string     `json:"note"`
	PublishedBy string     `json:"published_by" doc:"Who published it; empty for the pack as it came."`
	PublishedAt *time.Time `json:"published_at"`
}

type trustSettingOutput struct {
	Body struct {
		Setting     TrustSetting    `json:"setting"`
		Version     int64           `json:"version"`
		Origin      string          `json:"origin" enum:"pack,console" doc:"Whose lines they are: the pack's own, or what was published over them."`
		PublishedBy string          `json:"published_by"`
		PublishedAt *time.Time      `json:"published_at"`
		Playbooks   []TrustPlaybook `json:"playbooks"`
		Versions    []TrustVersion  `json:"versions" doc:"Newest first; the last is the pack as it came."`
	}
}

type trustPublishInput struct {
	Body struct {
		Setting TrustSetting `json:"setting"`
		Note    string       `json:"note,omitempty" maxLength:"2000"`
		Version int64        `json:"version" minimum:"0" doc:"The one that was changed; where another is live by now, the answer is 409."`
	}
}

type trustRollbackInput struct {
	Body struct {
		Version int64 `json:"version" minimum:"0" doc:"Whose lines come back; 0 for the pack's own."`
	}
}

type trustVersionOutput struct {
	Body struct {
		Version int64 `json:"version"`
	}
}

func (s *Server) trustRoutes() {
	const tag = "trust"
	handle(s, route{method: http.MethodGet, path: "/conversations/{id}/trust", id: "get-trust", summary: "How trust moved in a conversation, with the words that moved it", tag: "conversations", access: byReader}, s.trustCurve)
	handle(s, route{method: http.MethodGet, path: "/trust/setting", id: "get-trust-setting", summary: "The lines under which a person is offered or takes over", tag: tag, access: byAnalyst}, s.trustSetting)
	handle(s, route{method: http.MethodPut, path: "/trust/setting", id: "publish-trust-setting", summary: "Let other lines decide from the next turn on", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *trustPublishInput) (*trustVersionOutput, error) {
			out := &trustVersionOutput{}
			var err error
			out.Body.Version, err = s.Threshold.Publish(ctx, c.workspace, c.by(), in.Body.Setting.setting(), in.Body.Note, in.Body.Version)
			return out, trustRefusal(ctx, err)
		})
	handle(s, route{method: http.MethodPost, path: "/trust/setting/rollback", id: "roll-back-trust-setting", summary: "Let an earlier setting decide again, under a new number", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *trustRollbackInput) (*trustVersionOutput, error) {
			out := &trustVersionOutput{}
			var err error
			out.Body.Version, err = s.Threshold.Rollback(ctx, c.workspace, c.by(), in.Body.Version)
			return out, err
		})
	handle(s, route{method: http.MethodPost, path: "/trust/replay", id: "replay-trust", summary: "Play talks again under other lines", tag: tag, access: byAnalyst}, s.trustReplay)
	handle(s, route{method: http.MethodGet, path: trustImportsPath, id: "list-trust-imports", summary: "Talks from elsewhere", tag: tag, access: byAnalyst}, s.trustImports)
	handle(s, route{method: http.MethodPost, path: trustImportsPath, id: "import-trust-talks", summary: "Bring in talks, as JSON Lines; of their words only the quotes that moved trust are kept", tag: tag, access: byManager, status: http.StatusCreated, body: threshold.MaxImport, patience: importPatience}, s.importTalks)
	handle(s, route{method: http.MethodDelete, path: trustImportsPath + "/{id}", id: "delete-trust-import", summary: "Forget an import, with all that was kept of it", tag: tag, access: byManager, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			return nil, s.Threshold.Forget(ctx, c.workspace, in.ID)
		})
}

// trustRefusal turns what the room refuses into a problem that names every wrong line.
func trustRefusal(ctx context.Context, err error) error {
	var refused *threshold.Refused
	if errors.As(err, &refused) {
		p := problemOf(terang.Fail(terang.Invalid, "trust_setting_refused", "lines", strconv.Itoa(len(refused.Lines))), languageOf(ctx))
		for _, w := range refused.Lines {
			p.Errors = append(p.Errors, FieldError{Location: "body.setting." + strings.Replace(w.Where, " ", ".", 1), Message: w.What})
		}
		return p
	}
	var bad *threshold.BadFile
	if errors.As(err, &bad) {
		p := problemOf(terang.Fail(terang.Invalid, "trust_import_refused", "line", strconv.Itoa(bad.Line), "problem", bad.Problem), languageOf(ctx))
		p.Errors = []FieldError{{Location: fmt.Sprintf("line %d", bad.Line), Message: bad.Problem}}
		return p
	}
	return err
}

func (s *Server) trustSetting(ctx context.Context, c *caller, _ *struct{}) (*trustSettingOutput, error) {
	o, err := s.Threshold.Overview(ctx, c.workspace)
	if err != nil {
		return nil, err
	}
	out, name := &trustSettingOutput{}, s.names(ctx, c.workspace)
	b := &out.Body
	b.Setting, b.Version, b.Origin, b.PublishedBy, b.PublishedAt = settingView(o.Live.Setting), o.Live.Number, "console", name(o.Live.By), optional(o.Live.At)
	if o.Live.Pack {
		b.Origin = "pack"
	}
	b.Playbooks = make([]TrustPlaybook, 0, len(o.Playbooks))
	for _, p := range o.Playbooks {
		b.Playbooks = append(b.Playbooks, TrustPlaybook{ID: p.ID, Title: p.Title, Risk: p.Risk})
	}
	b.Versions = make([]TrustVersion, 0, len(o.Versions))
	for _, v := range o.Versions {
		b.Versions = append(b.Versions, TrustVersion{Version: v.Number, Note: v.Note, PublishedBy: name(v.By), PublishedAt: optional(v.At)})
	}
	return out, nil
}

// TrustPoint is one turn that moved trust, or healed it.
type TrustPoint struct {
	Seq      int64             `json:"seq"`
	At       time.Time         `json:"at"`
	Score    int               `json:"score"`
	Decision string            `json:"decision" enum:"keep,offer,take_over"`
	Playbook string            `json:"playbook" doc:"Of the matter; empty where none ran."`
	Signals  []TrustSignalView `json:"signals"`
}

// TrustSignalView is one thing that moved trust.
type TrustSignalView struct {
	Kind   string `json:"kind"`
	Quote  string `json:"quote" doc:"The words that show it; empty where it was no words."`
	Seq    int64  `json:"seq" doc:"Of the message that they stand in."`
	Points int    `json:"points" doc:"Negative for what costs trust."`
}

type trustCurveOutput struct {
	Body struct {
		Score    int          `json:"score"`
		Decision string       `json:"decision" enum:"keep,offer,take_over"`
		Lines    TrustLines   `json:"lines" doc:"Of the matter that came last."`
		Points   []TrustPoint `json:"points" doc:"In their order; none where nothing ever moved trust."`
	}
}

func (s *Server) trustCurve(ctx context.Context, c *caller, in *idInput) (*trustCurveOutput, error) {
	if _, err := store.Conversation(ctx, s.Store, c.workspace, in.ID); err != nil {
		return nil, err
	}
	curve, err := s.Threshold.Curve(ctx, c.workspace, in.ID)
	if err != nil {
		return nil, err
	}
	out := &trustCurveOutput{}
	b := &out.Body
	b.Score, b.Decision, b.Lines = curve.Score, string(curve.Decision), TrustLines(curve.Lines)
	b.Points = make([]TrustPoint, 0, len(curve.Points))
	for _, t := range curve.Points {
		p := TrustPoint{Seq: t.Seq, At: t.At, Score: t.Score, Decision: t.Decision, Playbook: t.Playbook, Signals: make([]TrustSignalView, 0, len(t.Signals))}
		for _, g := range t.Signals {
			points := trust.Signal{Kind: g.Kind, Weight: g.Weight}.Points()
			p.Signals = append(p.Signals, TrustSignalView{Kind: g.Kind, Quote: g.Quote, Seq: g.Seq, Points: points})
		}
		b.Points = append(b.Points, p)
	}
	return out, nil
}
