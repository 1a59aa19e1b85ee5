package action

import (
	"fmt"
	"net/http"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Risk says how careful a playbook must be with an action.
type Risk string

// The risks.
const (
	RiskRead     Risk = "read"     // tells something
	RiskChange   Risk = "change"   // changes something in the brand's system
	RiskMoney    Risk = "money"    // moves money or binds the customer to pay
	RiskIdentity Risk = "identity" // proves or changes who the customer is
)

// Grave reports whether a call of this risk leaves a line in the account of what was done: all but reading.
func (r Risk) Grave() bool { return r != RiskRead && r != "" }

// Where is the place of an input in the request.
type Where string

// The places of an input.
const (
	InPath   Where = "path"
	InQuery  Where = "query"
	InHeader Where = "header"
	InBody   Where = "body" // a member of the JSON object that is sent, or an argument of the tool
)

// Limits and defaults of a spec.
const (
	DefaultTimeout = 3 * time.Second
	DefaultBudget  = 10 * time.Second
	DefaultRetries = 2 // of GET; what changes something is repeated only where the spec says so

	minTimeout      = 10 * time.Millisecond
	maxBudget       = 60 * time.Second
	maxRetries      = 5
	defaultMaxInput = 1000 // characters of one input
	maxInput        = 16000
	maxFields       = 64
	maxPathDepth    = 16
	maxCodes        = 64
)

// Field is one input of an action.
type Field struct {
	Name     string // as the playbook calls it
	Where    Where
	As       string // its name on the wire; "" means Name
	Required bool
	Secret   bool // may stand in a header or body only: paths and queries end up in access logs
	Max      int  // longest text in characters; 0 means 1,000
}

// wholeAnswer is the path of the answer itself.
const wholeAnswer = "."

// Output maps one member of the answer into Data. Path is dotted ("customer.id", "items.0.name"; "." is all of it); what it
// points to is copied with all that is in it. Numbers become float64, or text where a float64 cannot hold the
// integer exactly. A null counts as absent.
type Output struct {
	Name     string
	Path     string
	Required bool // an answer without it is useless: the call fails
}

// Spec is one operation of the brand's system: an HTTP request (Method and Path), or a tool of an MCP server (Tool).
type Spec struct {
	Name string
	// Connection names the system that is called; "" is the workspace's own.
	Connection string
	Method     string // GET, POST, PUT, PATCH or DELETE
	Path       string // "/orders/{order_no}": each placeholder is a path input
	Tool       string // the tool's name at the MCP server, in place of method and path
	Inputs     []Field
	Risk       Risk
	// Personal says that the answer tells something about the customer, so that only a verified one may hear it.
	Personal bool
	// Codes are the problem codes that the system may refuse with, as far as its description names them.
	Codes   []string
	Timeout time.Duration // of one attempt; 0 means [DefaultTimeout]
	Budget  time.Duration // of the whole call with its retries; 0 means [DefaultBudget]
	Retries int           // further attempts; -1 means none, 0 means 2 for GET and none otherwise
	Outputs []Output      // from an answer of 2xx
	Problem []Output      // from an application/problem+json answer of 4xx, besides its "code"
}

var (
	nameForm        = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
	bodyNameForm    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,63}$`)
	outputPathForm  = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)
	toolForm        = regexp.MustCompile(`^[A-Za-z0-9_./-]{1,128}$`)
	placeholderForm = regexp.MustCompile(`\{([^{}]*)\}`)
	pathForm        = regexp.MustCompile(`^(/([A-Za-z0-9_~.-]+|\{[a-z][a-z0-9_]*\}))+$`)
)

// withDefaults fills in what zero values stand for.
func (s Spec) withDefaults() Spec {
	if s.Budget == 0 {
		s.Budget = DefaultBudget
	}
	if s.Timeout == 0 {
		s.Timeout = min(DefaultTimeout, s.Budget)
	}
	if s.Retries == 0 && !s.changes() {
		s.Retries = DefaultRetries
	}
	inputs := make([]Field, len(s.Inputs))
	for i, f := range s.Inputs {
		if f.As == "" {
			f.As = f.Name
		}
		if f.Where == "" && s.Tool != "" {
			f.Where = InBody
		}
		if f.Max == 0 {
			f.Max = defaultMaxInput
		}
		inputs[i] = f
	}
	s.Inputs = inputs
	return s
}

// changes reports whether the call may change something, so that it carries an idempotency key.
func (s Spec) changes() bool {
	if s.Tool != "" {
		return s.Risk != RiskRead
	}
	return s.Method != http.MethodGet
}

// hasBody reports whether the method sends a JSON object.
func (s Spec) hasBody() bool {
	return s.Tool != "" || s.Method == http.MethodPost || s.Method == http.MethodPut || s.Method == http.MethodPatch
}

func (s Spec) sendsHeader(name string) bool {
	for _, f := range s.Inputs {
		if f.Where == InHeader && strings.EqualFold(f.As, name) {
			return true
		}
	}
	return false
}

// problem returns what is wrong with the spec (defaults filled in), "" if nothing is.
func (s Spec) problem() string {
	if s.Tool == "" {
		switch s.Method {
		case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		default:
			return fmt.Sprintf("method %q is not one of GET, POST, PUT, PATCH, DELETE", s.Method)
		}
	}
	switch s.Risk {
	case RiskRead, RiskIdentity:
	case RiskChange, RiskMoney:
		if !s.changes() {
			return fmt.Sprintf("risk is %s, but GET must not change anything", s.Risk)
		}
	default:
		return fmt.Sprintf("risk %q is not one of read, change, money, identity", s.Risk)
	}
	switch {
	case !nameForm.MatchString(s.Name):
		return fmt.Sprintf("name %q is not lower-case letters, digits and _", s.Name)
	case s.Timeout < minTimeout || s.Timeout > s.Budget:
		return fmt.Sprintf("timeout %v is not between %v and the budget %v", s.Timeout, minTimeout, s.Budget)
	case s.Budget > maxBudget:
		return fmt.Sprintf("budget %v is more than %v", s.Budget, maxBudget)
	case s.Retries > maxRetries:
		return fmt.Sprintf("retries %d are more than %d", s.Retries, maxRetries)
	case len(s.Inputs) > maxFields || len(s.Outputs) > maxFields || len(s.Problem) > maxFields:
		return fmt.Sprintf("more than %d inputs or outputs", maxFields)
	case s.Connection != "" && !nameForm.MatchString(s.Connection):
		return fmt.Sprintf("connection %q is not lower-case letters, digits and _", s.Connection)
	case len(s.Codes) > maxCodes:
		return fmt.Sprintf("more than %d codes", maxCodes)
	}
	for i, code := range s.Codes {
		if !codeForm.MatchString(code) || slices.Contains(s.Codes[:i], code) {
			return fmt.Sprintf("code %q is there twice, or not letters, digits, _ . -", clip(code))
		}
	}
	if p := s.inputProblem(); p != "" {
		return p
	}
	if p := s.pathProblem(); p != "" {
		return p
	}
	if p := outputProblem(s.Outputs, ""); p != "" {
		return p
	}
	return outputProblem(s.Problem, "code")
}

func (s Spec) pathProblem() string {
	if s.Tool != "" {
		switch {
		case s.Method != "" || s.Path != "":
			return "a tool has no method and no path"
		case !toolForm.MatchString(s.Tool):
			return fmt.Sprintf("tool %q is not letters, digits, _ . / -", clip(s.Tool))
		}
		return ""
	}
	if !pathForm.MatchString(s.Path) {
		return fmt.Sprintf("path %q is not made of /word and /{input}, without a query", s.Path)
	}
	for seg := range strings.SplitSeq(s.Path, "/") {
		if seg == "." || seg == ".." {
			return fmt.Sprintf("path %q has a . or .. segment", s.Path)
		}
	}
	open := map[string]bool{}
	for _, m := range placeholderForm.FindAllStringSubmatch(s.Path, -1) {
		if open[m[1]] {
			return fmt.Sprintf("path names {%s} twice", m[1])
		}
		open[m[1]] = true
	}
	for _, f := range s.Inputs {
		if f.Where != InPath {
			continue
		}
		if !open[f.Name] {
			return fmt.Sprintf("input %s has no place {%s} in the path", f.Name, f.Name)
		}
		delete(open, f.Name)
	}
	for name := range open {
		return fmt.Sprintf("path names {%s}, but no path input has that name", name)
	}
	return ""
}

func (s Spec) inputProblem() string {
	names, places := map[string]bool{}, map[string]bool{}
	for _, f := range s.Inputs {
		if p := f.problem(s); p != "" {
			return fmt.Sprintf("input %s: %s", f.Name, p)
		}
		place := string(f.Where) + " " + f.As
		if f.Where == InHeader {
			place = string(f.Where) + " " + textproto.CanonicalMIMEHeaderKey(f.As)
		}
		if names[f.Name] || places[place] {
			return fmt.Sprintf("input %s is there twice", f.Name)
		}
		names[f.Name], places[place] = true, true
	}
	return ""
}

func (f Field) problem(s Spec) string {
	if !nameForm.MatchString(f.Name) {
		return "the name is not lower-case letters, digits and _"
	}
	if f.Max < 1 || f.Max > maxInput {
		return fmt.Sprintf("max is not between 1 and %d", maxInput)
	}
	switch f.Where {
	case InPath, InQuery, InHeader:
		if s.Tool != "" {
			return "a tool takes arguments only: leave where away"
		}
	case InBody:
	}
	switch f.Where {
	case InPath:
		if !f.Required {
			return "a path input is always required"
		}
		if f.As != f.Name {
			return "a path input has no other name on the wire"
		}
	case InQuery:
		if !bodyNameForm.MatchString(f.As) {
			return fmt.Sprintf("%q is not a usable query name", f.As)
		}
	case InHeader:
		if !validHeaderName(f.As) || reservedHeader(f.As) {
			return fmt.Sprintf("%q is not a header that an input may set", f.As)
		}
	case InBody:
		if !s.hasBody() {
			return fmt.Sprintf("%s sends no body", s.Method)
		}
		if !bodyNameForm.MatchString(f.As) {
			return fmt.Sprintf("%q is not a usable member name", f.As)
		}
	default:
		return fmt.Sprintf("where %q is not one of path, query, header, body", f.Where)
	}
	if f.Secret && (f.Where == InPath || f.Where == InQuery) {
		return "a secret may stand in a header or the body only"
	}
	return ""
}

func outputProblem(outputs []Output, reserved string) string {
	seen := map[string]bool{}
	for _, o := range outputs {
		switch {
		case !nameForm.MatchString(o.Name):
			return fmt.Sprintf("output %q is not lower-case letters, digits and _", o.Name)
		case seen[o.Name]:
			return fmt.Sprintf("output %s is there twice", o.Name)
		case o.Name == reserved:
			return fmt.Sprintf("output %s is always there", o.Name)
		case o.Path != wholeAnswer && !outputPathForm.MatchString(o.Path):
			return fmt.Sprintf("output %s: path %q is not dotted names", o.Name, o.Path)
		case strings.Count(o.Path, ".") >= maxPathDepth:
			return fmt.Sprintf("output %s: path is deeper than %d", o.Name, maxPathDepth)
		}
		seen[o.Name] = true
	}
	return ""
}

var headerForm = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+.^_|~-]{1,64}$`)

func validHeaderName(s string) bool { return headerForm.MatchString(s) }

// validHeaderValue is stricter than RFC 9110 section 5.5: visible ASCII and inner spaces only, so that nothing
// that a lenient server could take for a second header goes through.
func validHeaderValue(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return strings.TrimSpace(s) == s
}

// reservedHeader reports names that the client itself or the connection owns.
func reservedHeader(name string) bool {
	switch textproto.CanonicalMIMEHeaderKey(name) {
	case "Host", "Connection", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer",
		"Transfer-Encoding", "Upgrade", "Expect", "Content-Length", "Content-Type", "Content-Encoding",
		"Accept", "Accept-Encoding", "User-Agent", "Cookie", "Idempotency-Key":
		return true
	}
	return false
}
