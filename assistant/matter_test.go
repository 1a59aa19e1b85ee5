package assistant

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/delivery"
	"terang/engine"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
	"terang/trust"
)

// answer is what an article says.
func answer() engine.Say {
	return engine.Say{Draft: terang.Draft{
		Author: terang.ByAI("ears@1", "hours@1"), Purpose: terang.ForAnswer, Kind: terang.KindText, Language: terang.Indonesian, Content: terang.Content{Text: "Kami buka pukul 9."},
	}}
}

// TestWhatTheEngineSaysOfMattersIsKept: effects of turns in order, and what is then known of the matters.
func TestWhatTheEngineSaysOfMattersIsKept(t *testing.T) {
	type turn struct {
		after   time.Duration
		effects []engine.Effect
	}
	came := func(topic, playbook string) engine.Effect { return engine.Came{Topic: topic, Playbook: playbook} }
	handOver := engine.HandOver{Card: terang.HandOver{Reason: terang.ReasonAsked, Known: 3, CardWords: terang.CardWords{Facts: []terang.Fact{{Label: "Nomor pesanan", Value: "TRG-1042"}}}}}
	for _, c := range []struct {
		name  string
		turns []turn
		want  string // topic outcome[ confirmed][ low][ handed][ back], in the order in which they came
	}{
		{"answered by an article", []turn{{0, []engine.Effect{came("hours", ""), answer()}}}, "hours answered"},
		{"not understood", []turn{{0, []engine.Effect{came("hours", ""), engine.Missed{Seq: 1}, answer()}}}, "hours"},
		{"left in the middle", []turn{{0, []engine.Effect{came("refund", "refund_status"), answer()}}}, "refund"},
		{"solved by its playbook", []turn{
			{0, []engine.Effect{came("refund", "refund_status"), answer()}},
			{time.Minute, []engine.Effect{engine.Settled{Topic: "refund", Solved: true}, engine.Ended{Playbook: "refund_status@1", Solved: true}}},
		}, "refund solved"},
		{"solved at once", []turn{{0, []engine.Effect{came("refund", "refund_status"), engine.Settled{Topic: "refund", Solved: true}, engine.Ended{Playbook: "refund_status@1", Solved: true}}}}, "refund solved"},
		{"its playbook came to its end", []turn{{0, []engine.Effect{came("refund", "refund_status"), answer(), engine.Ended{Playbook: "refund_status@1"}}}}, "refund answered"},
		{"its playbook was broken off", []turn{{0, []engine.Effect{came("refund", "refund_status"), answer(), engine.Ended{Playbook: "refund_status@1", Reason: "cancelled"}}}}, "refund"},
		{"confirmed", []turn{{0, []engine.Effect{came("hours", ""), answer()}}, {time.Minute, []engine.Effect{engine.Settled{Topic: "hours", Confirmed: true}}}}, "hours answered confirmed"},
		{"trust fell after it", []turn{{0, []engine.Effect{came("hours", ""), answer()}}, {time.Minute, []engine.Effect{engine.Trusted{Seq: 2, Score: 50, Decision: trust.Offer}}}}, "hours answered low"},
		{"and rose again", []turn{
			{0, []engine.Effect{came("hours", ""), answer(), engine.Trusted{Seq: 1, Score: 50, Decision: trust.Offer}}},
			{time.Minute, []engine.Effect{engine.Trusted{Seq: 2, Score: 90, Decision: trust.Keep}}},
		}, "hours answered"},
		{"handed over", []turn{{0, []engine.Effect{came("hours", ""), answer(), handOver}}}, "hours handed"},
		{"and back from the queue", []turn{{0, []engine.Effect{came("hours", ""), answer()}}, {time.Minute, []engine.Effect{handOver}}, {time.Minute, []engine.Effect{engine.Return{}}}}, "hours answered"},
		{"two at once", []turn{{0, []engine.Effect{came("hours", ""), answer(), came("refund", "refund_status"), engine.Settled{Topic: "refund", Solved: true}}}}, "hours, refund solved"},
		{"up again at once", []turn{
			{0, []engine.Effect{came("refund", "refund_status"), engine.Settled{Topic: "refund", Solved: true}}},
			{time.Minute, []engine.Effect{came("refund", "refund_status"), answer()}},
		}, "refund reopened"},
		{"up again after an hour", []turn{
			{0, []engine.Effect{came("refund", "refund_status"), engine.Settled{Topic: "refund", Solved: true}}},
			{time.Hour, []engine.Effect{came("refund", "refund_status"), engine.Settled{Topic: "refund", Solved: true}}},
		}, "refund solved back, refund solved"},
		{"up again after a week", []turn{{0, []engine.Effect{came("hours", ""), answer()}}, {7 * 24 * time.Hour, []engine.Effect{came("hours", ""), answer()}}}, "hours answered, hours answered"},
		{"said of nothing", []turn{{0, []engine.Effect{engine.Trusted{Seq: 1, Score: 50, Decision: trust.Offer}, handOver}}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := scene.New(t, storetest.SQLite(t))
			talk := s.Open()
			a := &Assistant{Parts: Parts{IDs: s.ID}}
			for i, turn := range c.turns {
				s.Pass(turn.after)
				_, err := s.Delivery.Change(t.Context(), scene.Workspace, talk.ID, func(tx *store.Tx, th *delivery.Thread) error {
					p := performed{a: a, ctx: t.Context(), tx: tx, t: th}
					return p.settle(engine.Input{Kind: engine.InputMessage, Seq: int64(i)}, turn.effects)
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if got := strings.Join(rows(t, s), ", "); got != c.want {
				t.Errorf("it is known as %q, want %q", got, c.want)
			}
		})
	}
}

// rows are the matters of a scene, in the order in which they came.
func rows(t *testing.T, s *scene.Scene) (out []string) {
	t.Helper()
	found, err := s.Store.Query(context.Background(), `select topic, outcome, confirmed_at, low, handed_at, back_at from matter order by started_at, id`)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		var topic, outcome string
		var n [4]int64
		if err := found.Scan(&topic, &outcome, &n[0], &n[1], &n[2], &n[3]); err != nil {
			t.Fatal(err)
		}
		words := []string{topic, outcome}
		for i, word := range []string{"confirmed", "low", "handed", "back"} {
			if n[i] > 0 {
				words = append(words, word)
			}
		}
		out = append(out, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
	}
	return out
}

// TestAHandOverCountsWhatItPassesOn: once for each way into the queue, however often the card is made anew.
func TestAHandOverCountsWhatItPassesOn(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	talk := s.Open()
	a := &Assistant{Parts: Parts{IDs: s.ID}}
	card := terang.HandOver{Reason: terang.ReasonUnknown, Topic: "refund", Known: 5, CardWords: terang.CardWords{Facts: make([]terang.Fact, 4)}}
	for _, effects := range [][]engine.Effect{{engine.HandOver{Card: card}}, {engine.HandOver{Card: card}}, {engine.Return{}}, {engine.HandOver{Card: card}}} {
		_, err := s.Delivery.Change(t.Context(), scene.Workspace, talk.ID, func(tx *store.Tx, th *delivery.Thread) error {
			p := performed{a: a, ctx: t.Context(), tx: tx, t: th}
			return p.settle(engine.Input{Kind: engine.InputPersonRequested}, effects)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var n, known, passed, returned int64
	if err := s.Store.QueryRow(t.Context(), `select count(*), sum(facts_known), sum(facts_passed), sum(case when returned_at > 0 then 1 else 0 end) from hand_over where topic = 'refund'`).
		Scan(&n, &known, &passed, &returned); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(n, known, passed, returned); got != "2 10 8 1" {
		t.Errorf("%s; want two hand-overs, ten facts known, eight passed, one return", got)
	}
}

// TestWhatGoesBackToTheAssistantIsNoTeamsAnyMore: the next hand-over goes where its own topic belongs.
func TestWhatGoesBackToTheAssistantIsNoTeamsAnyMore(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	talk := s.Open()
	a := &Assistant{Parts: Parts{IDs: s.ID}}
	for _, effects := range [][]engine.Effect{{engine.HandOver{Card: terang.HandOver{Reason: terang.ReasonAsked}}}, {engine.Return{}}} {
		_, err := s.Delivery.Change(t.Context(), scene.Workspace, talk.ID, func(tx *store.Tx, th *delivery.Thread) error {
			p := performed{a: a, ctx: t.Context(), tx: tx, t: th}
			err := p.settle(engine.Input{Kind: engine.InputPersonRequested}, effects)
			if th.Conversation.Holder == terang.HolderQueue {
				th.Conversation.Team = "money"
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if c := s.Conversation(talk.ID); c.Holder != terang.HolderAssistant || c.Team != "" {
		t.Errorf("%s still has the team %q", c.Holder, c.Team)
	}
}
