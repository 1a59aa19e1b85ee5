package engine

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"terang/playbook"
	"terang/understand"
)

// Examples are those that stand in playbooks beside the intent that they show, in an order that does not depend on that of
// the playbooks.
func Examples(books []*playbook.Playbook) []understand.Example {
	var out []understand.Example
	byID := func(a, b *playbook.Playbook) int { return cmp.Compare(a.ID, b.ID) }
	for _, pb := range slices.SortedFunc(slices.Values(books), byID) {
		for _, t := range pb.On {
			for _, l := range slices.Sorted(maps.Keys(t.Examples)) {
				for _, text := range t.Examples[l] {
					out = append(out, understand.Example{Intent: t.Intent, Language: l, Text: text, Where: pb.File + ":" + strconv.Itoa(t.Line)})
				}
			}
		}
	}
	return out
}
