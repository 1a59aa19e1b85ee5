package httpapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

var update = flag.Bool("update", false, "write the golden files anew")

const openAPIFile = "openapi.json"

func TestOpenAPIFileIsFresh(t *testing.T) {
	t.Parallel()
	h := newEmptyHouse(t)
	h.server.Version = "test"
	got, err := h.server.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	got = bytes.Replace(got, []byte(`"version": "test"`), []byte(`"version": "1"`), 1)
	if *update {
		if err := os.WriteFile(openAPIFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(openAPIFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: run `go test ./httpapi -run TestOpenAPI -update` and look at the difference", openAPIFile)
	}
}

// operations lists what the description holds.
func operations(t *testing.T, s *Server) map[string]map[string]any {
	t.Helper()
	b, err := s.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]any{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			out[strings.ToUpper(method)+" "+path] = op
		}
	}
	return out
}

func TestEveryOperationSaysWhoMayCallAndHowItFails(t *testing.T) {
	t.Parallel()
	h := newEmptyHouse(t)
	ops := operations(t, h.server)
	if len(ops) < 40 {
		t.Errorf("only %d operations", len(ops))
	}
	for name, op := range ops {
		if _, ok := op["security"]; !ok {
			t.Errorf("%s says nothing of security", name)
		}
		responses, _ := op["responses"].(map[string]any)
		failing, _ := json.Marshal(responses["default"])
		if !strings.Contains(string(failing), "schemas/Problem") {
			t.Errorf("%s: its failure is no Problem: %s", name, failing)
		}
		for _, field := range []string{"operationId", "summary", "tags"} {
			if op[field] == nil {
				t.Errorf("%s has no %s", name, field)
			}
		}
	}
}

// The body was read before the handler is called; a deadline that stays on the connection would cancel calls that take long.
func TestOperationsLeaveNoReadDeadline(t *testing.T) {
	t.Parallel()
	for path, item := range newEmptyHouse(t).server.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil && op.BodyReadTimeout >= 0 {
				t.Errorf("%s %s: a body read timeout of %s", op.Method, path, op.BodyReadTimeout)
			}
		}
	}
}
