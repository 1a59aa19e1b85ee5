package engine

import (
	"maps"
	"slices"
)

// Skills are what the playbooks' hand-overs ask of a person.
func (b *Brain) Skills() []string {
	found := map[string]bool{}
	for _, pb := range b.byID {
		for _, s := range pb.Steps {
			if s.HandOver != nil && s.HandOver.Skill != "" {
				found[s.HandOver.Skill] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}
