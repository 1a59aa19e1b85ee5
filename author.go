package terang

import (
	"encoding/json"
	"fmt"
)

// AuthorKind says what wrote a message. It is closed: there is no default and no "other".
type AuthorKind string

// The kinds of author. [KindContact] is the only one that writes inbound.
const (
	KindHuman      AuthorKind = "human"
	KindAI         AuthorKind = "ai"
	KindAIAssisted AuthorKind = "ai_assisted"
	KindAutomation AuthorKind = "automation"
	KindSystem     AuthorKind = "system"
	KindContact    AuthorKind = "contact"
	// KindUnknown is only ever brought along from elsewhere: the old system did not say who wrote.
	KindUnknown AuthorKind = "unknown"
)

// Machine reports whether a machine formed the words, so that a label must say so.
func (k AuthorKind) Machine() bool {
	return k == KindAI || k == KindAIAssisted || k == KindAutomation
}

// Author is who wrote one message. Its fields are unexported so that an author can only come from one of
// the constructors below; the zero Author is nobody, and the gate refuses it.
type Author struct {
	kind     AuthorKind
	agent    string
	name     string
	model    string
	prompt   string
	playbook string
	share    float64
	assist   string
	imported string
}

// ByContact is the customer.
func ByContact() Author { return Author{kind: KindContact} }

// ByAgent is a person of the brand who typed the words. name is shown to the customer.
func ByAgent(agentID, name string) Author {
	return Author{kind: KindHuman, agent: agentID, name: name}
}

// ByAI is the assistant: model names what chose or wrote the words ("ears@3fa1c2d0"), prompt the versioned
// playbook or prompt that it followed ("order_status@3").
func ByAI(model, prompt string) Author { return Author{kind: KindAI, model: model, prompt: prompt} }

// ByAgentWithAI is a person who sent words that a model drafted; share (0–1) is the drafted part.
func ByAgentWithAI(agentID, name, model string, share float64) Author {
	return Author{kind: KindAIAssisted, agent: agentID, name: name, model: model, share: share}
}

// ByAutomation is a playbook that fired without any model in the way: a timer, an event, a survey.
func ByAutomation(playbook string) Author {
	return Author{kind: KindAutomation, playbook: playbook}
}

// BySystem is the house itself, announcing who speaks from now on.
func BySystem() Author { return Author{kind: KindSystem} }

// FromElsewhere is who wrote a message that was brought along from another system, as that system told it: nothing here proves
// it, and the gate lets nothing out under it. A person has no agent's id here, and the name is the old system's. system is its
// name ("zendesk").
func FromElsewhere(system string, kind AuthorKind, name string) Author {
	return Author{kind: kind, imported: system}.named(name)
}

// AsImported returns the author as one who was brought along from a system. Who was brought along before stays as they were.
func (a Author) AsImported(system string) Author {
	if a.imported == "" {
		a.imported = system
	}
	return a
}

// AsOwn is the reverse of [Author.AsImported] for what goes back to the same system's file: the mark is taken off.
func (a Author) AsOwn(system string) Author {
	if a.imported == system {
		a.imported = ""
	}
	return a
}

func (a Author) named(name string) Author {
	switch a.kind {
	case KindHuman, KindAIAssisted, KindUnknown:
		a.name = name
	case KindAI:
		a.model = name
	case KindAutomation:
		a.playbook = name
	case KindSystem, KindContact:
	}
	return a
}

// Imported returns the system that the message was brought along from, "" for what was said here.
func (a Author) Imported() string { return a.imported }

// Kind returns what wrote the message, "" for nobody.
func (a Author) Kind() AuthorKind { return a.kind }

// AgentID returns the person's id, "" where no person took part.
func (a Author) AgentID() string { return a.agent }

// Name returns the person's shown name, "" where no person took part.
func (a Author) Name() string { return a.name }

// Model returns what chose or wrote the words, "" where no model took part.
func (a Author) Model() string { return a.model }

// Playbook returns the playbook or prompt with its version, "" where none took part.
func (a Author) Playbook() string {
	if a.kind == KindAI {
		return a.prompt
	}
	return a.playbook
}

// Share returns the part (0–1) of the words that a model drafted for a person.
func (a Author) Share() float64 { return a.share }

// Assist returns what help a person had that does not make the words a machine's: [AssistDraft], [AssistEdited], or "".
func (a Author) Assist() string { return a.assist }

// Same reports whether a and b are the same voice to the customer: the same machine, or the same person.
func (a Author) Same(b Author) bool { return a.Voice() == b.Voice() }

// Voice names who the customer hears: "machine", "human:<agent id>", "system" or "contact".
// An ai_assisted message is the person's voice with a mark.
func (a Author) Voice() string {
	switch a.kind {
	case KindAI, KindAutomation:
		return "machine"
	case KindHuman, KindAIAssisted:
		return "human:" + a.agent
	case KindSystem:
		return "system"
	case KindContact:
		return "contact"
	case KindUnknown:
		return "unknown"
	}
	return ""
}

type authorJSON struct {
	Kind     AuthorKind `json:"kind"`
	Agent    string     `json:"agent_id,omitempty"`
	Name     string     `json:"name,omitempty"`
	Model    string     `json:"model,omitempty"`
	Prompt   string     `json:"prompt,omitempty"`
	Playbook string     `json:"playbook,omitempty"`
	Share    float64    `json:"share,omitempty"`
	Assist   string     `json:"assist,omitempty"`
	Imported string     `json:"imported,omitempty"`
}

// MarshalJSON writes {"kind":"ai","model":"ngram@3fa1","prompt":"order_status@3"}.
func (a Author) MarshalJSON() ([]byte, error) {
	return json.Marshal(authorJSON{a.kind, a.agent, a.name, a.model, a.prompt, a.playbook, a.share, a.assist, a.imported})
}

// UnmarshalJSON reads what MarshalJSON wrote, from the store. An unknown kind is an error, never a guess.
func (a *Author) UnmarshalJSON(b []byte) error {
	var j authorJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("terang: author: %w", err)
	}
	switch j.Kind {
	case KindHuman, KindAI, KindAIAssisted, KindAutomation, KindSystem, KindContact:
	case KindUnknown:
		if j.Imported == "" {
			return fmt.Errorf("terang: author: kind %q of no import", j.Kind)
		}
	default:
		return fmt.Errorf("terang: author: unknown kind %q", j.Kind)
	}
	*a = Author{j.Kind, j.Agent, j.Name, j.Model, j.Prompt, j.Playbook, j.Share, j.Assist, j.Imported}
	return nil
}
