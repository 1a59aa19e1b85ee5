package connection

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"terang"
	"terang/action"
	"terang/action/openapi"
	"terang/store"
)

// SourceName is what the console's actions file is called in messages.
const SourceName = "actions.yaml"

// Import reads a system's own description; nothing is stored.
func (s *Service) Import(b []byte) (*openapi.Document, error) {
	d, err := openapi.Read(b)
	if err != nil {
		return nil, fmt.Errorf("connection: import: %w", err)
	}
	return d, nil
}

// Source returns the actions that were made in the console; Version 0: none were.
func (s *Service) Source(ctx context.Context, workspaceID string) (store.ActionSource, error) {
	all, err := store.ActionSources(ctx, s.Store, workspaceID)
	if err != nil {
		return store.ActionSource{}, fmt.Errorf("connection: source: %w", err)
	}
	if len(all) == 0 {
		return store.ActionSource{WorkspaceID: workspaceID}, nil
	}
	return all[0], nil
}

// Problem is a mistake in an actions file.
type Problem struct {
	Line    int
	Action  string
	Problem string
}

// Check reads an actions file as it would be saved.
func (s *Service) Check(ctx context.Context, workspaceID, source string) ([]action.Spec, []Problem, error) {
	if len(source) > maxSource {
		return nil, nil, fmt.Errorf("connection: check: %w", terang.Fail(terang.TooLarge, "actions_too_large"))
	}
	specs, err := action.ParseSpecs(SourceName, []byte(source))
	if err != nil {
		return nil, problemsOf(err), nil
	}
	all, err := s.List(ctx, workspaceID)
	if err != nil {
		return nil, nil, err
	}
	kinds := map[string]Kind{}
	for _, c := range all {
		kinds[c.Name] = c.Kind
	}
	w := s.of(workspaceID)
	if w == nil {
		return nil, nil, fmt.Errorf("connection: check: %w", terang.Fail(terang.NotFound, "workspace_not_loaded"))
	}
	var problems []Problem
	for _, spec := range specs {
		say := func(text string) { problems = append(problems, Problem{Action: spec.Name, Problem: text}) }
		if slices.ContainsFunc(w.pack.Actions, func(a action.Spec) bool { return a.Name == spec.Name }) {
			say("the pack has an action of this name; give this one another")
		}
		kind, there := kinds[w.nameOf(spec)]
		switch {
		case !there && spec.Connection != "":
			say("there is no connection " + spec.Connection)
		case there && (kind == MCP) != (spec.Tool != ""):
			say("the connection is " + string(kind) + ": an HTTP system has methods and paths, an MCP server has tools")
		}
	}
	return specs, problems, nil
}

func problemsOf(err error) []Problem {
	var out []Problem
	var walk func(err error)
	walk = func(err error) {
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range many.Unwrap() {
				walk(e)
			}
			return
		}
		if e, ok := err.(*action.SpecError); ok { //nolint:errorlint // each leaf of the tree is looked at
			out = append(out, Problem{Line: e.Line, Action: e.Action, Problem: e.Problem})
			return
		}
		if inner := errors.Unwrap(err); inner != nil {
			walk(inner)
		}
	}
	walk(err)
	return out
}

// SaveSource stores the console's actions; they can be called from then on. version is the one that the text was made from.
// With problems nothing is stored.
func (s *Service) SaveSource(ctx context.Context, workspaceID, by, source string, version int64) (store.ActionSource, []Problem, error) {
	if source != "" {
		_, problems, err := s.Check(ctx, workspaceID, source)
		if err != nil || len(problems) > 0 {
			return store.ActionSource{}, problems, err
		}
	}
	row := store.ActionSource{WorkspaceID: workspaceID, Source: source, Version: version, UpdatedAt: s.Clock(), UpdatedBy: by}
	if err := s.Store.Write(ctx, func(tx *store.Tx) error { return store.PutActionSource(tx, row) }); err != nil {
		return store.ActionSource{}, nil, fmt.Errorf("connection: save: %w", err)
	}
	if err := s.reload(ctx, workspaceID); err != nil {
		return store.ActionSource{}, nil, err
	}
	saved, err := s.Source(ctx, workspaceID)
	return saved, nil, err
}
