// Package aide prepares for agents what a machine can: an answer from the help centre with its sources, a summary, other words for
// what they wrote, and what a contact wrote in the agent's language. With no language model it has the first alone.
//
// It never sends, never writes into a conversation and never decides whose words something is: what comes back names the model,
// and goes to the agents as a draft (desk.Offer), with which the desk compares what is sent. A model's words whose figures or
// addresses stand in nothing that it was given are not shown. The way in is [New] and [Aide.Help].
package aide

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"terang"
	"terang/engine"
	"terang/llm"
	"terang/store"
)

// Kind is what an agent asks for.
type Kind string

// The kinds of help.
const (
	Suggest   Kind = "suggest"   // an answer to what the contact wrote last
	Summary   Kind = "summary"   // what was talked about, for colleagues
	Shorter   Kind = "shorter"   // the agent's words, in fewer
	Warmer    Kind = "warmer"    // …, friendlier
	Formal    Kind = "formal"    // …, more formally
	Mend      Kind = "mend"      // …, with spelling and grammar mended
	Translate Kind = "translate" // …, in the contact's language
	Read      Kind = "read"      // the contact's words, in the agent's language
)

// Kinds are all of them.
func Kinds() []Kind { return []Kind{Suggest, Summary, Shorter, Warmer, Formal, Mend, Translate, Read} }

// Limits of what a model is given and may answer.
const (
	lookBack   = 40   // messages
	maxTalk    = 6000 // characters of the talk, the newest
	maxText    = 4000 // characters of one message
	articles   = 3
	leastNear  = 0.25 // confidence of a passage that may be given to a model
	answerSize = 700  // tokens
)

// Parts are what an Aide needs.
type Parts struct {
	Store *store.DB
	Brain func(workspaceID string) *engine.Brain // nil where a workspace runs no pack
	Brand func(workspaceID string) string        // name
	Model *llm.Client                            // nil: no language model
}

// Aide helps the agents of all workspaces.
type Aide struct{ Parts }

// New makes an Aide.
func New(p Parts) *Aide { return &Aide{p} }

// Ready reports whether there is a language model.
func (a *Aide) Ready() bool { return a.Model != nil }

// Wish is what an agent asks for in a conversation.
type Wish struct {
	Kind     Kind
	Text     string          // the words that are to be put otherwise; not for [Suggest] and [Summary]
	Language terang.Language // of the agent, for [Summary] and [Read]
}

// Help does what is asked for. Its errors are for people: aide_text_missing, aide_text_too_long, aide_nothing_asked, aide_nothing_found, aide_changed_facts, and the
// model's own (see llm.Client.Ask).
func (a *Aide) Help(ctx context.Context, workspaceID, conversationID string, w Wish) (terang.Suggestion, error) {
	c, err := store.Conversation(ctx, a.Store, workspaceID, conversationID)
	if err != nil {
		return terang.Suggestion{}, err
	}
	switch w.Kind {
	case Suggest, Summary:
		said, err := store.Messages(ctx, a.Store, store.MessageQuery{WorkspaceID: workspaceID, ConversationID: conversationID, Before: c.Seq + 1, Limit: lookBack})
		if err != nil {
			return terang.Suggestion{}, fmt.Errorf("aide: read: %w", err)
		}
		if w.Kind == Suggest {
			return a.suggest(ctx, &c, said)
		}
		return a.summary(ctx, &c, said, w.Language)
	case Shorter, Warmer, Formal, Mend, Translate, Read:
	}
	if strings.TrimSpace(w.Text) == "" {
		return terang.Suggestion{}, terang.Fail(terang.Invalid, "aide_text_missing")
	}
	if utf8.RuneCountInString(w.Text) > maxText {
		return terang.Suggestion{}, terang.Fail(terang.TooLarge, "aide_text_too_long")
	}
	l := c.Language
	if w.Kind == Read {
		l = w.Language
	}
	return a.reword(ctx, workspaceID, w.Kind, w.Text, l)
}

// suggest answers what the contact wrote since somebody answered last. The model is given the passages that come nearest and may
// answer from these alone; where it cannot, or there is none, the best passage itself is the draft.
func (a *Aide) suggest(ctx context.Context, c *terang.Conversation, said []store.StoredMessage) (terang.Suggestion, error) {
	question := asked(said)
	if question == "" {
		return terang.Suggestion{}, terang.Fail(terang.Conflict, "aide_nothing_asked")
	}
	b := a.Brain(c.WorkspaceID)
	if b == nil {
		return terang.Suggestion{}, terang.Fail(terang.NotFound, "aide_nothing_found")
	}
	hits := b.Articles(question, c.Language, articles)
	n := 0
	for n < len(hits) && hits[n].Confidence >= leastNear && hits[n].Passage != "" {
		n++
	}
	if hits = hits[:n]; n == 0 {
		return terang.Suggestion{}, terang.Fail(terang.NotFound, "aide_nothing_found")
	}
	passage := terang.Suggestion{Text: hits[0].Passage, Model: b.Ears(), Prompt: "suggestion@1", Sources: sources(hits[:1])}
	if a.Model == nil {
		return passage, nil
	}
	var m mask
	var given strings.Builder
	for i, h := range hits {
		fmt.Fprintf(&given, "ARTICLE %d: %s\n%s\n\n", i+1, h.Article.Title, h.Passage)
	}
	given.WriteString("TALK\n" + m.hide(talk(said)))
	answer, err := a.Model.Ask(ctx, llm.Question{Rules: suggestRules(a.Brand(c.WorkspaceID), c.Language), Given: given.String(), Tokens: answerSize})
	if err != nil {
		return terang.Suggestion{}, err
	}
	text, cited := cite(answer.Text, len(hits))
	if strings.Trim(text, " .\n") == "NONE" {
		return terang.Suggestion{}, terang.Fail(terang.NotFound, "aide_nothing_found")
	}
	if len(cited) == 0 || text == "" || !grounded(text, given.String()) {
		return passage, nil
	}
	used := make([]terang.Source, 0, len(cited))
	for _, i := range cited {
		used = append(used, sources(hits[i:i+1])...)
	}
	return terang.Suggestion{Text: m.show(text), Model: answer.Model, Prompt: "suggest@1", Sources: used}, nil
}

func (a *Aide) summary(ctx context.Context, c *terang.Conversation, said []store.StoredMessage, l terang.Language) (terang.Suggestion, error) {
	var m mask
	given := m.hide(talk(said))
	if given == "" {
		return terang.Suggestion{}, terang.Fail(terang.Conflict, "aide_nothing_asked")
	}
	answer, err := a.Model.Ask(ctx, llm.Question{Rules: summaryRules(a.Brand(c.WorkspaceID), l), Given: given, Tokens: answerSize})
	if err != nil {
		return terang.Suggestion{}, err
	}
	if !grounded(answer.Text, given) {
		return terang.Suggestion{}, terang.Fail(terang.Unavailable, "aide_changed_facts")
	}
	return terang.Suggestion{Text: m.show(answer.Text), Model: answer.Model, Prompt: "summary@1"}, nil
}

// reword puts a text otherwise. What has other figures or addresses than the text itself is no other wording of it.
func (a *Aide) reword(ctx context.Context, workspaceID string, k Kind, text string, l terang.Language) (terang.Suggestion, error) {
	var m mask
	given := m.hide(text)
	answer, err := a.Model.Ask(ctx, llm.Question{Rules: rewordRules(a.Brand(workspaceID), k, l), Given: given, Tokens: answerSize})
	if err != nil {
		return terang.Suggestion{}, err
	}
	if !same(given, answer.Text) {
		return terang.Suggestion{}, terang.Fail(terang.Unavailable, "aide_changed_facts")
	}
	return terang.Suggestion{Text: m.show(answer.Text), Model: answer.Model, Prompt: string(k) + "@1"}, nil
}
