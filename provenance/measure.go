package provenance

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"terang"
	"terang/provenance/receipt"
	"terang/store"
)

// maxMeasured is how many of the newest statements are counted.
const maxMeasured = 5000

// Measured is what the newest statements of a log say together. Who has the public log can count the same.
type Measured struct {
	Messages      int
	Conversations int
	WithPerson    int // conversations in which a person spoke
	ByKind        map[terang.AuthorKind]int
	Disclosed     int // messages whose disclosure the gate proved
	Policies      []string
	From, To      time.Time
}

// Measure counts the newest statements of a workspace's log, at most 5,000. A log that is not there has none.
func (l *Log) Measure(ctx context.Context, workspaceID string) (Measured, error) {
	m := Measured{ByKind: map[terang.AuthorKind]int{}}
	rows, err := l.db.Query(ctx, `select statement, at from leaf where workspace_id = $1 order by idx desc limit $2`, workspaceID, maxMeasured)
	if err != nil {
		return m, fmt.Errorf("provenance: measure: %w", err)
	}
	defer rows.Close()
	person := map[string]bool{}
	for rows.Next() {
		var b []byte
		var at int64
		if err := rows.Scan(&b, &at); err != nil {
			return m, fmt.Errorf("provenance: measure: %w", err)
		}
		if receipt.IsAudit(b) {
			continue // a change, and no message
		}
		var s terang.Statement
		if err := json.Unmarshal(b, &s); err != nil {
			continue // an audit names it
		}
		m.Messages++
		m.ByKind[s.Author.Kind]++
		if s.Disclosure.Satisfied {
			m.Disclosed++
		}
		if !slices.Contains(m.Policies, s.Disclosure.Policy) {
			m.Policies = append(m.Policies, s.Disclosure.Policy)
		}
		spoke := s.Author.Kind == terang.KindHuman || s.Author.Kind == terang.KindAIAssisted
		person[s.Conv] = person[s.Conv] || spoke
		if m.From = store.Time(at); m.To.IsZero() {
			m.To = m.From
		}
	}
	m.Conversations = len(person)
	for _, spoke := range person {
		if spoke {
			m.WithPerson++
		}
	}
	return m, rows.Err()
}
