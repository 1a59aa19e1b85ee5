package backendtest

import (
	"flag"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"terang/internal/backend"
)

// File is a system's OpenAPI file.
type File struct {
	doc map[string]any
	ops map[string]map[string]any // by "GET /orders/{order_no}"
}

// ReadFile reads an OpenAPI file.
func ReadFile(t *testing.T, b []byte) File {
	t.Helper()
	f := File{ops: map[string]map[string]any{}}
	if err := yaml.Unmarshal(b, &f.doc); err != nil {
		t.Fatal(err)
	}
	paths, _ := f.doc["paths"].(map[string]any)
	for path, item := range paths {
		methods, _ := item.(map[string]any)
		for method, op := range methods {
			m, _ := op.(map[string]any)
			f.ops[strings.ToUpper(method)+" "+path] = m
		}
	}
	return f
}

var update = flag.Bool("update", false, "write the systems' OpenAPI files anew")

// CheckFile holds the file against the server: the same routes, the same access, every problem code, itself served, and
// what lies in the brand's folder as openapi.yaml is fresh.
func (w *World) CheckFile(t *testing.T) {
	t.Helper()
	if *update {
		if err := os.WriteFile("openapi.yaml", w.Server.File(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := os.ReadFile("openapi.yaml"); err != nil || string(b) != string(w.Server.File()) {
		t.Errorf("openapi.yaml is stale: run this test with -update and look at the difference (%v)", err)
	}
	if got := w.Do("GET", "/openapi.yaml", "").Want(t, 200, "").Raw; got != string(w.Server.File()) {
		t.Error("another file is served")
	}
	w.checkRoutes(t)
	listed, _ := At(w.File.doc, "components", "schemas", "Problem", "properties", "code", "enum").([]any)
	inFile := map[string]bool{}
	for _, c := range listed {
		if inFile[fmt.Sprint(c)] {
			t.Errorf("%v is listed twice", c)
		}
		inFile[fmt.Sprint(c)] = true
	}
	for code := range w.Server.Codes() {
		if !inFile[code] {
			t.Errorf("%s is not in the file", code)
		}
		delete(inFile, code)
	}
	for code := range inFile {
		t.Errorf("%s is in the file only", code)
	}
}

func (w *World) checkRoutes(t *testing.T) {
	t.Helper()
	inMux, ids := map[string]bool{}, map[any]bool{}
	for _, rt := range w.Server.Routes() {
		name := rt.Method + " " + rt.Path
		inMux[name] = true
		op := w.File.ops[name]
		if op == nil {
			t.Errorf("%s is not in the file", name)
			continue
		}
		if id := op["operationId"]; id == nil || ids[id] {
			t.Errorf("%s: operationId %v is missing or there twice", name, id)
		} else {
			ids[id] = true
		}
		want := map[backend.Access]string{
			backend.ForAll: "[]", backend.ForDemo: "[]", backend.ForBrand: "<nil>", backend.ForCustomer: "[map[api_key:[] customer_token:[]]]",
		}[rt.Access]
		if got := fmt.Sprint(op["security"]); got != want {
			t.Errorf("%s: security %s, want %s", name, got, want)
		}
		concrete := strings.NewReplacer("{", "", "}", "").Replace(rt.Path)
		if got := w.Server.Pattern(httptest.NewRequest(rt.Method, concrete, nil)); got != name {
			t.Errorf("%s: the mux has %q", name, got)
		}
		w.File.checkParameters(t, name, op)
	}
	for name := range w.File.ops {
		if !inMux[name] {
			t.Errorf("%s is in the file only", name)
		}
	}
}

// checkParameters holds that a path's parameters are described, and that what changes something takes an idempotency key.
func (f File) checkParameters(t *testing.T, name string, op map[string]any) {
	t.Helper()
	params, _ := op["parameters"].([]any)
	has := func(in, param string) bool {
		return slices.ContainsFunc(params, func(p any) bool {
			p = f.resolve(t, p)
			return At(p, "name") == param && At(p, "in") == in
		})
	}
	method, path, _ := strings.Cut(name, " ")
	for seg := range strings.SplitSeq(path, "/") {
		if param := strings.Trim(seg, "{}"); param != seg && !has("path", param) {
			t.Errorf("%s does not describe {%s}", name, param)
		}
	}
	if form := At(op, "requestBody", "content", "application/x-www-form-urlencoded"); method == "POST" && form == nil && !has("header", "Idempotency-Key") {
		t.Errorf("%s does not describe the Idempotency-Key", name)
	}
}

// everywhere are statuses that a file does not repeat at each operation.
var everywhere = []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusInternalServerError, http.StatusServiceUnavailable}

// check holds an answer against the file.
func (f File) check(t *testing.T, pattern string, r Reply) {
	t.Helper()
	if pattern == "" {
		return
	}
	response := At(f.ops[pattern], "responses", strconv.Itoa(r.Status))
	if response == nil && slices.Contains(everywhere, r.Status) {
		response = map[string]any{"$ref": "#/components/responses/Problem"}
	}
	if response == nil {
		t.Errorf("%s: the file has no %d", pattern, r.Status)
		return
	}
	media := strings.Split(r.Header.Get("Content-Type"), ";")[0]
	content := At(f.resolve(t, response), "content", media)
	if content == nil {
		t.Errorf("%s: the file has no %s for %d", pattern, media, r.Status)
		return
	}
	if schema := At(content, "schema"); schema != nil && r.Body["result"] == nil { // "result" is what wrong_data gives
		for _, problem := range f.validate(t, schema, map[string]any(r.Body), "answer") {
			t.Errorf("%s %d: %s", pattern, r.Status, problem)
		}
	}
}

func (f File) resolve(t *testing.T, v any) any {
	t.Helper()
	ref, ok := At(v, "$ref").(string)
	if !ok {
		return v
	}
	out := At(f.doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	if out == nil {
		t.Fatalf("%s leads nowhere", ref)
	}
	return out
}

// validate knows the part of JSON Schema that the files use.
func (f File) validate(t *testing.T, schema, v any, where string) (problems []string) {
	t.Helper()
	schema = f.resolve(t, schema)
	if any, ok := At(schema, "anyOf").([]any); ok { // a thing, or null
		if v == nil {
			return nil
		}
		return f.validate(t, any[0], v, where)
	}
	if types := At(schema, "type"); types != nil && !hasType(types, v) {
		return []string{fmt.Sprintf("%s: %v is not %v", where, v, types)}
	}
	if enum, ok := At(schema, "enum").([]any); ok && !slices.ContainsFunc(enum, func(e any) bool { return fmt.Sprint(e) == fmt.Sprint(v) }) {
		problems = append(problems, fmt.Sprintf("%s: %v is not in %v", where, v, enum))
	}
	switch v := v.(type) {
	case string:
		switch At(schema, "format") {
		case "date-time":
			if when, err := time.Parse(time.RFC3339, v); err != nil || when.Location() != time.UTC {
				problems = append(problems, fmt.Sprintf("%s: %q is not a UTC time", where, v))
			}
		case "uri":
			if u, err := url.Parse(v); err != nil || u.Host == "" {
				problems = append(problems, fmt.Sprintf("%s: %q is not an address", where, v))
			}
		}
	case []any:
		for i, e := range v {
			problems = append(problems, f.validate(t, At(schema, "items"), e, fmt.Sprintf("%s.%d", where, i))...)
		}
	case map[string]any:
		required, _ := At(schema, "required").([]any)
		for _, name := range required {
			if _, ok := v[fmt.Sprint(name)]; !ok {
				problems = append(problems, fmt.Sprintf("%s: %v is missing", where, name))
			}
		}
		for name, e := range v {
			property := At(schema, "properties", name)
			if property == nil && At(schema, "additionalProperties") == true {
				continue
			}
			if property == nil {
				problems = append(problems, fmt.Sprintf("%s: %s is not described", where, name))
				continue
			}
			problems = append(problems, f.validate(t, property, e, where+"."+name)...)
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
