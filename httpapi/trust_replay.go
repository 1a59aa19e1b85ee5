package httpapi

import (
	"context"
	"time"

	"terang/threshold"
)

type trustReplayInput struct {
	Body struct {
		Setting TrustSetting `json:"setting"`
		Source  string       `json:"source,omitempty" maxLength:"64" doc:"Empty for the talks held here, else the id of an import."`
		From    *time.Time   `json:"from,omitempty" doc:"Of a talk's last message; 7 days ago where neither is given."`
		To      *time.Time   `json:"to,omitempty"`
		Limit   int          `json:"limit,omitempty" minimum:"0" maximum:"500" default:"100" doc:"Talks that are listed."`
		Minutes *float64     `json:"minutes_per_hand_over,omitempty" minimum:"0" maximum:"600" doc:"Of an agent's time; used where fewer than 20 hand-overs were measured."`
		Show    string       `json:"show,omitempty" enum:"all,earlier,later,new,gone,same,needless,missed" default:"all"`
	}
}

// TrustOutcome is what becomes of the talks under some lines.
type TrustOutcome struct {
	HandedOver int `json:"handed_over"`
	Offered    int `json:"offered"`
	InTime     int `json:"in_time" doc:"Trust broke, and a person was there before."`
	TooLate    int `json:"too_late" doc:"Trust broke, and a person came after."`
	Missed     int `json:"missed" doc:"Trust broke, and no person came."`
	Needless   int `json:"needless" doc:"A person came, and it was well without."`
	Unknown    int `json:"unknown" doc:"A person came, and nobody can tell whether one was needed."`
}

// TrustChanged counts the talks that change under the tried lines.
type TrustChanged struct {
	Earlier  int `json:"earlier"`
	Later    int `json:"later" doc:"Later, or not by the time a person really came: what would have come after that nobody knows."`
	New      int `json:"new"`
	Gone     int `json:"gone"`
	Needless int `json:"needless" doc:"Handed over needlessly under the tried lines, and not now."`
}

// TrustHours are the agents' hours that hand-overs take.
type TrustHours struct {
	Now      float64 `json:"now"`
	Then     float64 `json:"then"`
	Minutes  float64 `json:"minutes" doc:"Of one hand-over."`
	Measured bool    `json:"measured" doc:"From hand-overs here; else as was given, or a guess."`
}

// TrustCame is where a person comes into a talk.
type TrustCame struct {
	Seq      int64  `json:"seq"`
	Decision string `json:"decision" doc:"take_over by the lines; else why a person came whatever the lines were."`
	I        int    `json:"i" doc:"Its place on the curve."`
}

// TrustMark is what moved a point of the curve.
type TrustMark struct {
	I     int    `json:"i"`
	Kind  string `json:"kind"`
	Quote string `json:"quote" doc:"Left out where the conversation may not be read without a reason."`
}

// TrustTalk is one talk of a replay.
type TrustTalk struct {
	ConversationID string      `json:"conversation_id" doc:"Of an import, a name of its own that opens nothing."`
	Name           string      `json:"name"`
	At             time.Time   `json:"at"`
	Now            *TrustCame  `json:"now" doc:"Where a person really came; of an import, under the live lines. Null where none did."`
	Then           *TrustCame  `json:"then" doc:"Under the tried lines."`
	Class          string      `json:"class" enum:"earlier,later,new,gone,same"`
	Truth          string      `json:"truth" enum:"broke,fine,unknown"`
	Why            string      `json:"why" doc:"How the truth is known; empty where it is not."`
	Needless       bool        `json:"needless" doc:"Under the tried lines."`
	Lines          TrustLines  `json:"lines" doc:"The tried ones, of the matter with which a person comes, else of the last."`
	Curve          []int       `json:"curve" doc:"Scores, beginning with the one before the first turn that moved it."`
	Marks          []TrustMark `json:"marks"`
}

type trustReplayOutput struct {
	Body struct {
		Talks   int          `json:"talks"`
		Turns   int          `json:"turns" doc:"That moved trust, or healed it."`
		Seconds float64      `json:"seconds"`
		Cut     bool         `json:"cut" doc:"There were more talks; these are the newest."`
		Now     TrustOutcome `json:"now"`
		Then    TrustOutcome `json:"then"`
		Changed TrustChanged `json:"changed"`
		Hours   TrustHours   `json:"hours"`
		Items   []TrustTalk  `json:"items" doc:"Those that change first, the newest first."`
		More    int          `json:"more"`
	}
}

// lastDays is how far back a replay goes where nobody says.
const lastDays = 7 * 24 * time.Hour

func (s *Server) trustReplay(ctx context.Context, c *caller, in *trustReplayInput) (*trustReplayOutput, error) {
	a := threshold.Ask{Setting: in.Body.Setting.setting(), Source: in.Body.Source, Limit: in.Body.Limit, Show: threshold.Show(in.Body.Show)}
	if in.Body.Minutes != nil {
		a.Minutes = *in.Body.Minutes
	}
	if in.Body.From != nil {
		a.From = *in.Body.From
	}
	if in.Body.To != nil {
		a.To = *in.Body.To
	}
	if in.Body.From == nil && in.Body.To == nil {
		a.From = s.Clock().Add(-lastDays)
	}
	r, err := s.Threshold.Replay(ctx, c.workspace, a)
	if err != nil {
		return nil, trustRefusal(ctx, err)
	}
	out := &trustReplayOutput{}
	b := &out.Body
	b.Talks, b.Turns, b.Seconds, b.Cut, b.More = r.Talks, r.Turns, r.Took.Seconds(), r.Cut, r.More
	b.Now, b.Then, b.Hours = TrustOutcome(r.Now), TrustOutcome(r.Then), TrustHours(r.Hours)
	b.Changed = TrustChanged{
		Earlier: r.Changed[threshold.ClassEarlier], Later: r.Changed[threshold.ClassLater], New: r.Changed[threshold.ClassNew], Gone: r.Changed[threshold.ClassGone], Needless: r.Needless,
	}
	b.Items = make([]TrustTalk, 0, len(r.Items))
	for _, t := range r.Items {
		v := TrustTalk{
			ConversationID: t.ConversationID, Name: t.Name, At: t.At, Now: cameView(t.Now), Then: cameView(t.Then),
			Class: string(t.Class), Truth: string(t.Truth), Why: string(t.Why), Needless: t.Needless, Lines: TrustLines(t.Lines), Curve: t.Curve, Marks: make([]TrustMark, 0, len(t.Marks)),
		}
		for _, m := range t.Marks {
			v.Marks = append(v.Marks, TrustMark{I: m.Point, Kind: m.Kind, Quote: m.Quote})
		}
		b.Items = append(b.Items, v)
	}
	if a.Source != "" {
		return out, nil // an import's talks are nobody's here
	}
	return out, veilEach(ctx, s, c, b.Items, func(t *TrustTalk) string { return t.ConversationID }, func(t *TrustTalk) {
		for i := range t.Marks {
			t.Marks[i].Quote = ""
		}
	})
}

func cameView(p *threshold.Place) *TrustCame {
	if p == nil {
		return nil
	}
	return &TrustCame{Seq: p.Seq, Decision: p.Decision, I: p.Point}
}

type trustImportInput struct {
	Name    string `query:"name" maxLength:"200" doc:"How the import is called; the time where it is empty."`
	RawBody []byte `contentType:"application/x-ndjson"`
}

// TrustImport are talks from elsewhere.
type TrustImport struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Talks     int64     `json:"talks"`
	Turns     int64     `json:"turns" doc:"Of the customers."`
	Reading   bool      `json:"reading" doc:"It is being read now; it can be replayed once it is read."`
	Read      int64     `json:"read" doc:"Talks that were read."`
	CreatedBy string    `json:"created_by"`
	CreatedAt time.Time `json:"created_at"`
}

type (
	trustImportOutput  struct{ Body TrustImport }
	trustImportsOutput struct {
		Body struct {
			Items []TrustImport `json:"items"`
		}
	}
)

func importView(m threshold.Import, by string) TrustImport {
	return TrustImport{ID: m.ID, Name: m.Name, Talks: m.Talks, Turns: m.Turns, Reading: m.Reading, Read: m.Read, CreatedBy: by, CreatedAt: m.At}
}

func (s *Server) importTalks(ctx context.Context, c *caller, in *trustImportInput) (*trustImportOutput, error) {
	m, err := s.Threshold.Import(ctx, c.workspace, c.by(), in.Name, in.RawBody)
	if err != nil {
		return nil, trustRefusal(ctx, err)
	}
	return &trustImportOutput{importView(m, s.whoIs(ctx, c.workspace, m.By))}, nil
}

func (s *Server) trustImports(ctx context.Context, c *caller, _ *struct{}) (*trustImportsOutput, error) {
	all, err := s.Threshold.Imports(ctx, c.workspace)
	if err != nil {
		return nil, err
	}
	out, name := &trustImportsOutput{}, s.names(ctx, c.workspace)
	out.Body.Items = make([]TrustImport, 0, len(all))
	for _, m := range all {
		out.Body.Items = append(out.Body.Items, importView(m, name(m.By)))
	}
	return out, nil
}
