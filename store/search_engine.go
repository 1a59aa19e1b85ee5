package store

import (
	"fmt"
	"slices"
	"strings"

	"terang/search"
)

// This file is where the two engines ask differently: FTS5's match (https://sqlite.org/fts5.html#full_text_query_syntax) and
// PostgreSQL's tsquery (https://www.postgresql.org/docs/15/datatype-textsearch.html). Tokens are letters and digits (a fuzz
// test holds the parser to that), so neither can be led astray by what somebody types.

const maxPairs = 2 // of a phrase, that the index is asked for

// source names the tables of a search.
func (f *finder) source() string {
	if f.db.engine == Postgres {
		return `select d.id, d.conversation_id, d.seq from search_doc d join conversation c on c.id = d.conversation_id`
	}
	// The order of the joins is given: the index of words comes first, and is left as soon as there is enough.
	return `select d.id, d.conversation_id, d.seq from search_fts cross join search_doc d on d.id = search_fts.rowid cross join conversation c on c.id = d.conversation_id`
}

// key is what the newest comes first by.
func (f *finder) key() string {
	if f.db.engine == Postgres {
		return `d.id`
	}
	return `search_fts.rowid`
}

// bounds keeps to documents after one id and before another; 0 is no bound.
func (f *finder) bounds(args *list, from, to int64) {
	if from > 0 {
		fmt.Fprintf(&args.sql, ` and %s >= %s`, f.key(), args.add(from))
	}
	if to > 0 {
		fmt.Fprintf(&args.sql, ` and %s < %s`, f.key(), args.add(to))
	}
}

// match is the condition that a question is found, in some conversations only where within is not nil, and in names only where named.
func (f *finder) match(args *list, q search.Query, within []string, named bool) string {
	if f.db.engine == Postgres {
		where := f.has(args, q, named)
		if within != nil {
			ids := make([]string, len(within))
			for i, id := range within {
				ids[i] = args.add(id)
			}
			where += ` and d.conversation_id in (` + strings.Join(ids, ", ") + `)`
		}
		return where
	}
	match := f.fts5(q, within)
	if named {
		match += ` AND ` + f.quoted(nameToken, "", false)
	}
	return `search_fts match ` + args.add(match)
}

// has is the condition as PostgreSQL takes it. Its index knows which words a document has and not where, so that for a phrase all
// documents that have its words would be read. The index is asked for pairs of words instead, and only what has them is read. What
// decides stands in a coalesce, so that the planner does not count the same words twice.
func (f *finder) has(args *list, q search.Query, named bool) string {
	exact, paired := f.tsquery(q, named, false), f.tsquery(q, named, true)
	where := `d.words @@ cast(` + args.add(paired) + ` as tsquery)`
	if paired != exact {
		where += ` and coalesce(d.words @@ cast(` + args.add(exact) + ` as tsquery), false)`
	}
	return where
}

func (f *finder) fts5(q search.Query, within []string) string {
	var sb strings.Builder
	clause := func(c search.Clause) {
		for i, t := range c.Any {
			if i > 0 {
				sb.WriteString(` OR `)
			}
			kind := wordToken
			if t.Part {
				kind = partToken
			}
			sb.WriteString(f.phrase(kind, t))
		}
	}
	for i, c := range q.Must {
		if i > 0 {
			sb.WriteString(` AND `)
		}
		sb.WriteString(`(`)
		clause(c)
		sb.WriteString(`)`)
	}
	if within != nil {
		sb.WriteString(` AND (`)
		for i, id := range within {
			if i > 0 {
				sb.WriteString(` OR `)
			}
			sb.WriteString(f.quoted(roomToken, room(id), false))
		}
		sb.WriteString(`)`)
	}
	if len(q.Not) == 0 {
		return sb.String()
	}
	must := sb.String()
	sb.Reset()
	sb.WriteString(`(` + must + `) NOT (`)
	for i, c := range q.Not {
		if i > 0 {
			sb.WriteString(` OR `)
		}
		clause(c)
	}
	sb.WriteString(`)`)
	return sb.String()
}

// phrase is a term as FTS5 reads it: "one two" * for a beginning.
func (f *finder) phrase(kind string, t search.Term) string {
	words := make([]string, len(t.Words))
	for i, w := range t.Words {
		words[i] = f.ns + kind + w
	}
	out := `"` + strings.Join(words, " ") + `"`
	if t.Prefix {
		out += ` *`
	}
	return out
}

func (f *finder) quoted(kind, token string, prefix bool) string {
	return f.phrase(kind, search.Term{Words: []string{token}, Prefix: prefix})
}

// tsquery is a question as PostgreSQL reads it. Where paired is true it lets through all that the question finds, and little more:
// phrases are asked for by pairs.
func (f *finder) tsquery(q search.Query, named, paired bool) string {
	word, part := wordToken, partToken
	if named {
		word, part = nameToken, nameParts
	}
	clause := func(c search.Clause, paired bool) string {
		any := make([]string, len(c.Any))
		for i, t := range c.Any {
			kind := word
			if t.Part {
				kind = part
			}
			any[i] = `(` + f.lexemes(t, kind, paired) + `)`
		}
		return `(` + strings.Join(any, ` | `) + `)`
	}
	var all []string
	for _, c := range q.Must {
		all = append(all, clause(c, paired))
	}
	for _, c := range q.Not {
		all = append(all, `!`+clause(c, false))
	}
	return strings.Join(all, ` & `)
}

// lexemes is a term as PostgreSQL reads it: 'one' <-> 'two':* for words that follow each other, the last of which may go on.
func (f *finder) lexemes(t search.Term, kind string, paired bool) string {
	whole := t.Words
	if t.Prefix {
		whole = whole[:len(whole)-1]
	}
	if paired && kind == wordToken && len(whole) > 1 {
		var pairs []string
		for _, at := range rarest(whole) {
			pairs = append(pairs, `'`+pair(f.ns, whole[at], whole[at+1])+`'`)
		}
		return strings.Join(pairs, ` & `)
	}
	words := make([]string, len(t.Words))
	for i, w := range t.Words {
		words[i] = `'` + f.ns + kind + w + `'`
		if t.Prefix && i == len(t.Words)-1 {
			words[i] += `:*`
		}
	}
	return strings.Join(words, ` <-> `)
}

// rarest is where the pairs of a phrase begin that are asked for: two are enough to leave few documents, and more would have the planner
// take for rare, pair by pair, a sentence that a template says every day. The longer words are, the fewer say them.
func rarest(words []string) []int {
	at := make([]int, len(words)-1)
	for i := range at {
		at[i] = i
	}
	length := func(i int) int { return len(words[i]) + len(words[i+1]) }
	slices.SortStableFunc(at, func(a, b int) int { return length(b) - length(a) })
	return at[:min(len(at), maxPairs)]
}
