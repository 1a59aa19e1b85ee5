package answering

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/knowledge"
	"terang/store"
	"terang/understand"
	"terang/understand/words"
)

// Limits of articles.
const (
	maxBrought = 2000 // articles of other systems that are searched
	maxFound   = 20
	broughtFor = time.Minute // what was read of them holds for so long
)

// Article is one that was found.
type Article struct {
	ID       string
	Title    string
	Language terang.Language
	Passage  string   // what fits the question best
	Passages []string // all of it, as plain text
	Source   string   // the system that it was brought along from, "" for the brand's own
	URL      string
	Known    bool   // the passage answers the question
	Insert   string // the passage with its source, as it is put into a reply
}

// sourceWord names an article under the words that stand in it, as answers of the assistant do on channels of plain text.
var sourceWord = terang.Text{terang.Indonesian: "Sumber", terang.English: "Source"}

// cite puts the source under a passage, as a line of its own that the contact reads.
func cite(passage, title, url string, l terang.Language) string {
	line := sourceWord.In(l) + ": " + title
	if url != "" {
		line += " – " + url
	}
	return passage + "\n\n" + line
}

// Articles finds articles that answer a question, best first, those in l before their translations: the brand's own, and those
// that were brought along from another system.
func (s *Service) Articles(ctx context.Context, workspaceID, question string, l terang.Language, n int) ([]Article, error) {
	n = min(n, maxFound)
	type found struct {
		Article
		sure float64
	}
	var all []found
	if b := s.Brain(workspaceID); b != nil {
		for _, h := range b.Passages(question, l, n) {
			a := h.Article
			all = append(all, found{Article{
				ID: a.ID, Title: a.Title, Language: a.Language, Passage: h.Passage, Passages: knowledge.Passages(a.Body), Known: h.Known,
				Insert: cite(h.Passage, a.Title, "", a.Language),
			}, h.Confidence})
		}
	}
	shelf, err := s.shelf(ctx, workspaceID)
	if err != nil {
		return nil, err
	}
	for _, h := range shelf.index.Search(understand.Standard(question), l, n) {
		a, from := h.Article, shelf.from[h.Article.ID]
		all = append(all, found{Article{
			ID: a.ID, Title: a.Title, Language: a.Language, Passage: h.Passage, Passages: knowledge.Passages(a.Body), Known: h.Known, Source: from.source, URL: from.url,
			Insert: cite(h.Passage, a.Title, from.url, a.Language),
		}, h.Confidence})
	}
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(first(a.Known, b.Known), first(a.Language == l, b.Language == l), cmp.Compare(b.sure, a.sure))
	})
	out := make([]Article, 0, min(n, len(all)))
	for _, f := range all[:min(n, len(all))] {
		out = append(out, f.Article)
	}
	return out, nil
}

// first puts what holds before what does not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// shelf are the articles of other systems, ready to be searched.
type shelf struct {
	index *knowledge.Index
	from  map[string]origin // by the article's id here
	until time.Time
}

type origin struct{ source, url string }

// shelf reads the articles that were brought along, at most once a while.
func (s *Service) shelf(ctx context.Context, workspaceID string) (*shelf, error) {
	now := s.Clock()
	s.mu.Lock()
	have := s.brought[workspaceID]
	s.mu.Unlock()
	if have != nil && now.Before(have.until) {
		return have, nil
	}
	made := &shelf{from: map[string]origin{}, until: now.Add(broughtFor)}
	var articles []knowledge.Article
	for source, id := "", ""; len(articles) < maxBrought; {
		page, err := store.ImportedItems(ctx, s.Store, workspaceID, "article", source, id, itemPage)
		if err != nil {
			return nil, err
		}
		for _, it := range page {
			source, id = it.Source, it.ID
			if draft, _ := it.Detail["draft"].(bool); draft || it.Detail["status"] == "draft" || strings.TrimSpace(it.Body) == "" {
				continue
			}
			a := knowledge.Article{ID: it.Source + ":" + it.ID, Title: it.Title, Body: it.Body, Language: spoken(it)}
			url, _ := it.Detail["url"].(string)
			made.from[a.ID] = origin{it.Source, url}
			articles = append(articles, a)
		}
		if len(page) < itemPage {
			break
		}
	}
	made.index = knowledge.NewIndex(articles, understand.Standard)
	s.mu.Lock()
	s.brought[workspaceID] = made
	s.mu.Unlock()
	return made, nil
}

// itemPage is how many items of another system are read at once.
const itemPage = 200

// spoken is the language of an item: what its system said, else what the words tell.
func spoken(it store.ImportedItem) terang.Language {
	if said, _ := it.Detail["language"].(string); terang.Language(said).Valid() {
		return terang.Language(said)
	}
	var line words.Line
	text := it.Title + ". " + it.Body
	words.Default().Read(&line, text[:min(len(text), 2000)], "")
	return line.Language.Or(terang.Indonesian)
}
