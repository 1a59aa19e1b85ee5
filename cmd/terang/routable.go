package main

import (
	"maps"
	"slices"

	"terang/httpapi"
)

// routable is what the routing of a workspace may name.
func (h *house) routable(workspaceID string) (httpapi.Routable, bool) {
	b, brain := h.brands[workspaceID], h.brain(workspaceID)
	if b == nil || brain == nil {
		return httpapi.Routable{}, false
	}
	brand := brain.Brand()
	return httpapi.Routable{
		Hours: brand.Hours, Languages: brand.Languages, Channels: slices.Sorted(maps.Keys(h.channels)), Topics: b.pack.Titles(), Skills: brain.Skills(),
	}, true
}
