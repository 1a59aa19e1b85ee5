package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"terang/search"
	"terang/store"
	"terang/store/storetest"
)

// said is one text as plain scanning sees it.
type said struct {
	talk string
	seq  int
	at   time.Time
	doc  search.Doc
}

// has tells whether a document has one of a clause's terms, by going through its words. Words and forms that follow each other make
// phrases, and neither goes on into the other.
func (s *said) has(c search.Clause) bool {
	return slices.ContainsFunc(c.Any, func(t search.Term) bool {
		runs := [][]string{s.doc.Words, s.doc.Forms}
		if t.Part {
			runs = [][]string{s.doc.Parts}
		}
		return slices.ContainsFunc(runs, func(run []string) bool { return follows(run, t) })
	})
}

func follows(run []string, t search.Term) bool {
	last := len(t.Words) - 1
	for i := 0; i+last < len(run); i++ {
		ends := run[i+last] == t.Words[last] || t.Prefix && strings.HasPrefix(run[i+last], t.Words[last])
		if ends && slices.Equal(run[i:i+last], t.Words[:last]) {
			return true
		}
	}
	return false
}

// finds tells whether a question finds a text of a conversation with such a name.
func (s *said) finds(name *said, must, not []search.Clause) bool {
	if slices.ContainsFunc(not, s.has) {
		return false
	}
	all := func(d *said, cs []search.Clause) bool {
		return !slices.ContainsFunc(cs, func(c search.Clause) bool { return !d.has(c) })
	}
	named := slices.DeleteFunc(slices.Clone(must), func(c search.Clause) bool { return !c.Name })
	rest := slices.DeleteFunc(slices.Clone(must), func(c search.Clause) bool { return c.Name })
	switch {
	case len(named) > 0 && len(rest) == 0:
		return all(name, named) && all(s, named)
	case len(named) > 0:
		return all(name, named) && all(s, rest)
	case all(s, must):
		return true
	case len(must) < 2:
		return false
	}
	for i := range must {
		if name.has(must[i]) && all(s, slices.Delete(slices.Clone(must), i, i+1)) {
			return true
		}
	}
	return false
}

// plain is what a search lists: each conversation once, with the newest text, the newest conversation first.
func plain(talks [][]said, q search.Query) string {
	var hits []*said
	for i := range talks {
		for j := len(talks[i]) - 1; j >= 0 && !q.Empty(); j-- {
			if s := &talks[i][j]; s.finds(&talks[i][0], q.Must, q.Not) {
				hits = append(hits, s)
				break
			}
		}
	}
	slices.SortFunc(hits, func(a, b *said) int { return cmp.Compare(b.at.UnixMilli(), a.at.UnixMilli()) })
	ids := make([]string, len(hits))
	for i, s := range hits {
		ids[i] = fmt.Sprintf("%s/%d", s.talk, s.seq)
	}
	return strings.Join(ids, " ")
}

// TestSearchFindsWhatPlainScanningFinds asks what people may ask, of few words, so that they often follow each other, and often not.
func TestSearchFindsWhatPlainScanningFinds(t *testing.T) {
	const talks, questions = 40, 400
	words := []string{"pesanan", "saya", "belum", "sampai", "gmn", "gak", "refund", "Sari", "Budi", "TRG-1002", "0812-3456-7890", "café"}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := rand.New(rand.NewPCG(3, 8))
		pick := func(n int) string {
			out := make([]string, n)
			for i := range out {
				out[i] = words[r.IntN(len(words))]
			}
			return strings.Join(out, " ")
		}
		var reader search.Reader
		all := make([][]said, talks)
		for i := range all {
			id, at := fmt.Sprintf("%02d", i), noon.Add(time.Duration(i)*17*time.Second)
			texts := []string{pick(r.IntN(3))}
			for range 1 + r.IntN(5) {
				texts = append(texts, pick(1+r.IntN(7)))
			}
			talk(t, db, "ws", id, texts[0], at, texts[1:]...)
			for j, text := range texts {
				all[i] = append(all[i], said{id, j, at.Add(time.Duration(j)*time.Minute + time.Duration(i)*time.Millisecond), reader.Index(text)})
			}
		}
		found := 0
		for range questions {
			var parts []string
			for range 1 + r.IntN(3) {
				part := pick(1)
				switch r.IntN(7) {
				case 0, 1:
					part = `"` + pick(2+r.IntN(3)) + `"`
				case 2:
					part = `"` + pick(2+r.IntN(2)) + `"*`
				case 3:
					part = part[:3] + "*"
				case 4:
					part = "nama:" + part
				}
				if r.IntN(6) == 0 {
					part = "-" + part
				}
				parts = append(parts, part)
			}
			question := strings.Join(parts, " ")
			want := plain(all, reader.Parse(question, false))
			if _, got := ask(t, db, store.Search{Limit: talks + 1}, question); got != want {
				t.Errorf("%s finds %q, want %q", question, got, want)
			}
			if want != "" {
				found++
			}
		}
		if found < questions/4 {
			t.Errorf("only %d of %d questions found anything", found, questions)
		}
	})
}
