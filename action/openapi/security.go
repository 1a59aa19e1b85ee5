package openapi

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"terang/action"
)

// The kinds of credential.
const (
	KindNone   = "none"
	KindHeader = "header"
	KindBearer = "bearer"
	KindBasic  = "basic"
	KindOAuth2 = "oauth2"
	KindOther  = "other"
)

// credential finds the scheme that every caller needs: the description's own, else what most operations ask for.
func (r *reader) credential() Scheme {
	count := map[string]int{}
	for _, req := range r.doc.Security {
		for name := range req {
			count[name] += maxOperations // more than all operations together
		}
	}
	if r.doc.Paths != nil {
		for _, item := range r.doc.Paths.Map() {
			if item == nil {
				continue
			}
			for _, op := range item.Operations() {
				if op != nil && op.Security != nil && len(*op.Security) > 0 {
					for name := range (*op.Security)[0] {
						count[name]++
					}
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(count)) {
		if r.main == "" || count[name] > count[r.main] {
			r.main = name
		}
	}
	s := r.scheme(r.main)
	if s == nil {
		return Scheme{Kind: KindNone}
	}
	out := Scheme{Name: r.main, Kind: KindOther}
	switch {
	case s.Type == "apiKey" && s.In == "header" && headerName.MatchString(s.Name):
		out.Kind, out.Header = KindHeader, s.Name
	case s.Type == "http" && strings.EqualFold(s.Scheme, "bearer"):
		out.Kind = KindBearer
	case s.Type == "http" && strings.EqualFold(s.Scheme, "basic"):
		out.Kind = KindBasic
	case s.Type == "oauth2" && s.Flows != nil && s.Flows.ClientCredentials != nil:
		out.Kind, out.TokenURL = KindOAuth2, s.Flows.ClientCredentials.TokenURL
		for _, scope := range slices.Sorted(maps.Keys(s.Flows.ClientCredentials.Scopes)) {
			out.Scope = strings.TrimSpace(out.Scope + " " + scope)
		}
	}
	return out
}

func (r *reader) scheme(name string) *openapi3.SecurityScheme {
	if r.doc.Components == nil || name == "" {
		return nil
	}
	if ref := r.doc.Components.SecuritySchemes[name]; ref != nil {
		return ref.Value
	}
	return nil
}

// security makes an input of what the operation wants beside the connection's own credential, such as the token of the
// customer for whom it is called. Whoever has to give that is told something about themselves.
func (m *maker) security(op *openapi3.Operation) {
	needs := m.r.doc.Security
	if op.Security != nil {
		needs = *op.Security
	}
	if len(needs) == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(needs[0])) {
		if name == m.r.main {
			continue
		}
		s := m.r.scheme(name)
		if s == nil || s.Type != "apiKey" || s.In != "header" || !headerName.MatchString(s.Name) {
			m.skip("security", name)
			continue
		}
		given := slices.IndexFunc(m.p.Spec.Inputs, func(f action.Field) bool { return f.Where == action.InHeader && strings.EqualFold(f.As, s.Name) })
		if given < 0 {
			given = len(m.p.Spec.Inputs)
			m.p.Spec.Inputs = append(m.p.Spec.Inputs, action.Field{Name: m.input(name), Where: action.InHeader, As: s.Name})
		}
		m.p.Spec.Inputs[given].Required, m.p.Spec.Inputs[given].Secret = true, true
		m.p.Spec.Personal = true
		m.note("personal_guessed", "")
	}
}
