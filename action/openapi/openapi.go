// Package openapi makes actions from a system's own description of itself (OpenAPI 3.0 and 3.1, JSON or YAML), for an
// author to pick from and to look over.
//
// It reads bytes and nothing else: a reference to another file or address is refused, and so is a description that is too
// large, too deep, or goes round in circles. What an action cannot express is named, never guessed away.
//
// The way in is [Read].
package openapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"terang"
	"terang/action"
)

// Limits of a description.
const (
	MaxFile       = 2 << 20
	maxNodes      = 200_000
	maxDepth      = 64
	maxRefs       = 20_000
	maxHops       = 16 // references that lead to references
	maxOperations = 1000
	maxVisits     = 50_000 // schemas looked at, counted over the whole file
	maxServers    = 20
)

// The codes of errors from [Read].
const (
	CodeUnreadable = "openapi_unreadable" // neither JSON nor YAML, or not what OpenAPI says
	CodeTooLarge   = "openapi_too_large"  // one of the limits
	CodeReference  = "openapi_reference"  // a reference out of the file, into nothing, or in a circle
	CodeVersion    = "openapi_version"    // neither 3.0 nor 3.1
	CodeEmpty      = "openapi_empty"      // nothing that could be called
	CodePick       = "openapi_pick"       // an operation was asked for that is not there; Args hold "operation"
)

// Document is a description, read.
type Document struct {
	Title      string
	Servers    []string // absolute addresses, as the description names them
	Credential Scheme   // what the system wants of every caller
	Proposals  []action.Proposal
	Skipped    []Skipped
}

// Scheme is the credential that a connection to the system needs.
type Scheme struct {
	Name     string // as the description calls it; "" where it wants none
	Kind     string // none, header, bearer, basic, oauth2; other: one that is not supported
	Header   string // with header
	TokenURL string // with oauth2
	Scope    string // with oauth2, space separated
}

// Skipped is an operation that no action can express.
type Skipped struct {
	ID     string
	Method string
	Path   string
	Why    string // a short code: method, path, body, input, answer
	What   string // the name that it is about, "" where there is none
}

// Read makes a proposal of each operation.
func Read(b []byte) (doc *Document, err error) {
	tree, ferr := plain(b)
	if ferr != nil {
		return nil, fmt.Errorf("openapi: read: %w", ferr)
	}
	root, ok := tree.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("openapi: read: %w", terang.Fail(terang.Invalid, CodeUnreadable))
	}
	version, _ := root["openapi"].(string)
	if !strings.HasPrefix(version, "3.0") && !strings.HasPrefix(version, "3.1") {
		return nil, fmt.Errorf("openapi: read: %w", terang.Fail(terang.Invalid, CodeVersion))
	}
	if ferr := checkRefs(root); ferr != nil {
		return nil, fmt.Errorf("openapi: read: %w", ferr)
	}
	t, err := load(root)
	if err != nil {
		return nil, fmt.Errorf("openapi: read: %w", err)
	}
	r := &reader{doc: t, names: map[string]bool{}}
	d := r.document()
	if r.visits > maxVisits {
		return nil, fmt.Errorf("openapi: read: %w", terang.Fail(terang.Invalid, CodeTooLarge))
	}
	if len(d.Proposals) == 0 && len(d.Skipped) == 0 {
		return nil, fmt.Errorf("openapi: read: %w", terang.Fail(terang.Invalid, CodeEmpty))
	}
	return d, nil
}

// load hands the tree to the library, which resolves references. The library is not ours and the file is anybody's: should
// it trip, that is the file's fault and not the end of the program.
func load(tree map[string]any) (t *openapi3.T, err error) {
	defer func() {
		if recover() != nil {
			t, err = nil, terang.Fail(terang.Invalid, CodeUnreadable)
		}
	}()
	b, err := json.Marshal(tree)
	if err != nil {
		return nil, terang.Fail(terang.Invalid, CodeUnreadable)
	}
	l := openapi3.NewLoader()
	l.Context = context.Background() // nothing is fetched
	l.IsExternalRefsAllowed = false
	l.ReadFromURIFunc = func(*openapi3.Loader, *url.URL) ([]byte, error) { return nil, errors.New("openapi: no other files") }
	if t, err = l.LoadFromData(b); err != nil {
		e := terang.Fail(terang.Invalid, CodeUnreadable)
		e.Err = errors.New(action.OneLine(err.Error()))
		return nil, e
	}
	return t, nil
}

// Pick returns the proposals of these operations (by operationId or by the action's name), in the order of the description;
// with none named, all.
func (d *Document) Pick(operations []string) ([]action.Proposal, error) {
	if len(operations) == 0 {
		return d.Proposals, nil
	}
	var out []action.Proposal
	found := map[string]bool{}
	for _, p := range d.Proposals {
		for _, name := range []string{p.ID, p.Spec.Name} {
			if slices.Contains(operations, name) {
				found[name] = true
			}
		}
		if found[p.ID] || found[p.Spec.Name] {
			out = append(out, p)
		}
	}
	for _, name := range operations {
		if !found[name] {
			return nil, fmt.Errorf("openapi: pick: %w", terang.Fail(terang.NotFound, CodePick, "operation", action.OneLine(name)))
		}
	}
	return out, nil
}
