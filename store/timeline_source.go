package store

import "fmt"

// moment writes one source of moments: a select that names its columns as [momentColumns] has them. What is not given is empty.
type moment struct {
	from                                                  string
	id, contact, talk, at, what, name, outcome, by, words string
	until, status, millis                                 string
	told                                                  string // the column that says what came to pass, where what does not
}

func (m moment) sql() string {
	or := func(s, fallback string) string {
		if s == "" {
			return fallback
		}
		return s
	}
	const none = `cast('' as text)`
	return fmt.Sprintf(`select %s as id, %s as contact_id, %s as conversation_id, %s as at, %s as what, %s as name, %s as outcome, %s as made_by, %s as words,
		cast(%s as bigint) as until, cast(%s as bigint) as status, cast(%s as bigint) as millis from %s`,
		m.id, or(m.contact, none), or(m.talk, none), m.at, or(m.told, `cast('`+m.what+`' as text)`), or(m.name, none), or(m.outcome, none), or(m.by, none), or(m.words, none),
		or(m.until, `0`), or(m.status, `0`), or(m.millis, `0`), m.from)
}

// ofTalks are the sources that hang on conversations.
func (t *timeline) ofTalks(kind MomentKind) func(args *list) []string {
	return func(args *list) []string {
		in := args.all(t.talkIDs())
		var all []moment
		changes := moment{
			from: `conversation_change g join conversation c on c.id = g.conversation_id where g.conversation_id in (` + in + `)`,
			id:   `g.id`, contact: `c.contact_id`, talk: `g.conversation_id`, at: `g.at`, told: `g.what`, name: `g.became`, outcome: `g.was`, by: `g.made_by`, until: `g.until_at`,
		}
		switch kind {
		case MomentTag:
			all = []moment{{
				from: `conversation_tag g join conversation c on c.id = g.conversation_id where g.conversation_id in (` + in + `)`,
				id:   `g.conversation_id || '/' || g.tag`, contact: `c.contact_id`, talk: `g.conversation_id`, at: `g.added_at`, what: "added", name: `g.tag`, by: `g.added_by`,
			}}
			for _, m := range []struct{ told, what, tag string }{{changedTagged, "added", `g.became`}, {changedUntagged, "removed", `g.was`}} {
				g := changes
				g.from, g.told, g.what, g.name, g.outcome = g.from+` and g.what = '`+m.told+`'`, "", m.what, m.tag, ""
				all = append(all, g)
			}
		case MomentChange:
			changes.from += ` and g.what not in ('` + changedTagged + `', '` + changedUntagged + `')`
			all = []moment{changes}
		case MomentHandOver:
			h := moment{from: `hand_over h where h.conversation_id in (` + in + `)`, contact: `h.contact_id`, talk: `h.conversation_id`, name: `h.reason`}
			for _, m := range []struct{ at, what, by string }{{`h.at`, "asked", ""}, {`h.claimed_at`, "taken", `h.agent_id`}, {`h.ended_at`, "ended", `h.agent_id`}} {
				h.id, h.at, h.what, h.by = `h.id || '/`+m.what+`'`, m.at, m.what, m.by
				all = append(all, h)
			}
		case MomentPromise:
			p := moment{from: `promise p where p.conversation_id in (` + in + `)`, contact: `p.contact_id`, talk: `p.conversation_id`, name: `p.kind`, words: `p.words`, until: `p.due_at`}
			for _, m := range []struct{ at, what, by string }{
				{`p.created_at`, "made", `p.made_by`}, {`p.kept_at`, "kept", `p.kept_by`}, {`p.broken_at`, "broken", `p.owner`}, {`p.cancelled_at`, "cancelled", ""},
			} {
				p.id, p.at, p.what, p.by = `p.id || '/`+m.what+`'`, m.at, m.what, m.by
				all = append(all, p)
			}
		case MomentAction:
			all = []moment{{
				from: `action_call a join conversation c on c.id = a.conversation_id where a.conversation_id in (` + in + `)`,
				id:   `a.conversation_id || '/' || a.call_key`, contact: `c.contact_id`, talk: `a.conversation_id`, at: `a.at`, what: "called", name: `a.action`, outcome: `a.code`,
				status: `a.status`, millis: `a.millis`,
			}}
		case MomentMessage, MomentNote, MomentPlaybook, MomentEvent, MomentConsent, MomentMerge:
		}
		return written(all)
	}
}

// ofContacts are the sources that hang on contacts.
func (t *timeline) ofContacts(kind MomentKind) func(args *list) []string {
	return func(args *list) []string {
		ws := args.add(t.in.WorkspaceID)
		var all []moment
		switch kind {
		case MomentPlaybook:
			who := args.all(t.who)
			r := moment{from: `run r where r.contact_id in (` + who + `) and r.workspace_id = ` + ws + ` and r.kind in ('start', 'sleep')`, contact: `r.contact_id`, talk: `r.conversation_id`, name: `r.playbook`}
			asked, slept, ended := r, r, r
			asked.id, asked.at, asked.what, asked.by = `r.id || '/asked'`, `r.created_at`, "begun", `r.started_by`
			slept.id, slept.at, slept.what, slept.until = `r.id || '/asleep'`, `case when r.ended_at = 0 and r.kind = 'sleep' then r.created_at + 1 else 0 end`, "asleep", `r.wake_at`
			slept.words = `r.event`
			ended.id, ended.at, ended.what, ended.outcome = `r.id || '/ended'`, `r.ended_at`, "ended", `r.outcome`
			m := moment{from: `matter m where m.workspace_id = ` + ws + ` and m.conversation_id in (` + t.talksOr(args) + `)`, contact: `m.contact_id`, talk: `m.conversation_id`, name: `case when m.playbook <> '' then m.playbook else m.topic end`, words: `m.topic`}
			came, over := m, m
			came.id, came.at, came.what = `m.id || '/came'`, `m.started_at`, "begun"
			over.id, over.at, over.what = `m.id || '/over'`, `case when m.outcome <> '' then m.ended_at else 0 end`, "ended"
			over.outcome = `case when m.confirmed_at > 0 then 'confirmed' else m.outcome end`
			all = []moment{asked, slept, ended, came, over}
		case MomentEvent:
			all = []moment{{
				from: `event e where e.workspace_id = ` + ws + ` and e.person in (` + args.all(t.keys) + `)`, id: `e.id`, at: `e.at`, what: "happened", name: `e.name`, words: `e.data`,
			}}
		case MomentConsent:
			said := moment{from: `consent_change s where s.workspace_id = ` + ws + ` and s.contact_id in (` + args.all(t.who) + `)`, id: `s.contact_id || '/' || s.class`, contact: `s.contact_id`, at: `s.at`, name: `s.class`, words: `s.source`}
			yes, no := said, said
			yes.what, no.what = "yes", "no"
			yes.from += ` and s.given > 0`
			no.from += ` and s.given = 0`
			all = []moment{yes, no}
		case MomentMerge:
			who := args.all(t.who)
			for _, side := range []string{`g.contact_id`, `g.other_id`} {
				other := `g.other_id`
				from := `person_merge g where g.workspace_id = ` + ws + ` and ` + side + ` in (` + who + `)`
				if side == other { // not twice where both are this person's
					other = `g.contact_id`
					from += ` and ` + other + ` not in (` + who + `)`
				}
				g := moment{from: from, contact: side, name: other}
				made, ended := g, g
				made.id, made.at, made.what, made.by, made.words = `g.id || '/made'`, `g.at`, "merged", `g.made_by`, `g.note`
				ended.id, ended.at, ended.what, ended.by, ended.outcome = `g.id || '/ended'`, `g.ended_at`, "unmerged", `g.ended_by`, `g.ended_why`
				all = append(all, made, ended)
			}
		case MomentMessage, MomentNote, MomentTag, MomentChange, MomentHandOver, MomentPromise, MomentAction:
		}
		return written(all)
	}
}

// talksOr are the page's conversations as parameters, or a text that none has.
func (t *timeline) talksOr(args *list) string {
	if len(t.talks) == 0 {
		return `cast('' as text)`
	}
	return args.all(t.talkIDs())
}

func written(all []moment) []string {
	out := make([]string, len(all))
	for i, m := range all {
		out[i] = m.sql()
	}
	return out
}
