package training

import (
	"cmp"
	"context"
	"encoding/hex"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"

	"terang"
	"terang/store"
	"terang/understand"
)

// Overview is what the assistant understands now, and how well.
type Overview struct {
	Live      store.Training // Number 0 is the pack as it came
	Digest    string
	Report    understand.Report
	Intents   []Intent // in order of their names
	Languages []terang.Language
	Draft     Draft
	Missed    int64
	Complete  bool // false while the deep ear is still being taught after a start
}

// Title is how the brand calls an intent, nil where it has no name for it.
func (s *Service) Title(workspaceID, intent string) terang.Text {
	if b := s.brand(workspaceID); b != nil {
		return b.pack.Titles[intent]
	}
	return nil
}

// Intent is one intent with its examples counted.
type Intent struct {
	Name      string
	Title     terang.Text // nil where the brand gives none
	Examples  map[terang.Language]int
	Score     Score
	Confusion []Confusion // what it is taken for most, at most three
}

// Confusion is an intent that is taken for another.
type Confusion struct {
	Intent, Guess string
	Count         int
	Texts         []string // some of them
}

const (
	maxConfusions = 100
	maxTexts      = 8    // texts under one confusion
	likeness      = 0.34 // from which two messages are of one group
	groupsPage    = 20   // groups on a page where the caller names no number
	maxAsked      = 2    // messages of a group that the ears are asked about for a suggestion
)

// Overview tells what a workspace's assistant understands.
func (s *Service) Overview(ctx context.Context, workspaceID string) (Overview, error) {
	b := s.brand(workspaceID)
	if b == nil {
		return Overview{}, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	draft, err := s.Draft(ctx, workspaceID)
	if err != nil {
		return Overview{}, err
	}
	missed, err := store.CountMissed(ctx, s.Store, workspaceID)
	if err != nil {
		return Overview{}, err
	}
	o := Overview{Live: b.live, Digest: b.model.Digest(), Report: b.model.Report(), Draft: count(draft), Missed: missed, Complete: b.complete}
	by := map[string]*Intent{}
	languages := map[terang.Language]bool{}
	for _, e := range b.examples {
		if e.Intent == understand.OutOfScope {
			continue
		}
		i := by[e.Intent]
		if i == nil {
			i = &Intent{Name: e.Intent, Title: b.pack.Titles[e.Intent], Examples: map[terang.Language]int{}}
			by[e.Intent] = i
		}
		i.Examples[e.Language]++
		languages[e.Language] = true
	}
	for name, score := range scores(b.examples, o.Report) {
		if i := by[name]; i != nil {
			i.Score = score
		}
	}
	for _, c := range confusions(b.examples, o.Report) {
		if i := by[c.Intent]; i != nil && len(i.Confusion) < 3 {
			i.Confusion = append(i.Confusion, c)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		o.Intents = append(o.Intents, *by[name])
	}
	delete(languages, "")
	o.Languages = slices.Sorted(maps.Keys(languages))
	return o, nil
}

// Confusions lists which intents are taken for which, the most frequent first.
func (s *Service) Confusions(workspaceID string) ([]Confusion, error) {
	b := s.brand(workspaceID)
	if b == nil {
		return nil, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	all := confusions(b.examples, b.model.Report())
	return all[:min(len(all), maxConfusions)], nil
}

func confusions(examples []understand.Example, r understand.Report) []Confusion {
	by := map[[2]string]*Confusion{}
	for i, e := range examples {
		if i >= len(r.Trials) || r.Trials[i].Guess == e.Intent || r.Trials[i].Guess == "" {
			continue
		}
		k := [2]string{e.Intent, r.Trials[i].Guess}
		c := by[k]
		if c == nil {
			c = &Confusion{Intent: k[0], Guess: k[1]}
			by[k] = c
		}
		c.Count++
		if len(c.Texts) < maxTexts {
			c.Texts = append(c.Texts, e.Text)
		}
	}
	out := make([]Confusion, 0, len(by))
	for _, c := range by {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Confusion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Intent, b.Intent), cmp.Compare(a.Guess, b.Guess))
	})
	return out
}

// Filter chooses examples. Empty fields choose all.
type Filter struct {
	Intent   string
	Language terang.Language
	Words    string // that the text must hold, in any case
	Wrong    bool   // only those that are heard as something else
	Cursor   string
	Limit    int
}

// Example is one example as people see it.
type Example struct {
	ID         string
	Intent     string
	Language   terang.Language
	Text       string
	Where      string // "intents/id.tsv:14", or "console"
	Measured   bool
	Guess      string // what was heard when it was held out
	Confidence float64
}

// Examples lists the live examples in their order. The second result is where the next page begins, "" at the end.
func (s *Service) Examples(workspaceID string, f Filter) ([]Example, string, error) {
	b := s.brand(workspaceID)
	if b == nil {
		return nil, "", terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	from, err := offset(f.Cursor)
	if err != nil {
		return nil, "", err
	}
	limit := f.Limit
	if limit <= 0 {
		limit = pageSize
	}
	limit = min(limit, maxPage)
	words := strings.ToLower(strings.TrimSpace(f.Words))
	r := b.model.Report()
	var out []Example
	for i := from; i < len(b.examples); i++ {
		e := b.examples[i]
		x := Example{ID: exampleID(e), Intent: e.Intent, Language: e.Language, Text: e.Text, Where: e.Where, Measured: i < len(r.Trials)}
		if x.Measured {
			x.Guess, x.Confidence = r.Trials[i].Guess, r.Trials[i].Confidence
		}
		switch {
		case f.Intent != "" && e.Intent != f.Intent, f.Language != "" && e.Language != f.Language,
			words != "" && !strings.Contains(strings.ToLower(e.Text), words), f.Wrong && (!x.Measured || x.Guess == e.Intent):
			continue
		}
		if len(out) == limit {
			return out, strconv.Itoa(i), nil
		}
		out = append(out, x)
	}
	return out, "", nil
}

// exampleID names an example by what it says, so that it stays the same over restarts and versions.
func exampleID(e understand.Example) string {
	h := fnv.New64a()
	h.Write([]byte(key(e.Intent, e.Text))) // never fails
	return "exm_" + hex.EncodeToString(h.Sum(nil))
}

func exampleIndex(b *brand, id string) (int, bool) {
	i := slices.IndexFunc(b.examples, func(e understand.Example) bool { return exampleID(e) == id })
	return i, i >= 0
}

// Group is some messages that were not understood and are like each other.
type Group struct {
	Messages   []store.Missed // newest first
	Suggestion understand.Scored
}

// Missed returns the messages that were not understood and that nobody has looked at yet, grouped by likeness, the
// largest group first. The second result is where the next page begins, "" at the end.
func (s *Service) Missed(ctx context.Context, workspaceID, cursor string, limit int) ([]Group, string, error) {
	b := s.brand(workspaceID)
	if b == nil {
		return nil, "", terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	from, err := offset(cursor)
	if err != nil {
		return nil, "", err
	}
	messages, err := store.MissedMessages(ctx, s.Store, workspaceID, maxMissed)
	if err != nil {
		return nil, "", err
	}
	texts := make([]string, len(messages))
	for i, m := range messages {
		texts[i] = b.model.Normalise(m.Text)
	}
	groups := group(texts)
	slices.SortStableFunc(groups, func(a, b []int) int { return cmp.Compare(len(b), len(a)) })
	from = min(from, len(groups))
	to, next := len(groups), ""
	if limit = cmp.Or(max(limit, 0), groupsPage); to-from > limit {
		to = from + limit
		next = strconv.Itoa(to)
	}
	out := make([]Group, 0, to-from)
	for _, members := range groups[from:to] {
		g := Group{}
		for _, i := range members {
			g.Messages = append(g.Messages, messages[i])
		}
		g.Suggestion = suggest(b.model, g.Messages[:min(len(g.Messages), maxAsked)])
		out = append(out, g)
	}
	return out, next, nil
}

// suggest returns the intent that comes nearest to messages which are like each other.
func suggest(m *understand.Model, messages []store.Missed) (best understand.Scored) {
	votes := map[string]float64{}
	for _, x := range messages {
		if r := m.Understand(x.Text, understand.Context{Language: x.Language}); len(r.Intents) > 0 {
			votes[r.Intents[0].Intent] += r.Intents[0].Confidence / float64(len(messages))
		}
	}
	for _, intent := range slices.Sorted(maps.Keys(votes)) {
		if votes[intent] > best.Confidence {
			best = understand.Scored{Intent: intent, Confidence: votes[intent]}
		}
	}
	return best
}

// offset reads a cursor: how many lie before the page.
func offset(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(cursor)
	if err != nil || n < 0 {
		return 0, terang.Fail(terang.Invalid, "cursor_invalid")
	}
	return n, nil
}

// group puts texts together that share enough of their runs of letters with the first of a group: one pass, so that the
// same texts always give the same groups.
func group(texts []string) [][]int {
	var heads []map[string]bool
	var out [][]int
	for i, text := range texts {
		grams := trigrams(text)
		best, at := 0.0, -1
		for h, head := range heads {
			if like := dice(grams, head); like > best {
				best, at = like, h
			}
		}
		if best >= likeness {
			out[at] = append(out[at], i)
			continue
		}
		heads = append(heads, grams)
		out = append(out, []int{i})
	}
	return out
}

// trigrams are the runs of three letters in each word, with the word's ends marked.
func trigrams(text string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		w := []rune(" " + word + " ")
		for i := 0; i+3 <= len(w) && i < 40; i++ {
			out[string(w[i:i+3])] = true
		}
	}
	return out
}

// dice is the share of two sets that both hold, from 0 to 1.
func dice(a, b map[string]bool) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	both := 0
	for g := range a {
		if b[g] {
			both++
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}

// MessageKey names a missed message.
type MessageKey struct {
	ConversationID string
	Seq            int64
}

// Dismiss takes messages off the list of what was not understood.
func (s *Service) Dismiss(ctx context.Context, workspaceID string, keys []MessageKey) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, k := range keys {
			if err := store.SetMissed(tx, workspaceID, k.ConversationID, k.Seq, store.MissedDismissed); err != nil {
				return err
			}
		}
		return nil
	})
}

// Listen reads a text as the live model does, and says why.
func (s *Service) Listen(workspaceID, text string, l terang.Language) (understand.Reading, []understand.Neighbour, error) {
	b := s.brand(workspaceID)
	if b == nil {
		return understand.Reading{}, nil, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	return b.model.Understand(text, understand.Context{Language: l}), b.model.Nearest(text, l, 5), nil
}
