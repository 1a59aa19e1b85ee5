package gate

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"terang"
)

// TestNoPurposeLetsANoteOut: what is written for the desk alone, whispers among it, leaves for no purpose, by no author, in no
// state of a conversation, on no channel and in no language. No renderer is given: it
// is held before anybody would render it.
func TestNoPurposeLetsANoteOut(t *testing.T) {
	t.Parallel()
	authors := []terang.Author{
		{}, terang.ByAgent("agt_1", "Rina"), terang.ByAgentWithAI("agt_1", "Rina", "m@1", 0.5), terang.ByAI("m@1", "p@1"), terang.ByAutomation("x@1"), terang.BySystem(), terang.ByContact(),
	}
	rapid.Check(t, func(rt *rapid.T) {
		m := maker{rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 8))}
		f := m.facts()
		f.Holder = rapid.SampledFrom([]terang.Holder{terang.HolderAssistant, terang.HolderQueue, terang.HolderAgent}).Draw(rt, "holder")
		f.AgentID = rapid.SampledFrom([]string{"", "agt_1", "agt_2"}).Draw(rt, "agent")
		d := terang.Draft{
			Author: rapid.SampledFrom(authors).Draw(rt, "author"), Kind: terang.KindNote, Language: f.Language,
			Purpose:   rapid.SampledFrom([]terang.Purpose{terang.ForAnswer, terang.ForGreeting, terang.ForNotice, terang.ForSurvey, terang.ForProactive, ""}).Draw(rt, "purpose"),
			Content:   terang.Content{Text: rapid.StringN(1, 80, -1).Draw(rt, "text")},
			Announces: rapid.SampledFrom([]terang.Author{{}, terang.ByAgent("agt_1", "Rina")}).Draw(rt, "announces"),
		}
		_, held := Clear(d, f, nil)
		if held == nil || !slices.Contains(held.Reasons, InternalOnly) {
			rt.Fatalf("%+v: %v", d, held)
		}
	})
}
