package httpapi

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"terang"
	"terang/person"
	"terang/store"
)

// maxOpenTalks is how many open conversations a contact's page shows.
const maxOpenTalks = 20

// How a contact belongs to the person that is looked at.
const (
	bondSelf   = "self"
	bondProven = "proven"
	bondMerged = "merged"
)

// ContactRow is a contact in a list.
type ContactRow struct {
	ID            string     `json:"id"`
	Name          string     `json:"name" doc:"Empty where it is not known."`
	ExternalID    string     `json:"external_id" doc:"The brand's own id, once its system has confirmed who it is."`
	Verified      bool       `json:"verified"`
	Merged        bool       `json:"merged" doc:"Whether an agent holds it to be one person with others."`
	Phone         string     `json:"phone"`
	Email         string     `json:"email"`
	Language      string     `json:"language" enum:"id,en"`
	Conversations int64      `json:"conversations" doc:"Counted to 100."`
	LastAt        *time.Time `json:"last_at"`
	CreatedAt     time.Time  `json:"created_at"`
}

// ContactPart is one contact of a person.
type ContactPart struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	ExternalID string    `json:"external_id"`
	Verified   bool      `json:"verified"`
	Language   string    `json:"language" enum:"id,en"`
	Bond       string    `json:"bond" enum:"self,proven,merged" doc:"self is the one that was asked for; proven has proved to the brand's system to be the same; merged is an agent's word."`
	Channels   []string  `json:"channels"`
	Segments   []string  `json:"segments"`
	CreatedAt  time.Time `json:"created_at"`
}

// ContactFact is something that is known of a person.
type ContactFact struct {
	ContactID string     `json:"contact_id"`
	Name      string     `json:"name"`
	Value     any        `json:"value"`
	Purpose   string     `json:"purpose"`
	Source    string     `json:"source"`
	At        time.Time  `json:"at"`
	Until     *time.Time `json:"until" doc:"When it is forgotten; null for never."`
}

// ContactConsent is whether a contact may be written to about something, and why.
type ContactConsent struct {
	ContactID string       `json:"contact_id"`
	Class     terang.Class `json:"class" enum:"service,marketing"`
	Allowed   bool         `json:"allowed" doc:"As it stands for the person."`
	Said      string       `json:"said" enum:"yes,no,nothing" doc:"By this very contact."`
	ByOther   bool         `json:"by_other" doc:"It is a no of another contact of the person that holds."`
	At        *time.Time   `json:"at"`
	Source    string       `json:"source"`
}

// ContactBudget is how often the brand began to talk with a person in the last week.
type ContactBudget struct {
	Class  terang.Class `json:"class" enum:"service,marketing"`
	Used   int          `json:"used"`
	Weekly int          `json:"weekly" doc:"How often it may."`
}

// ContactMerge is a merge that holds.
type ContactMerge struct {
	ID        string    `json:"id"`
	ContactID string    `json:"contact_id"`
	OtherID   string    `json:"other_id"`
	Note      string    `json:"note"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Proven    bool      `json:"proven" doc:"Both have proved to be the same since: it cannot be taken back."`
}

// ContactView is a contact with all that is one person with it.
type ContactView struct {
	ID         string           `json:"id"`
	Name       string           `json:"name" doc:"The person's, as far as any of the contacts knows it."`
	ExternalID string           `json:"external_id"`
	Verified   bool             `json:"verified" doc:"Whether the brand's system has confirmed who this very contact is."`
	CreatedAt  time.Time        `json:"created_at" doc:"Of the first contact."`
	Parts      []ContactPart    `json:"parts"`
	Facts      []ContactFact    `json:"facts"`
	Consent    []ContactConsent `json:"consent"`
	Budget     []ContactBudget  `json:"budget"`
	Merges     []ContactMerge   `json:"merges"`
	Open       []Conversation   `json:"open" doc:"Open conversations, the last first; at most 20."`
}

// ContactSuggestion is a contact who may be the same person.
type ContactSuggestion struct {
	Contact ContactRow `json:"contact"`
	Kind    string     `json:"kind" enum:"phone,email"`
	Address string     `json:"address" doc:"What both are known by, told by the brand's own system or by the one that they came from."`
}

// MergePreview is what a merge would do.
type MergePreview struct {
	Possible bool             `json:"possible"`
	Reason   string           `json:"reason" doc:"Code of why it is not; empty where it is."`
	Refusal  string           `json:"refusal" doc:"The same in words."`
	Sides    []MergeSide      `json:"sides" doc:"The contact that is asked about, and the other."`
	Consent  []MergeConsent   `json:"consent" doc:"What a contact may be written to about before and after; only a no is taken over."`
	Budget   []MergeAttention `json:"budget"`
	Aside    []RunView        `json:"set_aside" doc:"Playbooks that wait until the merge is taken back, because the same one lives with the other contact."`
	Differ   []string         `json:"differ" doc:"Names of facts that are known of both, and are not the same. Both stay, each with its source."`
}

// MergeSide is one of two persons who may be merged.
type MergeSide struct {
	Contact       ContactRow `json:"contact"`
	Contacts      int        `json:"contacts"`
	Conversations int64      `json:"conversations"`
}

// MergeConsent is what a merge changes of what a contact agreed to.
type MergeConsent struct {
	ContactID string       `json:"contact_id"`
	Class     terang.Class `json:"class" enum:"service,marketing"`
	Before    bool         `json:"before"`
	After     bool         `json:"after"`
}

// MergeAttention is how often the two were written to in the last week, and together.
type MergeAttention struct {
	Class  terang.Class `json:"class" enum:"service,marketing"`
	One    int          `json:"one"`
	Other  int          `json:"other"`
	Weekly int          `json:"weekly"`
}

type (
	contactsInput struct {
		Query  string `query:"q" maxLength:"120" doc:"Words of a name or their beginnings, a number or its last digits, an e-mail address, the brand's own id. Empty for all."`
		Cursor string `query:"cursor" maxLength:"200" doc:"The next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
	}
	contactsOutput struct {
		Body struct {
			Items []ContactRow `json:"items" doc:"The newest first."`
			Next  *string      `json:"next" doc:"Cursor of the next page, or null."`
		}
	}
	contactOutput      struct{ Body ContactView }
	contactMergesOuput struct {
		Body struct {
			Items []ContactMerge `json:"items" doc:"The newest first."`
		}
	}
	suggestionsOutput struct {
		Body struct {
			Items []ContactSuggestion `json:"items"`
		}
	}
	mergePreviewInput struct {
		ID   string `path:"id" maxLength:"64"`
		With string `query:"with" required:"true" maxLength:"64" doc:"The other contact."`
	}
	mergePreviewOutput struct{ Body MergePreview }
	mergeInput         struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			ContactID string `json:"contact_id" minLength:"1" maxLength:"64" doc:"The other contact."`
			Note      string `json:"note,omitempty" maxLength:"300" doc:"How it is known that they are one."`
		}
	}
	mergeOutput  struct{ Body ContactMerge }
	unmergeInput struct {
		ID      string `path:"id" maxLength:"64"`
		MergeID string `path:"merge_id" maxLength:"64"`
	}
)

func (s *Server) contactRoutes() {
	const tag, get = "contacts", http.MethodGet
	handle(s, route{method: get, path: "/contacts", id: "list-contacts", summary: "Contacts, the newest first, or those that are looked for", tag: tag, access: byReader}, s.contactList)
	handle(s, route{method: get, path: "/contacts/{id}", id: "get-contact", summary: "A contact with all that is one person with it", tag: tag, access: byReader},
		func(ctx context.Context, c *caller, in *idInput) (*contactOutput, error) {
			v, err := s.contactView(ctx, c, in.ID)
			return &contactOutput{v}, err
		})
	handle(s, route{method: get, path: "/contacts/{id}/timeline", id: "get-timeline", summary: "What happened with a person, on every channel and whoever did it, the newest first", tag: tag, access: byReader}, s.timeline)
	handle(s, route{method: get, path: "/contacts/{id}/suggestions", id: "suggest-merges", summary: "Contacts who may be the same person; nobody is merged by it", tag: tag, access: byReader}, s.mergeSuggestions)
	handle(s, route{method: get, path: "/contacts/{id}/merge-preview", id: "preview-merge", summary: "What a merge of two contacts would do; nothing is changed", tag: tag, access: byReader}, s.mergePreview)
	handle(s, route{method: get, path: "/contacts/{id}/merges", id: "list-merges", summary: "The merges of a person that hold", tag: tag, access: byReader},
		func(ctx context.Context, c *caller, in *idInput) (*contactMergesOuput, error) {
			out := &contactMergesOuput{}
			parts, err := store.Person(ctx, s.Store, c.workspace, in.ID, store.ByAny)
			if err != nil {
				return nil, err
			}
			out.Body.Items, err = s.contactMerges(ctx, c.workspace, in.ID, parts)
			return out, err
		})
	handle(s, route{method: http.MethodPost, path: "/contacts/{id}/merges", id: "merge-contacts", summary: "Hold two contacts to be one person, until it is taken back", tag: tag, access: byWriter, status: http.StatusCreated, replayable: true},
		func(ctx context.Context, c *caller, in *mergeInput) (*mergeOutput, error) {
			m, err := s.Persons.Merge(ctx, person.Merge{WorkspaceID: c.workspace, ContactID: in.ID, OtherID: in.Body.ContactID, Note: in.Body.Note, By: c.source()})
			return &mergeOutput{mergeOf(m, nil)}, err
		})
	handle(s, route{method: http.MethodDelete, path: "/contacts/{id}/merges/{merge_id}", id: "unmerge-contacts", summary: "Take a merge back: both are as they were, with what came since on the one it came to", tag: tag, access: byWriter, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *unmergeInput) (*struct{}, error) {
			return nil, s.Persons.Unmerge(ctx, c.workspace, in.ID, in.MergeID, c.source())
		})
}

func contactRowOf(k terang.Contact) ContactRow {
	r := ContactRow{ID: k.ID, Name: k.Name, ExternalID: k.ExternalID, Verified: k.Verified(), Merged: k.Merged(), Language: string(k.Language), CreatedAt: k.CreatedAt.UTC()}
	r.Phone, r.Email = store.AddressesOf(k)
	return r
}

func (s *Server) contactList(ctx context.Context, c *caller, in *contactsInput) (*contactsOutput, error) {
	before, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	found, err := store.FindContacts(ctx, s.Store, store.ContactQuery{WorkspaceID: c.workspace, Text: in.Query, Before: before, Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	out := &contactsOutput{}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		last := found[in.Limit-1]
		next := formatCursor(store.Cursor{At: store.Millis(last.CreatedAt), ID: last.ID})
		out.Body.Next = &next
	}
	out.Body.Items = make([]ContactRow, len(found))
	for i, k := range found {
		out.Body.Items[i] = contactRowOf(k.Contact)
		out.Body.Items[i].Conversations, out.Body.Items[i].LastAt = k.Conversations, optional(store.Time(k.LastAt))
	}
	return out, nil
}

func (s *Server) contactView(ctx context.Context, c *caller, id string) (ContactView, error) {
	workspaceID := c.workspace
	parts, err := store.Person(ctx, s.Store, workspaceID, id, store.ByAny)
	if err != nil {
		return ContactView{}, err
	}
	ids := make([]string, len(parts))
	for i, k := range parts {
		ids[i] = k.ID
	}
	channels, err := store.ChannelsOf(ctx, s.Store, workspaceID, ids)
	if err != nil {
		return ContactView{}, err
	}
	open, err := store.OpenTalks(ctx, s.Store, workspaceID, ids, maxOpenTalks)
	if err != nil {
		return ContactView{}, err
	}
	self, now := parts[0], s.Clock()
	v := ContactView{ID: self.ID, Name: nameOf(parts), ExternalID: self.ExternalID, Verified: self.Verified(), CreatedAt: self.CreatedAt.UTC(), Facts: []ContactFact{}, Open: make([]Conversation, len(open))}
	for i, l := range open {
		v.Open[i] = conversationOf(l, s.threshold(workspaceID)).timed(s.Desk, &l.Conversation)
	}
	if err := s.veilList(ctx, c, v.Open, open); err != nil {
		return ContactView{}, err
	}
	for _, k := range parts {
		if k.CreatedAt.Before(v.CreatedAt) {
			v.CreatedAt = k.CreatedAt.UTC()
		}
		v.Parts = append(v.Parts, ContactPart{
			ID: k.ID, Name: k.Name, ExternalID: k.ExternalID, Verified: k.Verified(), Language: string(k.Language), Bond: bondOf(self, k),
			Channels: append([]string{}, channels[k.ID]...), Segments: append([]string{}, k.Segments...), CreatedAt: k.CreatedAt.UTC(),
		})
		for _, name := range slices.Sorted(maps.Keys(k.Attributes)) {
			if a := k.Attributes[name]; a.Until.IsZero() || now.Before(a.Until) {
				v.Facts = append(v.Facts, ContactFact{k.ID, name, a.Value, a.Purpose, a.Source, a.At.UTC(), optional(a.Until)})
			}
		}
	}
	s.consents(&v, parts, now)
	v.Merges, err = s.contactMerges(ctx, workspaceID, id, parts)
	return v, err
}

// consents tells what each contact may be written to about, and what the person's attention is.
func (s *Server) consents(v *ContactView, parts []terang.Contact, now time.Time) {
	for _, class := range []terang.Class{terang.ClassService, terang.ClassMarketing} {
		for _, k := range parts {
			whole := k.AsPerson(parts)
			own, said := k.Consent[class]
			held := whole.Consent[class]
			one := ContactConsent{ContactID: k.ID, Class: class, Allowed: whole.Reach(class, now, time.UTC).Consent, Said: "nothing", At: optional(held.At), Source: held.Source}
			if said {
				one.Said = "no"
			}
			if own.Given {
				one.Said = "yes"
			}
			one.ByOther = !held.Given && !held.At.IsZero() && (!said || own.Given || held.At != own.At)
			v.Consent = append(v.Consent, one)
		}
		v.Budget = append(v.Budget, ContactBudget{class, person.Used(parts, class, now), terang.Weekly(class)})
	}
}

func bondOf(self, k terang.Contact) string {
	switch {
	case k.ID == self.ID:
		return bondSelf
	case store.PersonOf(k) == store.PersonOf(self):
		return bondProven
	}
	return bondMerged
}

// nameOf is a person's name: the one of the contact itself, else one that the brand's system has confirmed, else any.
func nameOf(parts []terang.Contact) string {
	name := parts[0].Name
	for _, k := range parts[1:] {
		if k.Verified() {
			name = cmp.Or(name, k.Name)
		}
	}
	for _, k := range parts[1:] {
		name = cmp.Or(name, k.Name)
	}
	return name
}

func mergeOf(m store.Merge, parts []terang.Contact) ContactMerge {
	keys := map[string]string{}
	for _, k := range parts {
		keys[k.ID] = store.PersonOf(k)
	}
	return ContactMerge{ID: m.ID, ContactID: m.ContactID, OtherID: m.OtherID, Note: m.Note, By: m.By, At: m.At.UTC(), Proven: keys[m.ContactID] != "" && keys[m.ContactID] == keys[m.OtherID]}
}

func (s *Server) contactMerges(ctx context.Context, workspaceID, id string, parts []terang.Contact) ([]ContactMerge, error) {
	merges, err := store.Merges(ctx, s.Store, workspaceID, id)
	out := make([]ContactMerge, len(merges))
	for i, m := range merges {
		out[i] = mergeOf(m, parts)
	}
	return out, err
}

func (s *Server) mergeSuggestions(ctx context.Context, c *caller, in *idInput) (*suggestionsOutput, error) {
	alike, err := s.Persons.Suggestions(ctx, c.workspace, in.ID)
	out := &suggestionsOutput{}
	out.Body.Items = make([]ContactSuggestion, len(alike))
	for i, l := range alike {
		out.Body.Items[i] = ContactSuggestion{contactRowOf(l.Contact), l.Kind, l.Address}
	}
	return out, err
}

func (s *Server) mergePreview(ctx context.Context, c *caller, in *mergePreviewInput) (*mergePreviewOutput, error) {
	p, err := s.Persons.Preview(ctx, c.workspace, in.ID, in.With)
	if err != nil {
		return nil, err
	}
	out := MergePreview{Possible: p.Refused == nil, Consent: []MergeConsent{}, Budget: []MergeAttention{}, Aside: []RunView{}, Differ: append([]string{}, p.Differ...)}
	if p.Refused != nil {
		out.Reason = p.Refused.Code
		_, out.Refusal = problemTexts(p.Refused.Code, p.Refused.Kind, p.Refused.Args, languageOf(ctx))
	}
	for _, side := range p.Sides {
		out.Sides = append(out.Sides, MergeSide{contactRowOf(side.Contact), len(side.Parts), side.Talks})
	}
	for _, one := range p.Consent {
		out.Consent = append(out.Consent, MergeConsent{one.ContactID, one.Class, one.Before, one.After})
	}
	for _, b := range p.Budgets {
		out.Budget = append(out.Budget, MergeAttention{b.Class, b.Sides[0], b.Sides[1], b.Weekly})
	}
	for _, r := range p.Aside {
		out.Aside = append(out.Aside, s.runOf(c.workspace, r))
	}
	return &mergePreviewOutput{out}, nil
}
