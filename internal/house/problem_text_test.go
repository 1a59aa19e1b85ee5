package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sayers are the functions of a room that say something by the key of a table, and at which argument the key stands.
var sayers = map[string]map[string]int{
	"playbook":  {"fail": 1, "failRule": 2, "failLike": 3, "warn": 1, "because": 0, "phrase": 0},
	"segment":   {"fail": 1},
	"engine":    {"misfit": 2},
	"assistant": {"packProblem": 1},
	"authoring": {"problem": 2},
	"simulate":  {"wrong": 1, "mistake": 0},
	"scenario":  {"fail": 1, "because": 0, "how": 0},
}

// sentence is one text of a table, with its fields: an entry may have what, why and next.
type sentence struct{ id, en string }

var (
	placeForm  = regexp.MustCompile(`\{([a-z_]+)\}`)
	letterForm = regexp.MustCompile(`\pL`)
)

func places(s string) []string {
	names := map[string]bool{}
	for _, m := range placeForm.FindAllStringSubmatch(s, -1) {
		names[m[1]] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// room is the tables and the sayings of one package.
type room struct {
	tables map[string][]sentence // by key
	parts  map[string]bool       // keys of words, which are looked up by values
	said   map[string]bool       // string literals outside of tables
}

// TestProblemsAreToldInBothLanguages holds the sentences about playbooks and packs together with those who say them: each key has
// both languages, with the same places, and whoever says it fills in just these.
func TestProblemsAreToldInBothLanguages(t *testing.T) {
	for name, says := range sayers {
		r, files, fset := readRoom(t, name)
		if len(r.tables) == 0 {
			t.Errorf("%s has no table", name)
		}
		for key, texts := range r.tables {
			for _, s := range texts {
				if s.id == "" || s.en == "" {
					t.Errorf("%s: %s lacks a language", name, key)
				}
				if !slices.Equal(places(s.id), places(s.en)) {
					t.Errorf("%s: %s: %q and %q have different places", name, key, s.id, s.en)
				}
				if s.id == s.en && letterForm.MatchString(placeForm.ReplaceAllString(s.en, "")) {
					t.Errorf("%s: %s: %q is the same in both languages", name, key, s.en)
				}
			}
			if !r.said[key] && !r.parts[key] {
				t.Errorf("%s: nobody says %s", name, key)
			}
		}
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if wrong := r.wrong(call, says); wrong != "" {
						t.Errorf("%s: %s", fset.Position(call.Pos()), wrong)
					}
				}
				if lit, ok := n.(*ast.CompositeLit); ok && len(lit.Elts) > 0 && typeName(lit.Type) == "Problem" {
					if filepath.Base(fset.Position(lit.Pos()).Filename) != "said.go" {
						t.Errorf("%s: a problem without a table", fset.Position(lit.Pos()))
					}
				}
				return true
			})
		}
	}
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// wrong tells what a call says that its table does not have.
func (r room) wrong(call *ast.CallExpr, says map[string]int) string {
	at, ok := says[typeName(call.Fun)]
	if !ok || len(call.Args) <= at || call.Ellipsis.IsValid() {
		return ""
	}
	key, ok := literal(call.Args[at])
	if !ok {
		return ""
	}
	texts, ok := r.tables[key]
	if !ok {
		return fmt.Sprintf("there is no text %q", key)
	}
	var want, have []string
	for _, s := range texts {
		want = append(want, places(s.en)...)
	}
	for i := at + 1; i < len(call.Args); i += 2 {
		name, _ := literal(call.Args[i])
		have = append(have, name)
	}
	slices.Sort(want)
	slices.Sort(have)
	if want = slices.Compact(want); !slices.Equal(want, have) {
		return fmt.Sprintf("%s takes %v and is given %v", key, want, have)
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// readRoom reads the tables of a package, and what is said in it.
func readRoom(t *testing.T, name string) (room, []*ast.File, *token.FileSet) {
	t.Helper()
	r := room{tables: map[string][]sentence{}, parts: map[string]bool{}, said: map[string]bool{}}
	fset := token.NewFileSet()
	var files []*ast.File
	paths, err := filepath.Glob(filepath.Join("..", "..", name, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(fset, path, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		for _, d := range f.Decls {
			r.readDecl(d)
		}
	}
	return r, files, fset
}

func (r room) readDecl(d ast.Decl) {
	if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec)
			if len(v.Values) != 1 || !r.readTable(v.Names[0].Name, v.Values[0]) {
				r.hear(v)
			}
		}
		return
	}
	r.hear(d)
}

// hear notes every string of a part of the source.
func (r room) hear(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok {
			if s, ok := literal(e); ok {
				r.said[s] = true
			}
		}
		return true
	})
}

// readTable reads a table whose texts are written as both(id, en).
func (r room) readTable(name string, e ast.Expr) bool {
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return false
	}
	found := false
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		key, ok := literal(kv.Key)
		if !ok {
			return false
		}
		var texts []sentence
		ast.Inspect(kv.Value, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && typeName(call.Fun) == "both" && len(call.Args) == 2 {
				id, _ := literal(call.Args[0])
				en, _ := literal(call.Args[1])
				texts = append(texts, sentence{id, en})
			}
			return true
		})
		if len(texts) == 0 {
			return false
		}
		if c, entry := kv.Value.(*ast.CompositeLit); entry && (len(texts) != 3 || len(c.Elts) != 3) {
			texts = append(texts, sentence{}) // what, why and next
		}
		if r.tables[key] != nil {
			texts = append(texts, sentence{}) // two texts of one key
		}
		r.tables[key], found = texts, true
		r.parts[key] = r.parts[key] || name == "parts"
	}
	return found
}
