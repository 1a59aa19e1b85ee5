package engine

import (
	"slices"
	"strings"
	"time"

	"terang"
	"terang/playbook"
)

// Begins returns the playbooks that something other than a contact's words may start, in the order of their ids. It is the
// brain's own list: nobody may change it.
func (b *Brain) Begins() []*playbook.Playbook { return b.begins }

func beginning(all map[string]*playbook.Playbook) []*playbook.Playbook {
	var out []*playbook.Playbook
	for _, pb := range all {
		if slices.ContainsFunc(pb.On, func(t playbook.Trigger) bool {
			return t.Kind != playbook.TriggerIntent && t.Kind != playbook.TriggerHandBack
		}) {
			out = append(out, pb)
		}
	}
	slices.SortFunc(out, func(a, b *playbook.Playbook) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// Playbook returns the newest version of a playbook by its id or by the name of any version; nil where it is gone.
func (b *Brain) Playbook(ref string) *playbook.Playbook { return b.byID[bookID(ref)] }

// Holds reports whether a run that sleeps can go on: its version is still here, and so is its place in it.
func (b *Brain) Holds(r Run) bool { return b.whole(&r) }

// Class tells of what class a playbook is, by its id or the name of a version: what is not known is marketing, which asks
// for the most.
func (b *Brain) Class(ref string) terang.Class {
	pb := b.old[ref]
	if pb == nil {
		pb = b.Playbook(ref)
	}
	if pb != nil {
		return terang.Class(pb.Class).Or(terang.ClassService)
	}
	return terang.ClassMarketing
}

// Sleeps reports whether a run of the playbook may come to a wait, in it or in one that it runs.
func (b *Brain) Sleeps(id string) bool { return b.sleeps(id, map[string]bool{}) }

func (b *Brain) sleeps(id string, seen map[string]bool) bool {
	pb := b.byID[id]
	if pb == nil || seen[id] {
		return false
	}
	seen[id] = true
	return slices.ContainsFunc(pb.Steps, func(s playbook.Step) bool {
		return s.Wait != nil || s.Sub != nil && b.sleeps(s.Sub.Playbook, seen)
	})
}

// Zone is where the brand's days and nights are counted.
func (b *Brain) Zone() *time.Location {
	if b.brand.Hours.location != nil {
		return b.brand.Hours.location
	}
	return playbook.Zone
}
