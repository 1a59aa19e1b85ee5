package openapi

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"terang/action"
)

// maxNotes bounds what is said of one operation.
const maxNotes = 100

// reader walks a description.
type reader struct {
	doc    *openapi3.T
	main   string          // name of the scheme that every caller needs
	names  map[string]bool // of actions, taken
	visits int
}

// methods are those that an action may have, in the order in which they are listed.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

func (r *reader) document() *Document {
	d := &Document{Credential: r.credential()}
	if r.doc.Info != nil {
		d.Title = action.OneLine(r.doc.Info.Title)
	}
	for _, s := range r.doc.Servers {
		if s == nil || len(d.Servers) == maxServers {
			continue
		}
		if u, err := url.Parse(s.URL); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil {
			d.Servers = append(d.Servers, s.URL)
		}
	}
	if r.doc.Paths == nil {
		return d
	}
	paths := r.doc.Paths.Map()
	count := 0
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := paths[path]
		if item == nil {
			continue
		}
		operations := item.Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			if count++; count > maxOperations {
				r.visits = maxVisits + 1
				return d
			}
			if op := operations[method]; op != nil {
				r.operation(d, method, path, item, op)
			}
		}
	}
	return d
}

// operation adds a proposal, or says why there is none.
func (r *reader) operation(d *Document, method, path string, item *openapi3.PathItem, op *openapi3.Operation) {
	m := &maker{r: r, p: action.Proposal{ID: action.OneLine(op.OperationID), Summary: action.OneLine(op.Summary)}}
	if m.p.ID == "" {
		m.p.ID = method + " " + action.OneLine(path)
	}
	if !slices.Contains(methods, method) {
		m.skip("method", "")
	}
	s := &m.p.Spec
	s.Method, s.Path, s.Risk = method, path, action.RiskChange
	if method == http.MethodGet {
		s.Risk = action.RiskRead
	}
	m.parameters(append(slices.Clone(item.Parameters), op.Parameters...))
	m.security(op)
	m.body(op)
	m.answers(op)
	if m.why == "" {
		name := action.SnakeName(op.OperationID)
		if name == "" {
			name = action.SnakeName(method + " " + path)
		}
		s.Name = action.Unused(name, r.names)
		if problem := s.Check(); problem != "" {
			m.skip("action", problem)
		}
	}
	if m.why != "" {
		d.Skipped = append(d.Skipped, Skipped{ID: m.p.ID, Method: method, Path: action.OneLine(path), Why: m.why, What: action.OneLine(m.what)})
		return
	}
	if s.Risk != action.RiskRead {
		m.note("risk_guessed", "")
	}
	d.Proposals = append(d.Proposals, m.p)
}

// maker makes one proposal. why is the first reason for which there is none.
type maker struct {
	r         *reader
	p         action.Proposal
	why, what string
	inputs    map[string]bool
	outputs   map[string]bool
}

func (m *maker) skip(why, what string) {
	if m.why == "" {
		m.why, m.what = why, what
	}
}

func (m *maker) note(code, what string) {
	if len(m.p.Notes) >= maxNotes {
		return
	}
	m.p.Notes = append(m.p.Notes, strings.TrimSpace(code+" "+action.OneLine(what)))
}

var (
	placeholder = regexp.MustCompile(`\{([^{}]*)\}`)
	wireName    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,63}$`)
	headerName  = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+.^_|~-]{1,64}$`)
)

// ours are headers that the client sends itself, or that belong to the connection.
var ours = []string{"accept", "content-type", "authorization", "idempotency-key", "user-agent", "accept-encoding", "host", "content-length"}

// parameters of the operation replace those of its path that have the same name and place.
func (m *maker) parameters(all openapi3.Parameters) {
	type key struct{ in, name string }
	last := map[key]int{}
	for i, ref := range all {
		if ref != nil && ref.Value != nil {
			last[key{ref.Value.In, ref.Value.Name}] = i
		}
	}
	for i, ref := range all {
		if ref == nil || ref.Value == nil || last[key{ref.Value.In, ref.Value.Name}] != i {
			continue
		}
		m.parameter(ref.Value)
	}
	for _, hole := range placeholder.FindAllStringSubmatch(m.p.Spec.Path, -1) {
		if !slices.ContainsFunc(m.p.Spec.Inputs, func(f action.Field) bool { return f.Where == action.InPath && f.Name == hole[1] }) {
			m.skip("path", hole[1])
		}
	}
}

func (m *maker) parameter(p *openapi3.Parameter) {
	f := action.Field{Name: m.input(p.Name), As: p.Name, Required: p.Required}
	schema := p.Schema
	if schema == nil && len(p.Content) > 0 {
		m.leave(p.Required, "input", p.In+" "+p.Name)
		return
	}
	k := m.r.kind(schema)
	f.Max = k.max
	if k.structured {
		m.leave(p.Required, "input", p.In+" "+p.Name)
		return
	}
	switch p.In {
	case openapi3.ParameterInPath:
		if f.Name == "" {
			m.skip("input", p.Name)
			return
		}
		f.Where, f.Required, f.As = action.InPath, true, f.Name
		m.p.Spec.Path = strings.ReplaceAll(m.p.Spec.Path, "{"+p.Name+"}", "{"+f.Name+"}")
	case openapi3.ParameterInQuery:
		f.Where = action.InQuery
		if !wireName.MatchString(p.Name) {
			f.Name = ""
		}
	case openapi3.ParameterInHeader:
		if slices.Contains(ours, strings.ToLower(p.Name)) {
			if strings.EqualFold(p.Name, "Idempotency-Key") && m.p.Spec.Method != http.MethodGet {
				m.p.Spec.Retries = action.DefaultRetries // the system keeps a repeated call from being done twice
			}
			return
		}
		f.Where, f.Secret = action.InHeader, k.secret || secretName(p.Name)
		if !headerName.MatchString(p.Name) {
			f.Name = ""
		}
	default:
		m.leave(p.Required, "input", p.In+" "+p.Name)
		return
	}
	if f.Name == "" {
		m.leave(f.Required, "input", p.In+" "+p.Name)
		return
	}
	m.p.Spec.Inputs = append(m.p.Spec.Inputs, f)
}

// leave notes what an action cannot say; where the operation needs it, there is no action.
func (m *maker) leave(required bool, why, what string) {
	if required {
		m.skip(why, what)
		return
	}
	m.note("left_out", what)
}

// input gives a foreign name one of our own that is free.
func (m *maker) input(name string) string {
	if m.inputs == nil {
		m.inputs = map[string]bool{}
	}
	if name = action.SnakeName(name); name == "" {
		return ""
	}
	return action.Unused(name, m.inputs)
}

func secretName(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "token") || strings.Contains(name, "secret") || strings.Contains(name, "password")
}

// body makes an input of each member of a JSON object.
func (m *maker) body(op *openapi3.Operation) {
	if op.RequestBody == nil || op.RequestBody.Value == nil {
		return
	}
	body := op.RequestBody.Value
	media := jsonMedia(body.Content)
	if media == nil || media.Schema == nil {
		m.leave(body.Required && len(body.Content) > 0, "body", "body")
		return
	}
	if m.p.Spec.Method == http.MethodGet || m.p.Spec.Method == http.MethodDelete {
		m.leave(body.Required, "body", "body")
		return
	}
	o := m.r.object(media.Schema, 0)
	if o == nil {
		m.leave(true, "body", "body")
		return
	}
	for _, name := range o.order() {
		if o.members[name] != nil && o.members[name].Value != nil && o.members[name].Value.ReadOnly {
			continue
		}
		required := body.Required && o.required[name]
		f := action.Field{Where: action.InBody, As: name, Required: required}
		if wireName.MatchString(name) {
			f.Name = m.input(name)
		}
		if f.Name == "" {
			m.leave(required, "input", "body "+name)
			continue
		}
		k := m.r.kind(o.members[name])
		f.Max, f.Secret = k.max, k.secret || secretName(name)
		if k.structured {
			m.note("structured", name)
		}
		m.p.Spec.Inputs = append(m.p.Spec.Inputs, f)
	}
}

// jsonMedia finds what is JSON in content.
func jsonMedia(c openapi3.Content) *openapi3.MediaType {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		base, _, _ := strings.Cut(strings.ToLower(name), ";")
		if base = strings.TrimSpace(base); base == "application/json" || strings.HasSuffix(base, "+json") || base == "*/*" {
			return c[name]
		}
	}
	return nil
}
