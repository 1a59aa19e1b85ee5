package httpapi

import (
	"slices"

	"terang/store"
)

// access names a permission: what a route lets its callers do. There is no default: a route without one is not registered.
type access int

// The permissions.
const (
	byAnyone     access = iota + 1 // no credential is looked at
	byContact                      // a contact token: its own conversation only
	bySelf                         // whoever is signed in: the own account
	byAgent                        // speak with contacts: what is said as a person, a program may not say
	byLead                         // help agents in their conversations, and take these over
	byReader                       // read conversations
	byWriter                       // change conversations
	byEvents                       // tell of what happened
	bySupervisor                   // see who is there, what each has, and how long contacts wait
	byAnalyst                      // read figures, and how the assistant is set
	byPrivacy                      // read all that is kept of a contact
	byAuditor                      // read who changed what
	byManager                      // change people, keys and how the assistant is set
	byOwner                        // bring all along, and take all away: the house's own file makes people of every role
)

// permission is who has it: people by their role, programs by a scope of their token.
type permission struct {
	roles []store.Role
	scope string // "": no program may, whatever its token
}

// permissions is the one table of rights. Which route asks for which permission stands beside the route; permissions.txt
// spells both out, and a test compares every route with it, for every role and every scope.
func permissions(a access) permission {
	const (
		owner, admin, supervisor, agent = store.RoleOwner, store.RoleAdmin, store.RoleSupervisor, store.RoleAgent
		analyst, privacy                = store.RoleAnalyst, store.RolePrivacy
	)
	switch a {
	case bySelf:
		return permission{store.Roles(), ""}
	case byAgent:
		return permission{[]store.Role{owner, admin, supervisor, agent}, ""}
	case byLead:
		return permission{[]store.Role{owner, admin, supervisor}, ""}
	case byReader:
		return permission{store.Roles(), scopeRead}
	case byWriter:
		return permission{[]store.Role{owner, admin, supervisor, agent}, scopeWrite}
	case byEvents:
		return permission{[]store.Role{owner, admin}, scopeEvents}
	case bySupervisor:
		return permission{[]store.Role{owner, admin, supervisor}, scopeAdmin}
	case byAnalyst:
		return permission{[]store.Role{owner, admin, supervisor, analyst}, scopeAdmin}
	case byPrivacy, byAuditor:
		return permission{[]store.Role{owner, admin, privacy}, scopeAdmin}
	case byManager:
		return permission{[]store.Role{owner, admin}, scopeAdmin}
	case byOwner:
		return permission{[]store.Role{owner}, ""}
	case byAnyone, byContact:
	}
	return permission{}
}

// speaks reports whether a role speaks with contacts.
func speaks(r store.Role) bool { return slices.Contains(permissions(byAgent).roles, r) }

// Speaks reports whether a role speaks with contacts, for those outside of the edge.
func Speaks(r store.Role) bool { return speaks(r) }

// name is how a permission is called in permissions.txt.
func (a access) name() string {
	switch a {
	case byAnyone:
		return "anyone"
	case byContact:
		return "contact"
	case bySelf:
		return "self"
	case byAgent:
		return "speak"
	case byLead:
		return "lead"
	case byReader:
		return "read"
	case byWriter:
		return "write"
	case byEvents:
		return "events"
	case bySupervisor:
		return "supervise"
	case byAnalyst:
		return "figures"
	case byPrivacy:
		return "privacy"
	case byAuditor:
		return "audit"
	case byManager:
		return "manage"
	case byOwner:
		return "own"
	}
	return ""
}
