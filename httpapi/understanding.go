package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"terang"
	"terang/store"
	"terang/training"
	"terang/understand"
)

// TrainingVersion is one published state of what the assistant understands.
type TrainingVersion struct {
	Number      int64      `json:"number" doc:"0 is the pack as it came."`
	Digest      string     `json:"digest" doc:"Names the model; receipts of answers cite it."`
	PublishedAt *time.Time `json:"published_at"`
	PublishedBy string     `json:"published_by" doc:"Who published it; empty for the pack as it came."`
	Added       int64      `json:"added"`
	Removed     int64      `json:"removed"`
	Accuracy    *float64   `json:"accuracy" doc:"On examples that were held out; null where it was not measured."`
	Live        bool       `json:"live"`
}

// PromiseView is a precision that is promised, and what follows from it.
type PromiseView struct {
	Precision float64 `json:"precision" doc:"Share of the answers that is to be right."`
	Share     float64 `json:"share" doc:"Share of the messages that is answered then; the others are asked back or go to a person."`
	Threshold float64 `json:"threshold" doc:"Confidence from which a message is answered."`
}

// Figures are how well a model understands examples that it has not seen.
type Figures struct {
	Measured       bool    `json:"measured" doc:"False where there were too few examples to hold some out; the figures say nothing then."`
	Accuracy       float64 `json:"accuracy"`
	ECE            float64 `json:"ece" doc:"Expected calibration error."`
	ShareAtPromise float64 `json:"share_at_promise"`
}

// IntentView is one intent.
type IntentView struct {
	Name         string           `json:"name"`
	Title        terang.Text      `json:"title" nullable:"true"`
	Examples     map[string]int   `json:"examples" doc:"By language: id, en, other."`
	Recall       float64          `json:"recall" doc:"Share of its examples that is heard as it."`
	Precision    float64          `json:"precision" doc:"Share of what is heard as it that is it."`
	ConfusedWith []ConfusedIntent `json:"confused_with"`
}

// ConfusedIntent is what an intent is taken for.
type ConfusedIntent struct {
	Intent string `json:"intent"`
	Count  int    `json:"count"`
}

// TrainingWarning is something about the examples that somebody should look at.
type TrainingWarning struct {
	Message string `json:"message" doc:"In the reader's language."`
	Where   string `json:"where" doc:"File and line, or console."`
}

// DraftView counts the changes that wait.
type DraftView struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
}

type understandingOutput struct {
	Body struct {
		Version   TrainingVersion   `json:"version"`
		Complete  bool              `json:"complete" doc:"False while the deep ear is still being taught after a start."`
		Measured  bool              `json:"measured"`
		Intents   []IntentView      `json:"intents"`
		Examples  int               `json:"examples"`
		Figures   Figures           `json:"figures"`
		Coverage  []PromiseView     `json:"coverage" doc:"What each promise costs."`
		Promise   PromiseView       `json:"promise"`
		DeepShare float64           `json:"deep_share" doc:"Share of the messages for which the deep ear is asked."`
		Warnings  []TrainingWarning `json:"warnings"`
		Draft     DraftView         `json:"draft"`
		Missed    int64             `json:"missed"`
		Languages []terang.Language `json:"languages"`
	}
}

type examplesInput struct {
	Intent   string `query:"intent" maxLength:"60"`
	Language string `query:"language" maxLength:"5"`
	Q        string `query:"q" maxLength:"200"`
	Verdict  string `query:"verdict" enum:"wrong"`
	Cursor   string `query:"cursor" maxLength:"20"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// ExampleView is one example with what was heard in it when it was held out.
type ExampleView struct {
	ID         string          `json:"id"`
	Intent     string          `json:"intent"`
	Language   terang.Language `json:"language"`
	Text       string          `json:"text"`
	Where      string          `json:"where" doc:"File and line of the pack, or console."`
	Guess      string          `json:"guess" doc:"Empty where it was not measured or nothing was heard."`
	Confidence float64         `json:"confidence"`
	Right      *bool           `json:"right" doc:"Null where it was not measured."`
}

type examplesOutput struct {
	Body struct {
		Items []ExampleView `json:"items"`
		Next  string        `json:"next"`
	}
}

// ConfusionView is an intent that is taken for another.
type ConfusionView struct {
	Intent string   `json:"intent"`
	Guess  string   `json:"guess"`
	Count  int      `json:"count"`
	Texts  []string `json:"texts"`
}

type confusionsOutput struct {
	Body struct {
		Items []ConfusionView `json:"items"`
	}
}

// MissedView is a message that was not understood.
type MissedView struct {
	MessageID      string          `json:"message_id"`
	ConversationID string          `json:"conversation_id"`
	Seq            int64           `json:"seq"`
	Text           string          `json:"text"`
	Language       terang.Language `json:"language"`
	At             time.Time       `json:"at"`
}

// MissedGroup is messages that are like each other.
type MissedGroup struct {
	Size       int          `json:"size"`
	Suggestion *ScoredView  `json:"suggestion"`
	Messages   []MissedView `json:"messages"`
}

// ScoredView is an intent with its probability.
type ScoredView struct {
	Intent     string  `json:"intent"`
	Confidence float64 `json:"confidence"`
}

type missedInput struct {
	Cursor string `query:"cursor" maxLength:"20"`
	Limit  int    `query:"limit" minimum:"1" maximum:"400" default:"20"`
}

type missedOutput struct {
	Body struct {
		Groups []MissedGroup `json:"groups"`
		Next   string        `json:"next" doc:"Cursor of the next page, empty at the end."`
	}
}

// MissedKey names a missed message.
type MissedKey struct {
	ConversationID string `json:"conversation_id" minLength:"1" maxLength:"64"`
	Seq            int64  `json:"seq" minimum:"1"`
}

type dismissInput struct {
	Body struct {
		Messages []MissedKey `json:"messages" minItems:"1" maxItems:"400"`
	}
}

// AdditionBody is an example to add.
type AdditionBody struct {
	Intent   string     `json:"intent" minLength:"1" maxLength:"60"`
	Language string     `json:"language" enum:"id,en," default:""`
	Text     string     `json:"text" minLength:"1" maxLength:"2000"`
	Message  *MissedKey `json:"message,omitempty" doc:"The message that it is made from; it leaves the list of what was not understood."`
}

type changesInput struct {
	Body struct {
		Add       []AdditionBody `json:"add,omitempty" maxItems:"500"`
		Remove    []string       `json:"remove,omitempty" maxItems:"500" doc:"Ids of examples."`
		NewIntent bool           `json:"new_intent,omitempty" doc:"Additions may name an intent that has no examples yet."`
	}
}

type draftOutput struct{ Body DraftView }

// ChangeView is one change of the draft.
type ChangeView struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind" enum:"add,remove"`
	Intent   string          `json:"intent"`
	Language terang.Language `json:"language"`
	Text     string          `json:"text"`
}

type changesOutput struct {
	Body struct {
		Items []ChangeView `json:"items"`
	}
}

// TrialView is what a draft would change.
type TrialView struct {
	ID       string         `json:"id"`
	State    string         `json:"state" enum:"running,done,failed"`
	Error    string         `json:"error,omitempty"`
	Before   *Figures       `json:"before"`
	After    *Figures       `json:"after"`
	ByIntent []IntentChange `json:"by_intent"`
	Better   int            `json:"better" doc:"Examples that are heard right now and were not before."`
	Worse    int            `json:"worse" doc:"Examples that were heard right before and are not now."`
	Moved    []MovedExample `json:"moved"`
}

// IntentChange is how one intent's figures change.
type IntentChange struct {
	Intent          string  `json:"intent"`
	RecallBefore    float64 `json:"recall_before"`
	RecallAfter     float64 `json:"recall_after"`
	PrecisionBefore float64 `json:"precision_before"`
	PrecisionAfter  float64 `json:"precision_after"`
}

// MovedExample is an example that is heard otherwise than before.
type MovedExample struct {
	Text   string     `json:"text"`
	Intent string     `json:"intent"`
	Before ScoredView `json:"before"`
	After  ScoredView `json:"after"`
	Better bool       `json:"better"`
}

type trialOutput struct{ Body TrialView }

type publishInput struct {
	Body struct {
		TrialID string `json:"trial_id" minLength:"1" maxLength:"64"`
	}
}

type rollbackInput struct {
	Body struct {
		Number int64 `json:"number" minimum:"0"`
	}
}

type promiseInput struct {
	Body struct {
		Precision float64 `json:"precision" minimum:"0.5" maximum:"0.999"`
	}
}

type (
	versionOutput  struct{ Body TrainingVersion }
	promiseOutput  struct{ Body PromiseView }
	versionsOutput struct {
		Body struct {
			Items []TrainingVersion `json:"items"`
		}
	}
)

func (s *Server) understandingRoutes() {
	const tag = "understanding"
	handle(s, route{method: http.MethodGet, path: "/understanding", id: "get-understanding", summary: "What the assistant understands, and how well", tag: tag, access: byAnalyst}, s.understanding)
	handle(s, route{method: http.MethodGet, path: "/understanding/examples", id: "list-examples", summary: "Examples with what was heard in them when they were held out", tag: tag, access: byAnalyst}, s.examples)
	handle(s, route{method: http.MethodGet, path: "/understanding/confusions", id: "list-confusions", summary: "Which intents are taken for which", tag: tag, access: byAnalyst}, s.confusions)
	handle(s, route{method: http.MethodGet, path: "/understanding/missed", id: "list-missed", summary: "Messages that were not understood, grouped by likeness", tag: tag, access: byAnalyst}, s.missed)
	handle(s, route{method: http.MethodPost, path: "/understanding/missed/dismiss", id: "dismiss-missed", summary: "Take messages off the list", tag: tag, access: byManager, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *dismissInput) (*struct{}, error) {
			keys := make([]training.MessageKey, 0, len(in.Body.Messages))
			for _, k := range in.Body.Messages {
				keys = append(keys, training.MessageKey{ConversationID: k.ConversationID, Seq: k.Seq})
			}
			return nil, s.Training.Dismiss(ctx, c.workspace, keys)
		})
	handle(s, route{method: http.MethodGet, path: "/understanding/changes", id: "list-changes", summary: "The draft: changes that wait", tag: tag, access: byAnalyst}, s.changes)
	handle(s, route{method: http.MethodPost, path: "/understanding/changes", id: "add-changes", summary: "Add or take away examples in the draft", tag: tag, access: byManager, status: http.StatusCreated}, s.addChanges)
	handle(s, route{method: http.MethodDelete, path: "/understanding/changes/{id}", id: "delete-change", summary: "Take a change out of the draft", tag: tag, access: byManager, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			return nil, s.Training.Undo(ctx, c.workspace, in.ID)
		})
	handle(s, route{method: http.MethodPost, path: "/understanding/trials", id: "start-trial", summary: "Train the draft beside the live model, and compare", tag: tag, access: byManager, status: http.StatusAccepted},
		func(ctx context.Context, c *caller, _ *struct{}) (*trialOutput, error) {
			t, err := s.Training.Try(ctx, c.workspace)
			return &trialOutput{trialView(ctx, t)}, err
		})
	handle(s, route{method: http.MethodGet, path: "/understanding/trials/{id}", id: "get-trial", summary: "How a trial came out", tag: tag, access: byAnalyst},
		func(ctx context.Context, c *caller, in *idInput) (*trialOutput, error) {
			t, err := s.Training.Trial(ctx, c.workspace, in.ID)
			return &trialOutput{trialView(ctx, t)}, err
		})
	s.publishingRoutes(tag)
}

func (s *Server) publishingRoutes(tag string) {
	handle(s, route{method: http.MethodPost, path: "/understanding/publish", id: "publish-training", summary: "Make a tried draft live, from the next message on", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *publishInput) (*versionOutput, error) {
			t, err := s.Training.Publish(ctx, c.workspace, c.by(), in.Body.TrialID)
			return &versionOutput{s.versionView(ctx, t, true)}, err
		})
	handle(s, route{method: http.MethodGet, path: "/understanding/versions", id: "list-trainings", summary: "Published versions, newest first", tag: tag, access: byAnalyst},
		func(ctx context.Context, c *caller, _ *struct{}) (*versionsOutput, error) {
			all, err := s.Training.Versions(ctx, c.workspace)
			out := &versionsOutput{}
			out.Body.Items = make([]TrainingVersion, 0, len(all)+1)
			for i, t := range all {
				out.Body.Items = append(out.Body.Items, s.versionView(ctx, t, i == 0))
			}
			out.Body.Items = append(out.Body.Items, s.versionView(ctx, store.Training{}, len(all) == 0))
			return out, err
		})
	handle(s, route{method: http.MethodPost, path: "/understanding/rollback", id: "roll-back-training", summary: "Make an earlier version live again, under a new number", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *rollbackInput) (*versionOutput, error) {
			t, err := s.Training.Rollback(ctx, c.workspace, c.by(), in.Body.Number)
			return &versionOutput{s.versionView(ctx, t, true)}, err
		})
	handle(s, route{method: http.MethodPut, path: "/understanding/promise", id: "set-promise", summary: "Answer only where this share of the answers is right", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *promiseInput) (*promiseOutput, error) {
			p, err := s.Training.SetPromise(ctx, c.workspace, c.by(), in.Body.Precision)
			return &promiseOutput{PromiseView(p)}, err
		})
	handle(s, route{method: http.MethodPost, path: "/understanding/listen", id: "listen", summary: "Read a text as the assistant would, and say why", tag: tag, access: byAnalyst}, s.listen)
}

func (s *Server) understanding(ctx context.Context, c *caller, _ *struct{}) (*understandingOutput, error) {
	o, err := s.Training.Overview(ctx, c.workspace)
	if err != nil {
		return nil, err
	}
	out := &understandingOutput{}
	b := &out.Body
	live := o.Live
	live.Digest = o.Digest
	b.Version = s.versionView(ctx, live, true)
	r := o.Report
	b.Complete, b.Measured, b.Examples, b.DeepShare, b.Missed = o.Complete, r.Measured, r.Examples, r.DeepShare, o.Missed
	b.Figures, b.Promise, b.Draft = figures(r), PromiseView(r.Promise), DraftView(o.Draft)
	b.Languages = append([]terang.Language{}, o.Languages...)
	if r.Measured {
		b.Version.Accuracy = &r.Accuracy
	}
	b.Coverage = make([]PromiseView, 0, len(r.Coverage))
	for _, p := range r.Coverage {
		b.Coverage = append(b.Coverage, PromiseView(p))
	}
	b.Warnings = make([]TrainingWarning, 0, len(r.Warnings))
	for _, w := range r.Warnings {
		b.Warnings = append(b.Warnings, TrainingWarning{Message: w.Message.In(languageOf(ctx)), Where: w.Where})
	}
	b.Intents = make([]IntentView, 0, len(o.Intents))
	for _, i := range o.Intents {
		v := IntentView{Name: i.Name, Title: i.Title, Examples: map[string]int{}, Recall: i.Score.Recall, Precision: i.Score.Precision, ConfusedWith: []ConfusedIntent{}}
		for l, n := range i.Examples {
			if !l.Valid() {
				l = "other"
			}
			v.Examples[string(l)] += n
		}
		for _, x := range i.Confusion {
			v.ConfusedWith = append(v.ConfusedWith, ConfusedIntent{x.Guess, x.Count})
		}
		b.Intents = append(b.Intents, v)
	}
	return out, nil
}

func (s *Server) versionView(ctx context.Context, t store.Training, live bool) TrainingVersion {
	v := TrainingVersion{Number: t.Number, Digest: t.Digest, PublishedAt: optional(t.At), Added: t.Added, Removed: t.Removed, Live: live}
	if t.By != "" {
		if a, err := store.AgentByID(ctx, s.Store, t.WorkspaceID, t.By); err == nil {
			v.PublishedBy = a.Name
		}
	}
	var r understand.Report
	if json.Unmarshal(t.Report, &r) == nil && r.Measured {
		v.Accuracy = &r.Accuracy
	}
	return v
}

func figures(r understand.Report) Figures {
	return Figures{Measured: r.Measured, Accuracy: r.Accuracy, ECE: r.ECE, ShareAtPromise: r.Promise.Share}
}

func (s *Server) examples(_ context.Context, c *caller, in *examplesInput) (*examplesOutput, error) {
	items, next, err := s.Training.Examples(c.workspace, training.Filter{
		Intent: in.Intent, Language: terang.Language(in.Language), Words: in.Q, Wrong: in.Verdict == "wrong", Cursor: in.Cursor, Limit: in.Limit,
	})
	out := &examplesOutput{}
	out.Body.Items, out.Body.Next = make([]ExampleView, 0, len(items)), next
	for _, e := range items {
		v := ExampleView{ID: e.ID, Intent: e.Intent, Language: e.Language, Text: e.Text, Where: e.Where, Guess: e.Guess, Confidence: e.Confidence}
		if e.Measured {
			right := e.Guess == e.Intent
			v.Right = &right
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	return out, err
}

func (s *Server) confusions(_ context.Context, c *caller, _ *struct{}) (*confusionsOutput, error) {
	all, err := s.Training.Confusions(c.workspace)
	out := &confusionsOutput{}
	out.Body.Items = make([]ConfusionView, 0, len(all))
	for _, x := range all {
		out.Body.Items = append(out.Body.Items, ConfusionView(x))
	}
	return out, err
}

func (s *Server) missed(ctx context.Context, c *caller, in *missedInput) (*missedOutput, error) {
	groups, next, err := s.Training.Missed(ctx, c.workspace, in.Cursor, in.Limit)
	out := &missedOutput{}
	out.Body.Next = next
	out.Body.Groups = make([]MissedGroup, 0, len(groups))
	for _, g := range groups {
		v := MissedGroup{Size: len(g.Messages), Messages: make([]MissedView, 0, len(g.Messages))}
		if g.Suggestion.Intent != "" {
			v.Suggestion = &ScoredView{g.Suggestion.Intent, g.Suggestion.Confidence}
		}
		for _, m := range g.Messages {
			v.Messages = append(v.Messages, MissedView{MessageID: m.MessageID, ConversationID: m.ConversationID, Seq: m.Seq, Text: m.Text, Language: m.Language, At: m.At})
		}
		out.Body.Groups = append(out.Body.Groups, v)
	}
	return out, err
}

func (s *Server) changes(ctx context.Context, c *caller, _ *struct{}) (*changesOutput, error) {
	all, err := s.Training.Draft(ctx, c.workspace)
	out := &changesOutput{}
	out.Body.Items = make([]ChangeView, 0, len(all))
	for _, x := range all {
		v := ChangeView{ID: x.ID, Kind: "add", Intent: x.Intent, Language: x.Language, Text: x.Text}
		if x.Removes {
			v.Kind = "remove"
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	return out, err
}

func (s *Server) addChanges(ctx context.Context, c *caller, in *changesInput) (*draftOutput, error) {
	add := make([]training.Addition, 0, len(in.Body.Add))
	for _, a := range in.Body.Add {
		x := training.Addition{Intent: a.Intent, Language: terang.Language(a.Language), Text: a.Text}
		if a.Message != nil {
			x.ConversationID, x.Seq = a.Message.ConversationID, a.Message.Seq
		}
		add = append(add, x)
	}
	d, err := s.Training.Change(ctx, c.workspace, c.by(), add, in.Body.Remove, in.Body.NewIntent)
	return &draftOutput{DraftView(d)}, err
}
