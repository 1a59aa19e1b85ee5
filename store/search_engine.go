package store

import (
	"fmt"
	"strings"

	"terang/search"
)

// This file is where the two engines ask differently: FTS5's match (https://sqlite.org/fts5.html#full_text_query_syntax) and
// PostgreSQL's tsquery (https://www.postgresql.org/docs/15/datatype-textsearch.html). Tokens are letters and digits (a fuzz
// test holds the parser to that), so neither can be led astray by what somebody types.

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

// match is the condition that a question is found, in some conversations only where within is not nil.
func (f *finder) match(args *list, q search.Query, within []string) string {
	if f.db.engine == Postgres {
		where := `d.words @@ cast(` + args.add(f.tsquery(q)) + ` as tsquery)`
		if within != nil {
			ids := make([]string, len(within))
			for i, id := range within {
				ids[i] = args.add(id)
			}
			where += ` and d.conversation_id in (` + strings.Join(ids, ", ") + `)`
		}
		return where
	}
	return `search_fts match ` + args.add(f.fts5(q, within))
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

func (f *finder) tsquery(q search.Query) string {
	clause := func(c search.Clause) string {
		var any []string
		for _, t := range c.Any {
			kind := wordToken
			if t.Part {
				kind = partToken
			}
			var words []string
			for i, w := range t.Words {
				lexeme := `'` + f.ns + kind + w + `'`
				if t.Prefix && i == len(t.Words)-1 {
					lexeme += `:*`
				}
				words = append(words, lexeme)
			}
			any = append(any, `(`+strings.Join(words, ` <-> `)+`)`)
		}
		return `(` + strings.Join(any, ` | `) + `)`
	}
	var all []string
	for _, c := range q.Must {
		all = append(all, clause(c))
	}
	for _, c := range q.Not {
		all = append(all, `!`+clause(c))
	}
	return strings.Join(all, ` & `)
}
