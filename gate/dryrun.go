package gate

import (
	"fmt"
	"time"

	"terang"
)

// DryRun is [Rulebook.DryRun] with the policies that come with the house.
func DryRun(r Renderer, brand string) error { return Default().DryRun(r, brand) }

// DryRun clears one draft of every kind through a renderer, in both languages, and some that must not pass
// or must be mended. An error means that the channel would not show who speaks: do not serve with it.
func (b *Rulebook) DryRun(r Renderer, brand string) error {
	if !visible(brand) {
		return fmt.Errorf("gate: dry run: the brand has no name, so no disclosure can name it")
	}
	now := time.UnixMilli(1_900_000_000_000).UTC() // when every published policy has begun
	agent := terang.ByAgent("agt_dry", "Rina")
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		for _, c := range dryCases(l, agent, now) {
			c.facts.Brand, c.facts.Now, c.facts.Language, c.facts.Rules = brand, now, l, b
			c.facts.MessageID, c.facts.Seq, c.facts.Channel = "msg_dry", 3, "dry"
			c.draft.Language = l
			cleared, held := Clear(c.draft, c.facts, r)
			if c.held != "" {
				if !held.Has(c.held) {
					return fmt.Errorf("gate: dry run: %s (%s): not held as %s", c.name, l, c.held)
				}
				continue
			}
			if held != nil {
				return fmt.Errorf("gate: dry run: %s (%s): held: %s (%s)", c.name, l, held, held.Detail)
			}
			if c.mended != "" && !has(cleared.Mended(), c.mended) {
				return fmt.Errorf("gate: dry run: %s (%s): not mended as %s", c.name, l, c.mended)
			}
		}
	}
	return nil
}

// dryLate is longer than any policy leaves a contact without a reminder.
const dryLate = 3*time.Hour + time.Minute

type dryCase struct {
	name   string
	draft  terang.Draft
	facts  Facts
	held   Reason
	mended Reason
}

func dryCases(l terang.Language, agent terang.Author, now time.Time) []dryCase {
	ai := terang.ByAI("ears@0", "dry@1")
	says := func(a terang.Author, text string) terang.Draft {
		return terang.Draft{Author: a, Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{Text: text}}
	}
	told := terang.Disclosed{FirstContact: now, Language: l, Voice: "machine", LastMachine: now, Reminded: now}
	byAgent := Facts{Holder: terang.HolderAgent, AgentID: agent.AgentID(), Disclosed: told}
	byAssistant := Facts{Holder: terang.HolderAssistant, Disclosed: told}
	notice := func(voice terang.Author) terang.Draft {
		return terang.Draft{Author: terang.BySystem(), Purpose: terang.ForNotice, Kind: terang.KindNotice, Announces: voice}
	}
	survey := terang.Draft{
		Author: terang.ByAutomation("survey@1"), Purpose: terang.ForSurvey, Kind: terang.KindSurvey,
		Content: terang.Content{Survey: &terang.Survey{Question: "1-5", Options: []int{1, 2, 3, 4, 5}}},
	}
	after := byAssistant
	after.Disclosed.Voice = agent.Voice()
	late := byAssistant
	late.Disclosed.FirstContact, late.Disclosed.Reminded = now.Add(-dryLate), now.Add(-dryLate)
	asked := byAssistant
	asked.Asked = true
	return []dryCase{
		{name: "first contact", draft: says(ai, "ok"), facts: Facts{Holder: terang.HolderAssistant}},
		{name: "later answer", draft: says(ai, "ok"), facts: byAssistant},
		{name: "asked", draft: says(ai, "ok"), facts: asked},
		{name: "reminder", draft: says(ai, "ok"), facts: late},
		{name: "takeover", draft: notice(agent), facts: byAgent},
		{name: "agent without takeover", draft: says(agent, "ok"), facts: byAgent},
		{name: "agent helped by AI", draft: says(terang.ByAgentWithAI("agt_dry", "Rina", "llm@0", 1), "ok"), facts: byAgent},
		{name: "hand-back", draft: notice(ai), facts: after},
		{name: "answer after an agent", draft: says(ai, "ok"), facts: after},
		{name: "survey", draft: survey, facts: after},
		{name: "human claim", draft: says(ai, "Saya manusia."), facts: byAssistant, mended: HumanClaim},
		{name: "forged label", draft: says(ai, "Petugas: ok"), facts: byAssistant, mended: ForgedLabel},
		{name: "assistant while an agent speaks", draft: says(ai, "ok"), facts: byAgent, held: AgentSpeaking},
		{name: "agent without the word", draft: says(agent, "ok"), facts: byAssistant, held: NotHolder},
		{name: "nobody", draft: says(terang.Author{}, "ok"), facts: byAssistant, held: NoAuthor},
	}
}
