package backendtest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// CheckActions holds a pack's actions.yaml against the system: every call exists and is allowed what it sends, and every
// output and refusal that it names is in the file.
func (w *World) CheckActions(t *testing.T, name string) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Actions []struct {
			Name, Method, Path string
			Codes              []string
			Inputs             []struct{ Name, Where, As string }
			Outputs            map[string]any
		}
	}
	if err := yaml.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	codes := w.Server.Codes()
	for _, a := range doc.Actions {
		op := w.File.ops[a.Method+" "+a.Path]
		if op == nil {
			t.Errorf("%s: the system has no %s %s", a.Name, a.Method, a.Path)
			continue
		}
		for _, code := range a.Codes {
			if _, ok := codes[code]; !ok {
				t.Errorf("%s: the system has no code %s", a.Name, code)
			}
		}
		for _, in := range a.Inputs {
			wire := in.As
			if wire == "" {
				wire = in.Name
			}
			if !w.takes(t, op, in.Where, wire) {
				t.Errorf("%s: the call takes no %s in the %s", a.Name, wire, in.Where)
			}
		}
		answer := w.answerOf(t, op)
		for out, at := range a.Outputs {
			path, _ := at.(string)
			if m, ok := at.(map[string]any); ok {
				path, _ = m["path"].(string)
			}
			if !w.gives(t, answer, strings.Split(path, ".")) {
				t.Errorf("%s: the answer has no %s for %s", a.Name, path, out)
			}
		}
	}
}

func (w *World) takes(t *testing.T, op map[string]any, where, name string) bool {
	t.Helper()
	if where == "body" {
		return At(op, "requestBody", "content", "application/json", "schema", "properties", name) != nil
	}
	if where == "header" {
		return name == "X-Customer-Token"
	}
	params, _ := op["parameters"].([]any)
	return slices.ContainsFunc(params, func(p any) bool {
		p = w.File.resolve(t, p)
		return At(p, "name") == name && At(p, "in") == where
	})
}

func (w *World) answerOf(t *testing.T, op map[string]any) any {
	t.Helper()
	for _, status := range []string{"200", "201"} {
		if r := At(op, "responses", status); r != nil {
			return At(w.File.resolve(t, r), "content", "application/json", "schema")
		}
	}
	return nil
}

func (w *World) gives(t *testing.T, schema any, path []string) bool {
	t.Helper()
	for _, part := range path {
		schema = At(w.File.resolve(t, schema), "properties", part)
		if schema == nil {
			return false
		}
	}
	return true
}
