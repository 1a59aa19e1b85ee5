package desk

import "slices"

// OfTeam returns the agents who work for a team and the conversations that wait for it. Who works for every team, because
// none was named for them, is not of this one.
func (k *Desk) OfTeam(workspaceID, teamID string) (agents, waiting []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id, p := range k.profiles {
		if slices.Contains(p.Teams, teamID) {
			agents = append(agents, id)
		}
	}
	f := k.floorOf(workspaceID)
	for id, c := range f.waiting {
		if f.teamOf(&c) == teamID {
			waiting = append(waiting, id)
		}
	}
	slices.Sort(agents)
	slices.Sort(waiting)
	return agents, waiting
}
