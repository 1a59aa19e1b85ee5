package routing_test

import (
	"fmt"
	"testing"
	"time"

	"terang"
	"terang/routing"
)

// full is a desk of 200 agents and 10,000 who wait: 8 skills, two languages, 5 teams, 3 channels, one in five known to an agent.
func full() (*routing.Board, []routing.Agent) {
	b := routing.New(routing.Policy{})
	agents := make([]routing.Agent, 200)
	for i := range agents {
		a := routing.Agent{
			ID: fmt.Sprint("agt_", i), Teams: []string{fmt.Sprint("team_", i%5)}, Skills: []string{fmt.Sprint("skill_", i%8), fmt.Sprint("skill_", i/8%8)}, Ready: true,
			Capacity: routing.Capacity{Total: 4, Channel: map[string]int{"voice": 1}}, Load: map[string]int{"webchat": 4}, IdleSince: noon,
		}
		if i%2 == 0 {
			a.Languages = []terang.Language{terang.Indonesian}
		}
		agents[i] = a
		b.Seat(a, noon)
	}
	channels, languages := []string{"webchat", "email", "voice"}, []terang.Language{terang.Indonesian, terang.English}
	for i := range 10_000 {
		w := routing.Work{
			ID: fmt.Sprint("cnv_", i), Channel: channels[i%3], Team: fmt.Sprint("team_", i/3%5), Skill: fmt.Sprint("skill_", i/7%8), Language: languages[i/11%2],
			Priority: routing.Priorities()[i/13%3], Since: noon.Add(-time.Duration(i%60) * time.Second),
		}
		if i%5 == 0 {
			w.Before = fmt.Sprint("agt_", i%200)
		}
		b.Put(w, noon)
	}
	return b, agents
}

// BenchmarkDecision: an agent gets room, the board decides, another conversation comes: with 10,000 waiting and 200 agents.
func BenchmarkDecision(b *testing.B) {
	d, agents := full()
	n := 0
	for b.Loop() {
		a := agents[n%len(agents)]
		n++
		now := noon.Add(time.Duration(n) * time.Millisecond)
		a.Load = map[string]int{"webchat": 3}
		d.Seat(a, now)
		m, ok := d.Next(now)
		if !ok {
			b.Fatal("nobody of 10,000 fits")
		}
		d.Take(m.Work)
		a.Load = map[string]int{"webchat": 4}
		a.IdleSince = now
		d.Seat(a, now)
		d.Put(routing.Work{ID: fmt.Sprint("new_", n), Channel: "webchat", Team: fmt.Sprint("team_", n%5), Skill: fmt.Sprint("skill_", n%8), Language: terang.Indonesian, Priority: routing.Normal, Since: now}, now)
	}
}

// BenchmarkNothingToDecide: everybody is busy; another call must cost next to nothing.
func BenchmarkNothingToDecide(b *testing.B) {
	d, _ := full()
	for b.Loop() {
		if _, ok := d.Next(noon); ok {
			b.Fatal("everybody is busy")
		}
	}
}
