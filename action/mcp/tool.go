package mcp

import (
	"encoding/json"
	"maps"
	"slices"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"terang/action"
)

// codeInvalidParams is JSON-RPC's code for an unknown tool and for arguments that do not fit.
const codeInvalidParams = -32602

// Limits of a tool's schemas.
const (
	maxMembers = 64
	maxLayers  = 3 // objects in objects that are laid out flat
	maxChars   = 16_000
)

// schema is the part of a JSON Schema that an action can express.
type schema struct {
	Type       kinds              `json:"type"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	MaxLength  int                `json:"maxLength"`
	Format     string             `json:"format"`
}

// kinds is one type or several.
type kinds []string

// UnmarshalJSON reads "object" and ["object", "null"]; what is neither is nothing.
func (k *kinds) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*k = kinds{one}
		return nil
	}
	var many []string
	if json.Unmarshal(b, &many) == nil {
		*k = many
	}
	return nil
}

// schemaOf reads a schema as the library gives it, nil where it is none.
func schemaOf(v any) *schema {
	b, err := json.Marshal(v)
	if err != nil || len(b) > maxBytes {
		return nil
	}
	var s *schema
	if json.Unmarshal(b, &s) != nil {
		return nil
	}
	return s
}

// propose makes an action of a tool. The server's word that a tool only reads is a guess like any other.
func propose(t *sdk.Tool, taken map[string]bool) action.Proposal {
	p := action.Proposal{ID: action.OneLine(t.Name), Summary: action.OneLine(t.Description)}
	p.Spec.Tool, p.Spec.Risk = t.Name, action.RiskChange
	if t.Annotations != nil && t.Annotations.ReadOnlyHint {
		p.Spec.Risk = action.RiskRead
	} else if t.Annotations != nil && t.Annotations.IdempotentHint {
		p.Spec.Retries = action.DefaultRetries
	}
	p.Notes = append(p.Notes, "risk_guessed")
	name := action.SnakeName(t.Name)
	if name == "" {
		name = "tool"
	}
	p.Spec.Name = action.Unused(name, taken)
	if in := schemaOf(t.InputSchema); in != nil {
		names := map[string]bool{}
		for _, key := range slices.Sorted(maps.Keys(in.Properties)) {
			own := action.SnakeName(key)
			f := action.Field{Where: action.InBody, As: key, Required: slices.Contains(in.Required, key)}
			if own == "" || len(p.Spec.Inputs) == maxMembers {
				p.Notes = append(p.Notes, "left_out "+action.OneLine(key))
				continue
			}
			f.Name = action.Unused(own, names)
			if s := in.Properties[key]; s != nil {
				f.Max = max(0, min(s.MaxLength, maxChars))
				f.Secret = s.Format == "password"
				if slices.Contains(s.Type, "object") || slices.Contains(s.Type, "array") {
					p.Notes = append(p.Notes, "structured "+own)
				}
			}
			p.Spec.Inputs = append(p.Spec.Inputs, f)
		}
	}
	if out := schemaOf(t.OutputSchema); out != nil {
		o := outputs{names: map[string]bool{}, p: &p}
		o.add(out, "", "", true, 0)
	} else {
		p.Notes = append(p.Notes, "no_outputs")
	}
	if problem := p.Spec.Check(); problem != "" {
		p.Notes = append(p.Notes, "unusable "+action.OneLine(problem))
	}
	return p
}

type outputs struct {
	names map[string]bool
	p     *action.Proposal
}

// add lays out objects flat: {"customer": {"id"}} gives customer_id from customer.id.
func (o *outputs) add(s *schema, name, path string, required bool, layer int) {
	if s != nil && len(s.Properties) > 0 && layer <= maxLayers {
		for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
			at, as := key, key
			if path != "" {
				at, as = path+"."+key, name+"_"+key
			}
			member := s.Properties[key]
			null := member != nil && slices.Contains(member.Type, "null")
			o.add(member, as, at, required && !null && slices.Contains(s.Required, key), layer+1)
		}
		return
	}
	if path == "" {
		name, path = "answer", "."
	}
	own := action.SnakeName(name)
	out := action.Output{Path: path, Required: required}
	if own == "" || len(o.p.Spec.Outputs) == maxMembers {
		o.p.Notes = append(o.p.Notes, "left_out "+action.OneLine(path))
		return
	}
	out.Name = action.Unused(own, o.names)
	o.p.Spec.Outputs = append(o.p.Spec.Outputs, out)
}
