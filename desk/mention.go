package desk

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
	"terang/delivery"
	"terang/store"
)

// maxMentions is how many agents one note may name.
const maxMentions = 20

// Handles are the names by which agents are named in notes: their own, and where two bear the same, with the first part of the
// address behind it. Agents who cannot sign in have none: nobody would read it.
func Handles(agents []store.Agent) map[string]string {
	same := map[string]int{}
	for _, a := range agents {
		if a.DisabledAt.IsZero() {
			same[strings.ToLower(a.Name)]++
		}
	}
	out, taken := map[string]string{}, map[string]bool{}
	for _, a := range agents {
		if !a.DisabledAt.IsZero() || strings.TrimSpace(a.Name) == "" {
			continue
		}
		handle := a.Name
		if same[strings.ToLower(a.Name)] > 1 {
			local, _, _ := strings.Cut(a.Email, "@")
			if handle = a.Name + " (" + local + ")"; taken[strings.ToLower(handle)] {
				handle = a.Name + " (" + a.Email + ")"
			}
		}
		taken[strings.ToLower(handle)] = true
		out[a.ID] = handle
	}
	return out
}

// mentioned finds the agents whom a text names, each once, in the order of the text. The longest name counts: "@Rina Sari" is
// not Rina.
func mentioned(agents []store.Agent, text string) []terang.Mention {
	handles := Handles(agents)
	var out []terang.Mention
	named := map[string]bool{}
	for at := 0; at < len(text) && len(out) < maxMentions; {
		next := strings.IndexByte(text[at:], '@')
		if next < 0 {
			break
		}
		at += next + 1
		before, _ := utf8.DecodeLastRuneInString(text[:at-1])
		if inWord(before) { // an address
			continue
		}
		best := terang.Mention{}
		for _, a := range agents {
			h := handles[a.ID]
			if h == "" || len(h) <= len(best.Name) || len(h) > len(text)-at || !strings.EqualFold(text[at:at+len(h)], h) {
				continue
			}
			if after, _ := utf8.DecodeRuneInString(text[at+len(h):]); !inWord(after) {
				best = terang.Mention{AgentID: a.ID, Name: text[at : at+len(h)]}
			}
		}
		if best.AgentID != "" && !named[best.AgentID] {
			named[best.AgentID] = true
			out = append(out, best)
		}
		at += len(best.Name)
	}
	return out
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// noteTo writes a note and keeps whom it names, in one commit. Who names themselves is not told.
func noteTo(ctx context.Context, tx *store.Tx, t *delivery.Thread, a store.Agent, text, clientID string) error {
	var named []terang.Mention
	if strings.Contains(text, "@") {
		agents, err := store.Agents(ctx, tx.Reader(), a.WorkspaceID)
		if err != nil {
			return err
		}
		named = mentioned(agents, text)
	}
	t.NoteTo(terang.ByAgent(a.ID, a.Name), text, clientID, named)
	added := t.Messages()
	m := added[len(added)-1]
	for _, who := range named {
		if who.AgentID == a.ID {
			continue
		}
		if err := store.InsertMention(tx, store.Mention{
			WorkspaceID: a.WorkspaceID, MessageID: m.ID, AgentID: who.AgentID, ConversationID: m.ConversationID, Seq: m.Seq, By: a.ID, At: t.Now,
		}); err != nil {
			return err
		}
	}
	return nil
}
