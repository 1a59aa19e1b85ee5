package answering

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
	"terang/playbook"
	"terang/store"
)

// Limits of macros.
const (
	maxMacros   = 2000 // of a workspace, the own ones of all agents with them
	maxName     = 80   // characters
	maxShortcut = 32
	maxTags     = 10
)

// languages are those in which a macro may be written, in the order in which its texts are looked at.
var languages = []terang.Language{terang.Indonesian, terang.English}

// Fault is what is wrong in one text of a macro.
type Fault struct {
	Language terang.Language
	Problem  playbook.Problem
}

// Faulty is a macro that cannot be saved as it is.
type Faulty struct{ Faults []Fault }

// Error implements error.
func (f *Faulty) Error() string {
	return fmt.Sprintf("answering: %s: %v", f.Faults[0].Language, f.Faults[0].Problem)
}

// Check looks for what is wrong in a macro's texts.
func (s *Service) Check(workspaceID string, texts map[terang.Language]string) []Fault {
	known := names(s.Variables(workspaceID))
	var out []Fault
	for _, l := range languages {
		if strings.TrimSpace(texts[l]) == "" {
			continue
		}
		_, problems := playbook.ParseSnippet(string(l), l, texts[l], known)
		for _, p := range problems {
			out = append(out, Fault{l, p})
		}
	}
	return out
}

// Save stores a macro, new where it has no id. A text that cannot be filled in is [Faulty].
func (s *Service) Save(ctx context.Context, m store.Macro) (store.Macro, error) {
	if err := tidy(&m); err != nil {
		return m, err
	}
	if faults := s.Check(m.WorkspaceID, m.Texts); len(faults) > 0 {
		return m, &Faulty{faults}
	}
	fresh := m.ID == ""
	m.UpdatedAt = s.Clock()
	if fresh {
		m.ID, m.CreatedAt = s.IDs("mac"), m.UpdatedAt
	}
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		if fresh {
			if n, err := store.CountMacros(tx, m.WorkspaceID); err != nil {
				return err
			} else if n >= maxMacros {
				return terang.Fail(terang.Conflict, "macros_full")
			}
		}
		others, err := store.Macros(ctx, tx.Reader(), m.WorkspaceID, m.Owner)
		if err != nil {
			return err
		}
		if m.Shortcut != "" && slices.ContainsFunc(others, func(o store.Macro) bool { return o.ID != m.ID && o.Shortcut == m.Shortcut && meet(o, m) }) {
			return terang.Fail(terang.Conflict, "macro_shortcut_taken", "shortcut", m.Shortcut)
		}
		return store.SaveMacro(tx, m)
	})
	return m, err
}

// meet reports whether somebody may have both.
func meet(a, b store.Macro) bool {
	if a.Scope == store.MacroMine && b.Scope == store.MacroMine {
		return a.Owner == b.Owner
	}
	if a.Scope == store.MacroTeam && b.Scope == store.MacroTeam {
		return a.Team == b.Team
	}
	return true
}

// tidy puts a macro into the form in which it is kept, or says what does not fit.
func tidy(m *store.Macro) error {
	m.Name = strings.Join(strings.Fields(m.Name), " ")
	m.Shortcut = strings.ToLower(strings.TrimLeft(strings.TrimSpace(m.Shortcut), ";/"))
	bad := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' }
	switch {
	case m.Name == "" || !utf8.ValidString(m.Name) || utf8.RuneCountInString(m.Name) > maxName:
		return terang.Fail(terang.Invalid, "macro_name")
	case strings.ContainsFunc(m.Shortcut, bad) || utf8.RuneCountInString(m.Shortcut) > maxShortcut:
		return terang.Fail(terang.Invalid, "macro_shortcut")
	case len(m.Tags) > maxTags:
		return terang.Fail(terang.Invalid, "tags_full")
	case m.Scope == store.MacroTeam && m.Team == "":
		return terang.Fail(terang.Invalid, "macro_team")
	}
	if m.Scope != store.MacroMine {
		m.Owner = ""
	}
	if m.Scope != store.MacroTeam {
		m.Team = ""
	}
	texts := map[terang.Language]string{}
	for _, l := range languages {
		if text := strings.TrimSpace(strings.ReplaceAll(m.Texts[l], "\r\n", "\n")); text != "" {
			texts[l] = text
		}
	}
	if m.Texts = texts; len(texts) == 0 {
		return terang.Fail(terang.Invalid, "macro_empty")
	}
	return nil
}

// Filled is a macro filled in for a conversation.
type Filled struct {
	Text     string
	Language terang.Language
	Gaps     []string // what the agent must fill, in words
}

// Fill fills a macro in: in the conversation's language where it has one, else in the other.
func (s *Service) Fill(ctx context.Context, m store.Macro, a store.Agent, c terang.Conversation) (Filled, error) {
	l := c.Language.Or(terang.Indonesian)
	if m.Texts[l] == "" {
		for _, other := range languages {
			if m.Texts[other] != "" {
				l = other
			}
		}
	}
	values, err := s.values(ctx, a, c, l)
	if err != nil {
		return Filled{}, err
	}
	return s.fill(m.WorkspaceID, m.Texts[l], l, values)
}

func (s *Service) fill(workspaceID, text string, l terang.Language, values map[string]any) (Filled, error) {
	all := s.Variables(workspaceID)
	// A value of a playbook that is gone since the macro was saved is a gap, and no error: its name stays known.
	known := append(names(all), playbook.SnippetNames(text)...)
	snippet, problems := playbook.ParseSnippet(string(l), l, text, known)
	if len(problems) > 0 {
		return Filled{}, &Faulty{[]Fault{{l, problems[0]}}}
	}
	out, err := snippet.Render(values, labelIn(all, l))
	if err != nil {
		return Filled{}, terang.Fail(terang.Invalid, "macro_unfillable")
	}
	return Filled{out, l, playbook.Gaps(out)}, nil
}

// Preview fills a text in with what is always known, for the agent who writes it, as an example of what comes out.
func (s *Service) Preview(a store.Agent, text string, l terang.Language) (Filled, error) {
	return s.fill(a.WorkspaceID, text, l, map[string]any{"brand.name": s.Brand(a.WorkspaceID), "agent.name": a.Name, "contact.language": string(l)})
}
