package toko

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

var readFile = sync.OnceValues(func() (map[string]any, error) {
	var doc map[string]any
	err := yaml.Unmarshal(openAPI, &doc)
	return doc, err
})

func fileOf(t *testing.T) map[string]any {
	t.Helper()
	doc, err := readFile()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// at follows keys through maps; nil where there is nothing.
func at(v any, keys ...string) any {
	for _, k := range keys {
		m, _ := v.(map[string]any)
		v = m[k]
	}
	return v
}

func operations(t *testing.T) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	paths, _ := at(fileOf(t), "paths").(map[string]any)
	for path, item := range paths {
		ops, _ := item.(map[string]any)
		for method, op := range ops {
			m, _ := op.(map[string]any)
			out[strings.ToUpper(method)+" "+path] = m
		}
	}
	return out
}

func TestFileAndMuxHaveTheSameRoutes(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ops := operations(t)
	inMux := map[string]bool{}
	for _, rt := range s.server.routes() {
		inMux[rt.method+" "+rt.path] = true
	}
	for name, op := range ops {
		if !inMux[name] {
			t.Errorf("%s is in openapi.yaml only", name)
		}
		method, path, _ := strings.Cut(name, " ")
		concrete := strings.NewReplacer("{", "", "}", "").Replace(path)
		if _, pattern := s.server.mux.Handler(httptest.NewRequest(method, concrete, nil)); pattern != name {
			t.Errorf("%s: the mux has %q", name, pattern)
		}
		params, _ := op["parameters"].([]any)
		for seg := range strings.SplitSeq(path, "/") {
			param := strings.Trim(seg, "{}")
			if param == seg {
				continue
			}
			if !slices.ContainsFunc(params, func(p any) bool { return at(p, "name") == param && at(p, "in") == "path" }) {
				t.Errorf("%s does not describe {%s}", name, param)
			}
		}
	}
	for name := range inMux {
		if ops[name] == nil {
			t.Errorf("%s is in the mux only", name)
		}
	}
}

func TestFileSaysWhoMayCall(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ops := operations(t)
	for _, rt := range s.server.routes() {
		want := map[access]string{
			forAll: "[]", forDemo: "[]", forShop: "<nil>", forCustomer: "[map[api_key:[] customer_token:[]]]",
		}[rt.access]
		if got := fmt.Sprint(ops[rt.method+" "+rt.path]["security"]); got != want {
			t.Errorf("%s %s: security %s, want %s", rt.method, rt.path, got, want)
		}
	}
}

func TestFileKnowsEveryCode(t *testing.T) {
	t.Parallel()
	listed, _ := at(fileOf(t), "components", "schemas", "Problem", "properties", "code", "enum").([]any)
	inFile := map[string]bool{}
	for _, c := range listed {
		inFile[fmt.Sprint(c)] = true
	}
	for code := range problems {
		if !inFile[code] {
			t.Errorf("%s is not in openapi.yaml", code)
		}
		delete(inFile, code)
	}
	for code := range inFile {
		t.Errorf("%s is in openapi.yaml only", code)
	}
}

func TestFileIsServed(t *testing.T) {
	t.Parallel()
	if got := newShop(t).do("GET", "/openapi.yaml", "").want(t, 200, "").raw; got != string(openAPI) {
		t.Error("another file came")
	}
}

// everywhere are statuses that the file does not repeat at each operation.
var everywhere = []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusInternalServerError, http.StatusServiceUnavailable}

// checkAgainstFile holds every answer that a test gets against openapi.yaml.
func checkAgainstFile(t *testing.T, s *Server, req *http.Request, r reply) {
	t.Helper()
	_, pattern := s.mux.Handler(req)
	if pattern == "" {
		return
	}
	op := operations(t)[pattern]
	response := at(op, "responses", strconv.Itoa(r.status))
	if response == nil && slices.Contains(everywhere, r.status) {
		response = map[string]any{"$ref": "#/components/responses/Problem"}
	}
	if response == nil {
		t.Errorf("%s: openapi.yaml has no %d", pattern, r.status)
		return
	}
	media := strings.Split(r.header.Get("Content-Type"), ";")[0]
	content := at(resolve(t, response), "content", media)
	if content == nil {
		t.Errorf("%s: openapi.yaml has no %s for %d", pattern, media, r.status)
		return
	}
	if schema := at(content, "schema"); schema != nil && r.body["result"] == nil { // "result" is what wrong_data gives
		for _, problem := range validate(t, schema, map[string]any(r.body), "answer") {
			t.Errorf("%s %d: %s", pattern, r.status, problem)
		}
	}
}

func resolve(t *testing.T, v any) any {
	t.Helper()
	ref, ok := at(v, "$ref").(string)
	if !ok {
		return v
	}
	out := at(fileOf(t), strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	if out == nil {
		t.Fatalf("%s leads nowhere", ref)
	}
	return out
}

// validate knows the part of JSON Schema that openapi.yaml uses.
func validate(t *testing.T, schema, v any, where string) (problems []string) {
	t.Helper()
	schema = resolve(t, schema)
	if types := at(schema, "type"); !hasType(types, v) {
		return []string{fmt.Sprintf("%s: %v is not %v", where, v, types)}
	}
	if enum, ok := at(schema, "enum").([]any); ok && !slices.Contains(enum, v) {
		problems = append(problems, fmt.Sprintf("%s: %v is not in %v", where, v, enum))
	}
	switch v := v.(type) {
	case string:
		switch at(schema, "format") {
		case "date-time":
			if at, err := time.Parse(time.RFC3339, v); err != nil || at.Location() != time.UTC {
				problems = append(problems, fmt.Sprintf("%s: %q is not a UTC time", where, v))
			}
		case "uri":
			if u, err := url.Parse(v); err != nil || u.Host == "" {
				problems = append(problems, fmt.Sprintf("%s: %q is not an address", where, v))
			}
		}
	case []any:
		for i, e := range v {
			problems = append(problems, validate(t, at(schema, "items"), e, fmt.Sprintf("%s.%d", where, i))...)
		}
	case map[string]any:
		required, _ := at(schema, "required").([]any)
		for _, name := range required {
			if _, ok := v[fmt.Sprint(name)]; !ok {
				problems = append(problems, fmt.Sprintf("%s: %v is missing", where, name))
			}
		}
		for name, e := range v {
			property := at(schema, "properties", name)
			if property == nil {
				problems = append(problems, fmt.Sprintf("%s: %s is not described", where, name))
				continue
			}
			problems = append(problems, validate(t, property, e, where+"."+name)...)
		}
	}
	return problems
}

func hasType(types, v any) bool {
	list, ok := types.([]any)
	if !ok {
		list = []any{types}
	}
	name := ""
	switch n := v.(type) {
	case nil:
		name = "null"
	case bool:
		name = "boolean"
	case string:
		name = "string"
	case []any:
		name = "array"
	case map[string]any:
		name = "object"
	case float64:
		name = "number"
		if n == math.Trunc(n) && slices.Contains(list, any("integer")) {
			name = "integer"
		}
	}
	return slices.Contains(list, any(name))
}
