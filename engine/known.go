package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"terang"
	"terang/knowledge"
	"terang/understand"
)

// SlotNames are the slots whose values may be told, with what people call them. Codes and tokens are not among them.
func (b *Brain) SlotNames() map[string]terang.Text {
	out := map[string]terang.Text{}
	for _, id := range slices.Sorted(maps.Keys(b.byID)) {
		for name, s := range b.byID[id].Slots {
			if _, ok := out[name]; ok || secret(name, s.Type) {
				continue
			}
			label := terang.Text{}
			for _, l := range b.brand.Languages {
				if label[l] = s.Label.In(l); label[l] == "" {
					label[l] = strings.ReplaceAll(name, "_", " ")
				}
			}
			out[name] = label
		}
	}
	return out
}

// Known is what is known in one conversation.
type Known struct {
	Name  string            // the contact's, as the brand's system confirmed it; "" where it did not
	Topic string            // the matter in hand, as people call it
	Slots map[string]string // by the slots' names, as people read them
}

// Known reads what a conversation's state knows, in a language: the values of slots, those of the newest run first, and what is
// remembered of the contact under the same name.
func (b *Brain) Known(state []byte, attributes map[string]any, l terang.Language) (Known, error) {
	k := Known{Slots: map[string]string{}}
	var s State
	if len(state) > 0 {
		if err := json.Unmarshal(state, &s); err != nil {
			return k, fmt.Errorf("engine: known: %w", err)
		}
	}
	if s.Identity != nil && s.Identity.Token != "" {
		k.Name = s.Identity.Name
	}
	if s.Topic != "" {
		k.Topic = b.Topic(s.Topic).In(l)
	}
	put := func(name, kind, value string) {
		if k.Slots[name] == "" && value != "" && !secret(name, kind) {
			k.Slots[name] = value
		}
	}
	t := &turn{b: b, s: s, lang: l, vars: map[string]any{}}
	for i := len(s.Runs) - 1; i >= 0; i-- {
		for r := &s.Runs[i]; r != nil; r = r.Caller {
			if pb := b.book(r); pb != nil {
				for name, v := range r.Slots {
					put(name, pb.Slots[name].Type, t.shown(pb, name, v, l))
				}
			}
		}
	}
	for name, v := range s.Known {
		put(name, name, spelled(name, v, l))
	}
	for name, v := range attributes {
		if v := plain(v); v != "" {
			put(name, "", written(v, l))
		}
	}
	return k, nil
}

// Passages finds the articles that answer a question, best first, each by the passage that fits; those in l before their
// translations.
func (b *Brain) Passages(question string, l terang.Language, n int) []knowledge.Hit {
	return b.index.Search(understand.Standard(question), l, n)
}
