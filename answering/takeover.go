package answering

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"terang"
	"terang/playbook"
	"terang/store"
)

// maxOffered is how many macros of other systems are offered at once.
const maxOffered = 500

// Offered is a macro of another system, as it would be taken over.
type Offered struct {
	Source, ID string
	Title      string
	Before     string // as the other system had it
	Text       string // as it would stand here
	Language   terang.Language
	Gaps       []string // what the other system filled in and nobody here knows
}

// Origin is how a macro remembers where it was taken over from.
func (o Offered) Origin() string { return o.Source + ":" + o.ID }

// Offers are the macros that were brought along from other systems and are not taken over yet.
func (s *Service) Offers(ctx context.Context, workspaceID string) ([]Offered, error) {
	taken, err := store.MacroOrigins(ctx, s.Store, workspaceID)
	if err != nil {
		return nil, err
	}
	out := []Offered{}
	for source, id := "", ""; len(out) < maxOffered; {
		page, err := store.ImportedItems(ctx, s.Store, workspaceID, "macro", source, id, itemPage)
		if err != nil {
			return nil, err
		}
		for _, it := range page {
			source, id = it.Source, it.ID
			o := Offered{Source: it.Source, ID: it.ID, Title: it.Title, Before: it.Body, Text: translated(it.Body), Language: spoken(it)}
			if o.Gaps = playbook.Gaps(o.Text); !taken[o.Origin()] && strings.TrimSpace(o.Text) != "" && len(out) < maxOffered {
				out = append(out, o)
			}
		}
		if len(page) < itemPage {
			break
		}
	}
	return out, nil
}

// Take makes macros of what other systems had: those that are named by origin, all of them where none is. They become everybody's.
// What is taken already, or does not fit, stays where it is; the number of those that were taken comes back.
func (s *Service) Take(ctx context.Context, workspaceID, by string, origins []string) (int, error) {
	offers, err := s.Offers(ctx, workspaceID)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, o := range offers {
		if len(origins) > 0 && !slices.Contains(origins, o.Origin()) {
			continue
		}
		m := store.Macro{
			WorkspaceID: workspaceID, Scope: store.MacroAll, Name: cut(o.Title), Shortcut: shortcutOf(o.Title), Texts: map[terang.Language]string{o.Language: o.Text},
			Origin: o.Origin(), CreatedBy: by,
		}
		_, err := s.Save(ctx, m)
		if e := terang.KindOf(err); e == terang.Conflict && m.Shortcut != "" { // somebody has the shortcut: without one it can be found all the same
			m.Shortcut = ""
			_, err = s.Save(ctx, m)
		}
		switch {
		case err == nil:
			n++
		case terang.KindOf(err) == terang.Conflict:
			return n, err // there is no room for more
		default:
			if _, faulty := err.(*Faulty); !faulty && terang.KindOf(err) != terang.Invalid { //nolint:errorlint // Save gives it as it is
				return n, fmt.Errorf("answering: take: %w", err)
			}
		}
	}
	return n, nil
}

func cut(title string) string {
	if utf8.RuneCountInString(title) > maxName {
		return string([]rune(title)[:maxName])
	}
	return title
}

// shortcutOf is the title where it is one word, as canned responses of other systems are called; "" for a sentence.
func shortcutOf(title string) string {
	m := store.Macro{Name: "x", Shortcut: title, Texts: map[terang.Language]string{terang.Indonesian: "x"}}
	if strings.ContainsAny(title, " \t") || tidy(&m) != nil {
		return ""
	}
	return m.Shortcut
}

// elsewhere is how other systems call what macros know here: Zendesk's placeholders
// (https://support.zendesk.com/hc/en-us/articles/4408886858138), Chatwoot's variables
// (https://www.chatwoot.com/docs/product/features/canned-responses) and Intercom's attributes.
var elsewhere = map[string]string{
	"ticket.requester.name": "contact.name", "ticket.requester.first_name": "contact.name", "contact.name": "contact.name", "contact.first_name": "contact.name", "name": "contact.name", "first_name": "contact.name",
	"current_user.name": "agent.name", "current_user.first_name": "agent.name", "ticket.assignee.name": "agent.name", "ticket.assignee.first_name": "agent.name", "agent.name": "agent.name", "agent.first_name": "agent.name",
	"teammate.name": "agent.name", "teammate.first_name": "agent.name", "author.name": "agent.name", "author.first_name": "agent.name",
	"ticket.account": "brand.name", "ticket.brand.name": "brand.name", "inbox.name": "brand.name", "company.name": "brand.name", "app.name": "brand.name",
	"ticket.id": "conversation.id", "conversation.id": "conversation.id", "conversation.display_id": "conversation.id",
}

var markElsewhere = regexp.MustCompile(`(?s)\{\{-?\s*([\w.]*)(.*?)\}\}|\{%.*?%\}`)

// translated is another system's text with its values under the names of this house. What nobody here knows becomes a gap that the
// agent fills.
func translated(text string) string {
	out := markElsewhere.ReplaceAllStringFunc(text, func(mark string) string {
		m := markElsewhere.FindStringSubmatch(mark)
		if name := elsewhere[m[1]]; name != "" {
			return "{{ " + name + " }}"
		}
		if m[1] == "" {
			return "" // a tag, or nothing
		}
		return playbook.Gap(strings.NewReplacer("_", " ", ".", " ").Replace(m[1]))
	})
	return out
}
