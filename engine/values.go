package engine

import (
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/playbook"
	"terang/understand"
)

// understand reads words, with values as playbooks and the brand's systems use them.
func (t *turn) understand(words string, c understand.Context) understand.Reading {
	r := t.b.model.Understand(words, c)
	kept := r.Entities[:0:0]
	for _, e := range r.Entities {
		if e.Value = t.settled(e); e.Value != "" {
			kept = append(kept, e)
		}
	}
	r.Entities = kept
	return r
}

const rupiahs = "IDR "

// settled is the value of an entity outside of its sentence: an amount of rupiahs is its number, and a day is a date,
// whenever it was said ("besok" becomes "2026-11-22"). What is no one day ("minggu depan") is no value: it is asked for again.
func (t *turn) settled(e understand.Entity) string {
	switch e.Kind {
	case understand.EntityMoney:
		if n, ok := strings.CutPrefix(e.Value, rupiahs); ok && !strings.Contains(n, "/") {
			return n
		}
	case understand.EntityDate:
		at, clock, ok := understand.When(e, t.in.Now.In(t.b.zone()))
		switch {
		case ok && clock:
			return at.Format(time.RFC3339)
		case ok:
			return at.Format(time.DateOnly)
		}
		return ""
	}
	return e.Value
}

// zone is where the brand's days begin and end.
func (b *Brain) zone() *time.Location {
	if b.brand.Hours.location != nil {
		return b.brand.Hours.location
	}
	return playbook.Zone
}

// typed is a slot's value as expressions and texts see it: amounts and numbers as numbers.
func typed(kind, v string) any {
	switch kind {
	case understand.EntityMoney, understand.EntityNumber:
		if n, err := strconv.Atoi(v); err == nil {
			return n
		}
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return f
		}
	}
	return v
}

// spelled is a slot's value as a person reads it.
func spelled(kind, v string, l terang.Language) string {
	switch n := typed(kind, v).(type) {
	case int:
		if kind == understand.EntityMoney {
			return playbook.Rupiah(int64(n))
		}
	case string:
		if kind == understand.EntityDate {
			return written(v, l)
		}
	}
	return v
}
