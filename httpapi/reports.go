package httpapi

import (
	"context"
	"net/http"
	"time"

	"terang"
	"terang/report"
	"terang/store"
)

// ReportInput is the days of a report. It is exported because huma does not look into embedded types that are not.
type ReportInput struct {
	From string `query:"from" maxLength:"10" doc:"First day, as 2026-11-21. Without it, 28 days up to the last one."`
	To   string `query:"to" maxLength:"10" doc:"Last day, included. Without it, today."`
	Zone string `query:"zone" maxLength:"60" doc:"In which days are counted, as Asia/Jakarta. Without it, the brand's own."`
}

func (in ReportInput) days() (report.Range, error) {
	r := report.Range{From: in.From, To: in.To}
	if in.Zone != "" {
		zone, err := time.LoadLocation(in.Zone)
		if err != nil || in.Zone == "Local" {
			return r, terang.Fail(terang.Invalid, "zone_unknown")
		}
		r.Zone = zone
	}
	return r, nil
}

// ReportShare is a number of hand-overs, and their share of those that could have been.
type ReportShare struct {
	N    int64    `json:"n"`
	Rate *float64 `json:"rate" doc:"Null where there was none that could have been."`
}

// ReportScore is what contacts answered.
type ReportScore struct {
	N    int64    `json:"n" doc:"How many answered."`
	Mean *float64 `json:"mean" doc:"1 to 5; null where nobody answered."`
}

// ReportCount is a number.
type ReportCount struct {
	N int64 `json:"n"`
}

// ReportFirstWord is how long contacts waited for a person's first words.
type ReportFirstWord struct {
	P50          *float64   `json:"p50_s" doc:"Half waited no longer than this, in seconds; null where nobody was answered."`
	P90          *float64   `json:"p90_s"`
	WaitingNow   int64      `json:"waiting_now" doc:"Conversations in the queue at this moment."`
	WaitingSince *time.Time `json:"waiting_since" doc:"Since when the one that waits longest does."`
}

// ReportHandOvers are the hand-overs that began in the days.
type ReportHandOvers struct {
	N            int64            `json:"n"`
	Per100       float64          `json:"per_100" doc:"Of a hundred matters that came."`
	Completeness *float64         `json:"completeness" doc:"Facts passed on to the person, of those known; null where none was known."`
	Incomplete   ReportShare      `json:"incomplete" doc:"Hand-overs in which something known was not passed on."`
	ReaskRate    *float64         `json:"reask_rate" doc:"Of the hand-overs in which a person wrote, those in which something was asked for that had been passed on; null where nobody wrote."`
	Reasked      ReportCount      `json:"reasked"`
	Returned     ReportShare      `json:"returned" doc:"The contact went back to the assistant instead of waiting."`
	FirstWord    ReportFirstWord  `json:"first_word"`
	Smooth       ReportScore      `json:"smooth" doc:"What contacts said of the way to the person."`
	Survey       ReportScore      `json:"survey" doc:"The general survey's score where a person had helped. It says nothing of the way there."`
	Needless     ReportShare      `json:"needless" doc:"By the agent's word, or because the contact went back and the assistant solved it."`
	Missed       ReportCount      `json:"missed" doc:"Talks that ended in low trust or anger without a person."`
	Reasons      map[string]int64 `json:"reasons"`
}

// ReportResolution is how matters ended.
type ReportResolution struct {
	Matters    int64 `json:"matters"`
	Confirmed  int64 `json:"confirmed" doc:"The contact said so."`
	Silent     int64 `json:"silent" doc:"Answered or solved, and nothing more came."`
	GaveUp     int64 `json:"gave_up" doc:"Left in the middle, or with little trust in the answer."`
	CameBack   int64 `json:"came_back" doc:"The same person came with the same matter within 72 hours, whatever it had looked like."`
	HandedOver int64 `json:"handed_over" doc:"A person has it; nobody said how it ended."`
	Open       int64 `json:"open" doc:"Younger than 72 hours: too early to judge."`
}

// ReportPromises are the promises made, by how they stand now.
type ReportPromises struct {
	Made      int64 `json:"made"`
	Kept      int64 `json:"kept" doc:"In time."`
	Late      int64 `json:"late" doc:"Kept after their time."`
	Broken    int64 `json:"broken" doc:"Their time has passed, and they are still owed."`
	Open      int64 `json:"open"`
	Cancelled int64 `json:"cancelled"`
}

// ReportDay is one day.
type ReportDay struct {
	Day        string           `json:"day"`
	HandOvers  int64            `json:"hand_overs"`
	Reasked    int64            `json:"reasked"`
	Needless   int64            `json:"needless"`
	Missed     int64            `json:"missed"`
	Resolution ReportResolution `json:"resolution"`
	Promises   ReportPromises   `json:"promises"`
}

// TrustReport is how the way to a person went, how matters ended and what was promised, over some days. docs/measures.md
// defines each figure.
type TrustReport struct {
	From       string           `json:"from"`
	To         string           `json:"to" doc:"Included."`
	Zone       string           `json:"zone"`
	HandOvers  ReportHandOvers  `json:"hand_overs"`
	Resolution ReportResolution `json:"resolution"`
	Promises   ReportPromises   `json:"promises"`
	Days       []ReportDay      `json:"days"`
}

type trustReportOutput struct{ Body TrustReport }

type figureInput struct {
	Figure string `path:"figure" maxLength:"30" doc:"hand_overs, incomplete, reasked, slow, returned, smooth, survey, needless, missed; confirmed, silent, gave_up, came_back, handed_over, open; promises_made, promises_kept, promises_late, promises_broken."`
	ReportInput
	Cursor string `query:"cursor" maxLength:"200" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
}

// FigureContact is whose conversation it is.
type FigureContact struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// FigureCase is one conversation behind a figure.
type FigureCase struct {
	ConversationID string         `json:"conversation_id"`
	Contact        *FigureContact `json:"contact" doc:"Null where the contact was erased."`
	At             time.Time      `json:"at"`
	Value          int64          `json:"value" doc:"A trust score, a number of facts, a survey's score, or seconds: as the figure is."`
	Detail         string         `json:"detail" doc:"A code: the hand-over's reason, the matter's topic, the promise's kind, who found it needless, the signal that weighed most."`
	Title          terang.Text    `json:"title" nullable:"true" doc:"How the brand calls the matter's topic; null where it has no name for it, and for other figures."`
	Quote          string         `json:"quote" doc:"The contact's words that show it, where there are any; left out where the conversation may not be read without a reason."`
}

type figureOutput struct {
	Body struct {
		Items []FigureCase `json:"items"`
		Next  *string      `json:"next" doc:"Cursor of the next page, or null."`
	}
}

type checkInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Text string `json:"text" doc:"What the agent is about to send. Nothing is kept of it."`
	}
}

type checkOutput struct {
	Body struct {
		AsksAgain []terang.Fact `json:"asks_again" doc:"Facts that the text asks for, although the hand-over passed them on."`
	}
}

type needlessInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Needless bool `json:"needless" doc:"Whether the assistant could have done it."`
	}
}

func (s *Server) reportRoutes() {
	const tag = "reports"
	get, post := http.MethodGet, http.MethodPost
	handle(s, route{method: get, path: "/reports/trust", id: "report-trust", summary: "Hand-overs, resolution and promises, measured", tag: tag, access: byAnalyst},
		func(ctx context.Context, c *caller, in *ReportInput) (*trustReportOutput, error) {
			days, err := in.days()
			if err != nil {
				return nil, err
			}
			t, err := s.Report.Trust(ctx, c.workspace, days)
			if err != nil {
				return nil, err
			}
			return &trustReportOutput{TrustReportOf(t)}, nil
		})
	handle(s, route{method: get, path: "/reports/trust/{figure}", id: "report-trust-figure", summary: "The conversations behind a figure", tag: tag, access: byAnalyst}, s.figure)
	handle(s, route{method: post, path: "/conversations/{id}/check", id: "check-reply", summary: "Tell whether a text asks for what was passed on", tag: "conversations", access: byAgent},
		func(ctx context.Context, c *caller, in *checkInput) (*checkOutput, error) {
			again, err := s.Desk.Check(ctx, c.agent, in.ID, in.Body.Text)
			out := &checkOutput{}
			out.Body.AsksAgain = append([]terang.Fact{}, again...)
			return out, err
		})
	handle(s, route{method: post, path: "/conversations/{id}/needless", id: "mark-needless", summary: "Say that the assistant could have done it, or take that back", tag: "conversations", access: byAgent, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *needlessInput) (*struct{}, error) {
			return nil, s.Desk.Needless(ctx, c.agent, in.ID, in.Body.Needless)
		})
}

func (s *Server) figure(ctx context.Context, c *caller, in *figureInput) (*figureOutput, error) {
	days, err := in.days()
	if err != nil {
		return nil, err
	}
	after, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	cases, next, err := s.Report.Behind(ctx, c.workspace, store.Figure(in.Figure), days, after, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &figureOutput{}
	out.Body.Items = make([]FigureCase, len(cases))
	for i, x := range cases {
		out.Body.Items[i] = FigureCase{ConversationID: x.ConversationID, At: x.At, Value: x.Value, Detail: x.Detail, Title: s.Training.Title(c.workspace, x.Detail), Quote: x.Quote}
		if x.ContactID != "" {
			out.Body.Items[i].Contact = &FigureContact{ID: x.ContactID, Name: x.ContactName}
		}
	}
	if next != nil {
		cursor := formatCursor(*next)
		out.Body.Next = &cursor
	}
	return out, veilEach(ctx, s, c, out.Body.Items, func(x *FigureCase) string { return x.ConversationID }, func(x *FigureCase) { x.Quote = "" })
}

// TrustReportOf is a report as it is told to programs.
func TrustReportOf(t report.Trust) TrustReport {
	h := t.HandOvers
	out := TrustReport{
		From: t.From, To: t.To, Zone: t.Zone, Resolution: ReportResolution(t.Resolution), Promises: ReportPromises(t.Promises), Days: make([]ReportDay, len(t.Days)),
		HandOvers: ReportHandOvers{
			N: h.N, Per100: h.Per100, Completeness: ratio(h.Passed, h.Known), Incomplete: ReportShare{h.Incomplete, ratio(h.Incomplete, h.N)},
			ReaskRate: ratio(h.Reasked, h.Spoken), Reasked: ReportCount{h.Reasked}, Returned: ReportShare{h.Returned, ratio(h.Returned, h.N)},
			FirstWord: ReportFirstWord{WaitingNow: h.FirstWord.Waiting},
			Smooth:    ReportScore{h.Smoothed, ratio(h.Smooth, h.Smoothed)}, Survey: ReportScore{h.Surveyed, ratio(h.Survey, h.Surveyed)},
			Needless: ReportShare{h.Needless, ratio(h.Needless, h.N)}, Missed: ReportCount{h.Missed}, Reasons: make(map[string]int64, len(h.Reasons)),
		},
	}
	if h.Spoken > 0 {
		p50, p90 := h.FirstWord.P50.Seconds(), h.FirstWord.P90.Seconds()
		out.HandOvers.FirstWord.P50, out.HandOvers.FirstWord.P90 = &p50, &p90
	}
	if since := h.FirstWord.WaitingSince; !since.IsZero() {
		out.HandOvers.FirstWord.WaitingSince = &since
	}
	for reason, n := range h.Reasons {
		out.HandOvers.Reasons[string(reason)] = n
	}
	for i, d := range t.Days {
		out.Days[i] = ReportDay{
			Day: d.Day, HandOvers: d.HandOvers, Reasked: d.Reasked, Needless: d.Needless, Missed: d.Missed,
			Resolution: ReportResolution(d.Resolution), Promises: ReportPromises(d.Promises),
		}
	}
	return out
}

// ratio is a share or a mean; nil where there is nothing to divide by.
func ratio(n, of int64) *float64 {
	if of == 0 {
		return nil
	}
	r := float64(n) / float64(of)
	return &r
}
