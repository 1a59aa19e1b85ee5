package routing_test

import (
	"testing"
	"time"

	"terang"
	"terang/routing"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func at(d time.Duration) time.Time { return noon.Add(d) }

func agent(id string, change ...func(*routing.Agent)) routing.Agent {
	a := routing.Agent{ID: id, Ready: true, Capacity: routing.Capacity{Total: 3}}
	for _, c := range change {
		c(&a)
	}
	return a
}

func work(id string, since time.Duration, change ...func(*routing.Work)) routing.Work {
	w := routing.Work{ID: id, Channel: "webchat", Priority: routing.Normal, Since: at(since)}
	for _, c := range change {
		c(&w)
	}
	return w
}

// board puts everything on a board at noon.
func board(all ...any) *routing.Board {
	b := routing.New(routing.Policy{})
	for _, x := range all {
		switch x := x.(type) {
		case routing.Agent:
			b.Seat(x, noon)
		case routing.Work:
			b.Put(x, noon)
		}
	}
	return b
}

func next(t *testing.T, b *routing.Board, now time.Duration, id, to string) {
	t.Helper()
	m, ok := b.Next(at(now))
	if ok != (id != "") || m.Work != id || m.Agent != to {
		t.Errorf("at %s: %q goes to %q (%v), want %q to %q", now, m.Work, m.Agent, ok, id, to)
	}
}

func skilled(skills ...string) func(*routing.Agent) {
	return func(a *routing.Agent) { a.Skills = skills }
}

func asking(skill string) func(*routing.Work) { return func(w *routing.Work) { w.Skill = skill } }

func before(agentID string) func(*routing.Work) { return func(w *routing.Work) { w.Before = agentID } }

func of(p routing.Priority) func(*routing.Work) { return func(w *routing.Work) { w.Priority = p } }

func loaded(n int) func(*routing.Agent) {
	return func(a *routing.Agent) { a.Load = map[string]int{"webchat": n} }
}

func idle(since time.Duration) func(*routing.Agent) {
	return func(a *routing.Agent) { a.IdleSince = at(since) }
}

func TestWhoWaitsLongestIsFirst(t *testing.T) {
	b := board(agent("rina"), work("late", -time.Minute), work("early", -2*time.Minute))
	next(t, b, 0, "early", "rina")
	next(t, b, 0, "late", "rina")
	next(t, b, 0, "", "")
}

func TestAnUrgentMatterPassesButNotForEver(t *testing.T) {
	b := board(agent("rina"), work("calm", -3*time.Minute), work("grave", 0, of(routing.Urgent)))
	next(t, b, 0, "grave", "rina")
	b = board(agent("rina"), work("calm", -5*time.Minute), work("grave", 0, of(routing.Urgent)))
	next(t, b, 0, "calm", "rina") // its deadline is now; who comes later cannot pass
}

func TestAPromisedTimeCounts(t *testing.T) {
	b := board(agent("rina"), work("calm", -2*time.Minute), work("promised", 0, func(w *routing.Work) { w.Promised = at(time.Minute) }))
	next(t, b, 0, "promised", "rina")
}

func TestTheLeastBusyThenTheLongestIdle(t *testing.T) {
	b := board(agent("busy", loaded(1), idle(-time.Hour)), agent("fresh", idle(-time.Minute)), agent("idle", idle(-9*time.Minute)), work("a", 0), work("b", time.Millisecond))
	next(t, b, 0, "a", "idle")
	next(t, b, 0, "b", "fresh")
}

func TestTheLastRoomOfASpecialistIsSpared(t *testing.T) {
	one := func(a *routing.Agent) { a.Languages = []terang.Language{terang.Indonesian} }
	b := board(agent("pro", one, skilled("billing"), loaded(2), idle(-time.Hour)), agent("any", one, loaded(2)), work("plain", 0), work("refund", time.Second, asking("billing")))
	next(t, b, 0, "plain", "any")
	next(t, b, 0, "refund", "pro")
}

func TestASkillIsAskedForUntilItIsTooLate(t *testing.T) {
	b := board(agent("any"), work("refund", 0, asking("billing")))
	next(t, b, 4*time.Minute, "", "")
	if turn := b.NextTurn(); !turn.Equal(at(5 * time.Minute)) {
		t.Errorf("the next turn is at %s", turn)
	}
	next(t, b, 5*time.Minute, "refund", "any")
	b = board(agent("any"), agent("pro", skilled("billing"), loaded(2)), work("refund", 0, asking("billing")))
	next(t, b, 0, "refund", "pro")
}

func TestALanguageAndATeamAreAskedFor(t *testing.T) {
	b := board(
		agent("id", func(a *routing.Agent) { a.Languages = []terang.Language{terang.Indonesian} }),
		agent("shop", func(a *routing.Agent) { a.Teams = []string{"shop"} }),
		work("english", 0, func(w *routing.Work) { w.Language, w.Team = terang.English, "bank" }),
	)
	next(t, b, 0, "", "")
	next(t, b, 2*time.Minute, "english", "shop")
}

func TestCapacityIsPerChannel(t *testing.T) {
	narrow := func(a *routing.Agent) {
		a.Capacity.Channel = map[string]int{"email": 1, "voice": 0}
	}
	email := func(w *routing.Work) { w.Channel = "email" }
	b := board(agent("rina", narrow), work("a", 0, email), work("b", 1, email), work("c", 2), work("d", 3, func(w *routing.Work) { w.Channel = "voice" }))
	next(t, b, 0, "a", "rina")
	next(t, b, 0, "c", "rina")
	next(t, b, time.Hour, "", "")
	b.Return("a", at(0))
	next(t, b, time.Hour, "a", "rina")
}

func TestWhoHelpedBeforeHelpsAgain(t *testing.T) {
	b := board(agent("rina", loaded(2)), agent("budi"), work("back", 0, before("rina")))
	next(t, b, 0, "back", "rina")

	b = board(agent("rina", loaded(3)), agent("budi"), work("back", 0, before("rina")), work("other", time.Second))
	next(t, b, 0, "other", "budi")
	next(t, b, 89*time.Second, "", "") // kept for rina, who has no room
	next(t, b, 90*time.Second, "back", "budi")

	b = board(agent("rina", func(a *routing.Agent) { a.Ready = false }), agent("budi"), work("back", 0, before("rina")))
	next(t, b, 0, "back", "budi") // rina is not there
	b = board(agent("rina", loaded(3)), agent("budi"), work("back", 0, before("rina")))
	next(t, b, 0, "", "")
	b.Leave("rina", at(time.Second))
	next(t, b, time.Second, "back", "budi")
}

func TestWhoLetsItRingIsNotRungAgainAtOnce(t *testing.T) {
	b := board(agent("rina", idle(-time.Hour)), agent("budi", idle(0)), work("a", 0))
	next(t, b, 0, "a", "rina")
	b.Pass("a", "budi", at(0)) // it was not theirs
	b.Pass("a", "rina", at(20*time.Second))
	next(t, b, 20*time.Second, "a", "budi")
	b.Pass("a", "budi", at(40*time.Second))
	next(t, b, 60*time.Second, "", "")
	next(t, b, 20*time.Second+2*time.Minute, "a", "rina")
}

func TestALetRingDoesNotBlockTheLine(t *testing.T) {
	b := board(agent("rina"), work("a", 0), work("b", time.Second))
	next(t, b, 0, "a", "rina")
	b.Pass("a", "rina", at(time.Second))
	next(t, b, time.Second, "b", "rina")
}

func TestPullTakesTheFirstThatFits(t *testing.T) {
	b := board(agent("rina", loaded(3)), agent("budi", skilled("billing")), work("refund", 0, asking("billing")), work("plain", time.Second))
	if id := b.Pull("rina", at(time.Minute)); id != "plain" {
		t.Errorf("rina, who asks although her hands are full, gets %q", id)
	}
	if id := b.Pull("budi", at(time.Minute)); id != "refund" {
		t.Errorf("budi gets %q", id)
	}
	if b.Pull("nobody", noon) != "" {
		t.Error("somebody unknown gets something")
	}
}

func TestPriorityFollowsTrustAndPromises(t *testing.T) {
	broken := []terang.Promise{{BrokenAt: noon, DueAt: noon}}
	for _, c := range []struct {
		trust    int
		promises []terang.Promise
		want     routing.Priority
	}{{80, nil, routing.Normal}, {39, nil, routing.High}, {19, nil, routing.Urgent}, {80, broken, routing.Urgent}, {80, []terang.Promise{{DueAt: noon}}, routing.Normal}} {
		if got := routing.PriorityOf(c.trust, c.promises); got != c.want {
			t.Errorf("trust %d with %d promises: %s, want %s", c.trust, len(c.promises), got, c.want)
		}
	}
}

func TestPlacesFollowTheOrder(t *testing.T) {
	b := board(work("a", 0), work("b", time.Second), work("c", 2*time.Second, of(routing.Urgent)))
	for id, want := range map[string]int{"c": 1, "a": 2, "b": 3, "x": 0} {
		if got := b.Place(id); got != want {
			t.Errorf("%s is at %d, want %d", id, got, want)
		}
	}
	if b.Take("a"); b.Place("b") != 2 || b.Take("a") {
		t.Error("who was taken still waits")
	}
	if d := b.Deadline("b"); !d.Equal(at(time.Second + 5*time.Minute)) {
		t.Errorf("the deadline is %s", d)
	}
}

// TestTheClocksStandStillWhileTheDeskIsClosed: who wrote at night is due after the opening, and still comes before who wrote later.
func TestTheClocksStandStillWhileTheDeskIsClosed(t *testing.T) {
	night := func(w *routing.Work) { w.Opens = at(0) }
	b := board(work("second", -2*time.Hour, night), work("first", -8*time.Hour, night, asking("billing")), work("morning", time.Second))
	if d := b.Deadline("first"); !d.Equal(at(5 * time.Minute)) {
		t.Errorf("due %s, want five minutes after the opening", d)
	}
	if b.Late(at(4*time.Minute)) != 0 || b.Late(at(6*time.Minute)) != 3 || b.Len() != 3 {
		t.Error("who is late is counted from when they came, not from the opening")
	}
	b.Seat(agent("rina"), noon)
	next(t, b, time.Second, "second", "rina") // the skill is still asked for
	next(t, b, time.Second, "morning", "rina")
	next(t, b, 5*time.Minute, "first", "rina")
}

func TestAnotherPolicyHoldsAtOnce(t *testing.T) {
	b := board(work("a", 0), work("b", time.Second, of(routing.Urgent)))
	p := routing.DefaultPolicy()
	p.Targets = map[routing.Priority]time.Duration{routing.Urgent: time.Hour, routing.Normal: time.Minute}
	b.Govern(p, noon)
	if all := b.Waiting(9); len(all) != 2 || all[0].ID != "a" || !all[0].Deadline.Equal(at(time.Minute)) {
		t.Errorf("the order is %+v", all)
	}
	if all := b.Waiting(1); len(all) != 1 {
		t.Errorf("%d of the first one", len(all))
	}
}
