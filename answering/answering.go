// Package answering is what agents have at hand when they answer: macros, which are texts kept to use again with values in them,
// and articles. It checks a macro when it is saved, fills it in for the conversation at hand, offers those of another system
// for taking over, and finds the passage of an article that answers.
//
// It never sends anything and never decides who wrote something: what it gives is put into an agent's own draft, and goes the
// way of every reply. What is not known is left as a gap that can be seen; nothing is guessed.
//
// The way in is [New].
package answering

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"terang"
	"terang/engine"
	"terang/store"
)

// Parts are what a Service is put together from. All are needed.
type Parts struct {
	Store *store.DB
	Brain func(workspaceID string) *engine.Brain // nil: the workspace runs no pack here
	Brand func(workspaceID string) string        // its name
	Clock terang.Clock
	IDs   terang.IDs
}

// Service gives agents what they have at hand. It may be used by many goroutines at once.
type Service struct {
	Parts

	mu      sync.Mutex
	brought map[string]*shelf // articles of other systems, by workspace
}

// New makes a Service.
func New(p Parts) *Service { return &Service{Parts: p, brought: map[string]*shelf{}} }

// Variable is a value that a macro may ask for.
type Variable struct {
	Name  string
	Label terang.Text
}

func variable(name, id, en string) Variable {
	return Variable{name, terang.Text{terang.Indonesian: id, terang.English: en}}
}

// slotPrefix is how what is known of a matter is called, as in playbooks.
const slotPrefix = "slot."

// Variables are all values that a workspace's macros may ask for: first those that there always are, then what playbooks ask
// contacts for, by name.
func (s *Service) Variables(workspaceID string) []Variable {
	out := []Variable{
		variable("contact.name", "nama pelanggan", "the customer's name"),
		variable("contact.language", "bahasa pelanggan (id atau en)", "the customer's language (id or en)"),
		variable("agent.name", "nama petugas", "the agent's name"),
		variable("brand.name", "nama merek", "the brand's name"),
		variable("conversation.id", "nomor percakapan", "the conversation's number"),
		variable("conversation.topic", "topik percakapan", "the topic of the conversation"),
	}
	b := s.Brain(workspaceID)
	if b == nil {
		return out
	}
	slots := b.SlotNames()
	for _, name := range slices.Sorted(maps.Keys(slots)) {
		out = append(out, Variable{slotPrefix + name, slots[name]})
	}
	return out
}

// values are what is known for a conversation, by the names of variables. What is absent is not known.
func (s *Service) values(ctx context.Context, a store.Agent, c terang.Conversation, l terang.Language) (map[string]any, error) {
	k, err := store.Contact(ctx, s.Store, c.WorkspaceID, c.ContactID)
	if err != nil {
		return nil, err
	}
	out := map[string]any{
		"contact.name": k.Name, "contact.language": string(c.Language.Or(terang.Indonesian)), "agent.name": a.Name,
		"brand.name": s.Brand(c.WorkspaceID), "conversation.id": c.ID,
	}
	b := s.Brain(c.WorkspaceID)
	if b == nil {
		return out, nil
	}
	known, err := b.Known(c.State, k.Values(s.Clock().UTC()), l)
	if err != nil {
		return nil, err
	}
	if known.Name != "" {
		out["contact.name"] = known.Name
	}
	out["conversation.topic"] = known.Topic
	if known.Topic == "" && c.HandOver != nil && c.HandOver.Topic != "" {
		out["conversation.topic"] = b.Topic(c.HandOver.Topic).In(l)
	}
	for name, v := range known.Slots {
		out[slotPrefix+name] = v
	}
	return out, nil
}

func names(all []Variable) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = v.Name
	}
	return out
}

// labelIn says in words what a variable stands for.
func labelIn(all []Variable, l terang.Language) func(name string) string {
	return func(name string) string {
		for _, v := range all {
			if label := v.Label.In(l); v.Name == name && label != "" {
				return label
			}
		}
		return strings.TrimPrefix(name, slotPrefix)
	}
}
