// Package house holds the rules of the house as ordinary tests: who may import whom, that packages say what they are
// for, sizes, and names. ARCHITECTURE.md explains the rules; where one hurts, change it there with its reason, then
// here.
package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Sizes that a newcomer can take in.
const (
	maxFileLines     = 600
	maxFunctionLines = 80
	maxMethods       = 6
)

// pure rooms decide and never touch the world.
var pure = []string{"understand", "encoder", "knowledge", "playbook", "trust", "segment", "engine", "scenario", "simulate", "gate", "transcript", "routing", "calendar", "exchange", "attachment"}

// mayImport is the table of ARCHITECTURE.md: for each folder, which of our own it may import ("" is the root). A folder
// inherits its parent's row where it has none.
var mayImport = map[string][]string{
	"":                    {},
	"understand":          {"", "encoder", "understand/words", "understand/ear", "understand/entity", "understand/request", "understand/mood"},
	"encoder":             {},
	"encoder/recipe":      {"", "encoder"},
	"understand/words":    {""},
	"understand/entity":   {"", "understand/words"},
	"understand/ear":      {"", "understand/words", "encoder"},
	"understand/request":  {"", "understand/words", "understand/ear"},
	"understand/mood":     {"", "understand/words", "understand/ear", "understand/mood/labels"},
	"understand/abuse":    {"", "understand/words", "understand/mood"},
	"understand/doubt":    {"", "understand/words", "understand/ear", "understand/request", "understand/mood"},
	"knowledge":           {""},
	"playbook":            {""},
	"segment":             {"", "playbook"},
	"trust":               {""},
	"gate":                {""},
	"engine":              {"", "understand", "understand/doubt", "understand/risk", "understand/words", "knowledge", "playbook", "trust", "calendar"},
	"routing":             {""},
	"calendar":            {""},
	"understand/risk":     {"understand/words"},
	"scenario":            {"", "engine", "understand", "knowledge", "playbook", "trust"},
	"simulate":            {"", "engine", "understand", "understand/words", "knowledge", "playbook", "trust", "scenario"},
	"channel":             {"", "gate"},
	"channel/channeltest": {"", "gate", "channel"},
	"channel/webchat":     {"", "gate", "channel"},
	"channel/whatsapp":    {"", "gate", "channel"},
	"channel/telegram":    {"", "gate", "channel"},
	"channel/email":       {"", "gate", "channel"},
	"channel/push":        {"", "gate", "channel", "webpush"},
	"channel/twilio":      {"channel"},
	"channel/sms":         {"", "gate", "channel", "channel/twilio"},
	"channel/voice":       {"", "gate", "channel", "channel/twilio"},
	"search":              {"understand/words"},
	"store":               {"", "search"},
	"store/storetest":     {"", "store"},
	"queue":               {"", "store"},
	"live":                {""},
	"action":              {""},
	"action/openapi":      {"", "action"},
	"action/mcp":          {"", "action"},
	"connection":          {"", "store", "action", "action/openapi", "action/mcp"},
	"packs":               {},
	"web":                 {},
	"config":              {""},
	"provenance/receipt":  {""},
	"conform":             {"", "provenance/receipt"},
	"provenance/offline":  {"", "provenance/receipt"},
	"provenance":          {"", "gate", "store", "provenance/receipt"},
	"delivery":            {"", "gate", "channel", "store", "provenance"},
	"inbox":               {"", "store", "delivery", "channel", "understand/abuse"},
	"assistant":           {"", "engine", "understand", "knowledge", "playbook", "segment", "trust", "action", "store", "delivery"},
	"audience":            {"", "engine", "playbook", "segment", "store", "delivery"},
	"llm":                 {""},
	"aide":                {"", "llm", "engine", "knowledge", "store"},
	"desk":                {"", "engine", "playbook", "routing", "store", "delivery"},
	"person":              {"", "store"},
	"training":            {"", "store", "understand"},
	"threshold":           {"", "trust", "store", "understand/doubt", "understand/request", "understand/risk"},
	"report":              {"", "store"},
	"answering":           {"", "engine", "knowledge", "playbook", "store", "understand", "understand/words"},
	"authoring":           {"", "engine", "playbook", "scenario", "store", "understand"},
	"transcript":          {"", "provenance/receipt"},
	"exchange":            {""},
	"attachment":          {"", "gate"},
	"locker":              {"", "attachment", "store"},
	"move":                {"", "exchange", "store"},
	"webhook":             {"", "store", "queue"},
	"notify":              {"", "store", "queue", "action", "webpush"},
	"webpush":             {},
}

// mayImportAll are the edges and the programs around the house.
var mayImportAll = []string{"cmd", "httpapi", "internal"}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

type file struct {
	path string // relative to the root
	dir  string // "" for the root package
	test bool
	ast  *ast.File
	fset *token.FileSet
	size int
}

func files(t *testing.T) []file {
	t.Helper()
	base := root(t)
	var out []file
	err := filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != base && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata" || name == "bin") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		rel, err := filepath.Rel(base, path)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, src, parser.ParseComments)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(rel))
		if dir == "." {
			dir = ""
		}
		out = append(out, file{path: rel, dir: dir, test: strings.HasSuffix(name, "_test.go"), ast: f, fset: fset, size: strings.Count(string(src), "\n")})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func row(dir string) ([]string, bool) {
	for d := dir; ; {
		if allowed, ok := mayImport[d]; ok && (d != "" || dir == "") {
			return allowed, true
		}
		i := strings.LastIndex(d, "/")
		if i < 0 {
			return nil, false
		}
		d = d[:i]
	}
}

func TestImportsFollowTheTable(t *testing.T) {
	for _, f := range files(t) {
		if f.test || edge(f.dir) {
			continue
		}
		allowed, ok := row(f.dir)
		if !ok {
			t.Errorf("%s: the folder has no row in the table of imports", f.path)
			continue
		}
		for _, imp := range f.ast.Imports {
			path := strings.Trim(imp.Path.Value, `"`)
			if path != "terang" && !strings.HasPrefix(path, "terang/") {
				continue
			}
			ours := strings.TrimPrefix(strings.TrimPrefix(path, "terang"), "/")
			if !contains(allowed, ours) && !strings.HasPrefix(ours, f.dir+"/") {
				t.Errorf("%s imports %q, which %q may not", f.path, path, f.dir)
			}
		}
	}
}

func edge(dir string) bool {
	for _, e := range mayImportAll {
		if dir == e || strings.HasPrefix(dir, e+"/") {
			return true
		}
	}
	return false
}

func TestPureRoomsDoNotTouchTheWorld(t *testing.T) {
	forbidden := []string{"net", "net/http", "os", "os/exec", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand", "syscall"}
	for _, f := range files(t) {
		if f.test || f.dir == "encoder/recipe" || !contains(pure, strings.Split(f.dir, "/")[0]) && f.dir != "" {
			continue // the recipe is a program that makes the encoder's weights; it is no part of the house at run time
		}
		for _, imp := range f.ast.Imports {
			if path := strings.Trim(imp.Path.Value, `"`); contains(forbidden, path) {
				t.Errorf("%s imports %q: a pure room decides and never touches the world", f.path, path)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since" || sel.Sel.Name == "Sleep" || sel.Sel.Name == "After") {
				t.Errorf("%s: time.%s: a pure room is given the time", f.fset.Position(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	said, seen := map[string]bool{}, map[string]string{}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		seen[f.dir] = f.path
		if f.ast.Doc != nil && len(strings.Fields(f.ast.Doc.Text())) >= 12 {
			said[f.dir] = true
		}
	}
	for dir, path := range seen {
		if !said[dir] {
			t.Errorf("package of %s has no comment that says what it is for, what it never does, and the way in", path)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, f := range files(t) {
		if f.size > maxFileLines {
			t.Errorf("%s has %d lines, more than %d", f.path, f.size, maxFileLines)
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			if n := f.fset.Position(fn.End()).Line - f.fset.Position(fn.Pos()).Line + 1; n > maxFunctionLines {
				t.Errorf("%s: %s has %d lines, more than %d", f.path, fn.Name.Name, n, maxFunctionLines)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if i, ok := n.(*ast.InterfaceType); ok && i.Methods.NumFields() > maxMethods {
				t.Errorf("%s: an interface with %d methods, more than %d", f.fset.Position(n.Pos()), i.Methods.NumFields(), maxMethods)
			}
			return true
		})
	}
}

func TestNames(t *testing.T) {
	bad := []string{"util", "utils", "common", "helper", "helpers", "misc", "shared", "models"}
	for _, f := range files(t) {
		if contains(bad, f.ast.Name.Name) {
			t.Errorf("%s: package %s says nothing about what is in it", f.path, f.ast.Name.Name)
		}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: init() runs behind the reader's back", f.fset.Position(fn.Pos()))
			}
		}
	}
}

func TestExportedNamesHaveASentence(t *testing.T) {
	for _, f := range files(t) {
		if f.test || f.ast.Name.Name == "main" {
			continue
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
					t.Errorf("%s: %s has no comment", f.fset.Position(d.Pos()), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
						t.Errorf("%s: type %s has no comment", f.fset.Position(ts.Pos()), ts.Name.Name)
					}
				}
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return true
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	id, ok := t.(*ast.Ident)
	return !ok || id.IsExported()
}

func TestLogsCarryOnlyAllowedKeys(t *testing.T) {
	allowed := map[string]bool{}
	for _, k := range AllowedLogKeys {
		allowed[k] = true
	}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !contains([]string{"Debug", "Info", "Warn", "Error"}, sel.Sel.Name) || len(call.Args) < 2 || !logger(sel.X) {
				return true
			}
			for i := 1; i < len(call.Args); i += 2 {
				key, ok := call.Args[i].(*ast.BasicLit)
				if !ok || key.Kind != token.STRING {
					t.Errorf("%s: a log key must be a constant", f.fset.Position(call.Pos()))
					continue
				}
				if !allowed[strings.Trim(key.Value, `"`)] {
					t.Errorf("%s: log key %s is not on the allow-list: texts, names and addresses never enter a log", f.fset.Position(call.Pos()), key.Value)
				}
			}
			return true
		})
	}
}

// logger reports whether x reads like a logger: "logger", "log", "x.Logger".
func logger(x ast.Expr) bool {
	name := ""
	switch x := x.(type) {
	case *ast.Ident:
		name = x.Name
	case *ast.SelectorExpr:
		name = x.Sel.Name
	}
	name = strings.ToLower(name)
	return name == "logger" || name == "log" || name == "slog"
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}
