package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Limits of what is read.
const (
	MaxFile       = 256 << 10 // bytes of the file
	maxWorkspaces = 1000
	maxValue      = 8 << 10
)

// DefaultFile is read when it is there and no other file is named.
const DefaultFile = "./terang.yaml"

// Prefix begins the name of every environment variable that is read.
const Prefix = "TERANG_"

// Sources are what a configuration is made of. Later ones win: file, environment, flags.
type Sources struct {
	File     string                       // path; "" means DefaultFile, which may be absent
	ReadFile func(string) ([]byte, error) // os.ReadFile
	Environ  []string                     // os.Environ()
	Flags    map[string]string            // key → value, for example "listen" → ":8080"
}

// Load reads and checks everything and returns all problems at once as a [Problems].
func Load(src Sources) (*Loaded, error) {
	l := loader{values: map[string]given{}}
	l.file(src)
	l.environ(src.Environ)
	for _, key := range slices.Sorted(maps.Keys(src.Flags)) {
		l.values[key] = given{src.Flags[key], Origin{"flag", "--" + strings.NewReplacer(".", "-", "_", "-").Replace(key)}}
	}
	return l.build()
}

type given struct {
	value  string
	origin Origin
}

type loader struct {
	values   map[string]given
	env      map[string]string // names not yet matched to a key
	problems Problems
	warnings []Problem
}

func (l *loader) file(src Sources) {
	path, explicit := src.File, src.File != ""
	if !explicit {
		path = DefaultFile
	}
	if src.ReadFile == nil {
		return
	}
	b, err := src.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !explicit {
		return
	}
	where := strings.TrimPrefix(path, "./")
	switch {
	case err != nil:
		l.problems = append(l.problems, Problem{Code: "unreadable", Where: where, Detail: err.Error()})
	case len(b) > MaxFile:
		l.problems = append(l.problems, Problem{Code: "file_too_large", Where: where})
	default:
		l.parse(where, b)
	}
}

// parse flattens the YAML into dotted keys and keeps each one's line. Aliases are refused: a short file
// could otherwise unfold without end.
func (l *loader) parse(path string, b []byte) {
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		l.problems = append(l.problems, Problem{Code: "yaml", Where: yamlWhere(path, err), Detail: strings.TrimPrefix(err.Error(), "yaml: ")})
		return
	}
	if len(doc.Content) == 0 {
		return
	}
	l.walk(path, "", doc.Content[0])
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func yamlWhere(path string, err error) string {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		return path + ":" + m[1]
	}
	return path
}

const maxDepth = 6

func (l *loader) walk(path, key string, n *yaml.Node) {
	where := fmt.Sprintf("%s:%d", path, n.Line)
	switch n.Kind {
	case yaml.MappingNode:
		if strings.Count(key, ".") > maxDepth {
			l.problems = append(l.problems, Problem{Code: "unknown_key", Key: key, Where: where})
			return
		}
		l.mapping(path, key, n)
	case yaml.SequenceNode:
		words := make([]string, 0, len(n.Content))
		for _, item := range n.Content {
			if item.Kind != yaml.ScalarNode {
				l.problems = append(l.problems, Problem{Code: "form", Key: key, Where: fmt.Sprintf("%s:%d", path, item.Line), Form: "list"})
				return
			}
			words = append(words, item.Value)
		}
		l.give(key, strings.Join(words, ","), where)
	case yaml.ScalarNode:
		value := n.Value
		if n.Tag == "!!null" {
			value = ""
		}
		l.give(key, value, where)
	default:
		l.problems = append(l.problems, Problem{Code: "alias", Key: key, Where: where})
	}
}

func (l *loader) mapping(path, key string, n *yaml.Node) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, child := n.Content[i], n.Content[i+1]
		where := fmt.Sprintf("%s:%d", path, name.Line)
		if name.Kind != yaml.ScalarNode || name.Value == "" || strings.Contains(name.Value, ".") {
			l.problems = append(l.problems, Problem{Code: "unknown_key", Key: key + "." + name.Value, Where: where})
			continue
		}
		full := name.Value
		if key != "" {
			full = key + "." + name.Value
		}
		if seen[full] {
			l.problems = append(l.problems, Problem{Code: "twice", Key: full, Where: where})
			continue
		}
		seen[full] = true
		l.walk(path, full, child)
	}
}

func (l *loader) give(key, value, where string) {
	if key == "" {
		l.problems = append(l.problems, Problem{Code: "not_a_mapping", Where: where})
		return
	}
	l.values[key] = given{value, Origin{"file", where}}
}

func (l *loader) environ(environ []string) {
	l.env = map[string]string{}
	for _, kv := range environ {
		name, value, ok := strings.Cut(kv, "=")
		if ok && strings.HasPrefix(name, Prefix) && !strings.HasPrefix(name, Prefix+"TEST_") {
			l.env[name] = value
		}
	}
}

// EnvName is the variable that sets key: "log.format" → TERANG_LOG_FORMAT.
func EnvName(key string) string {
	return Prefix + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(key))
}

func (l *loader) build() (*Loaded, error) {
	out := &Loaded{}
	c := &out.Config
	table := c.settings()
	known := make([]string, 0, len(table)+4)
	for _, s := range table {
		known = append(known, s.key)
		out.Settings = append(out.Settings, l.apply(s))
	}
	c.Workspaces = map[string]Workspace{}
	for _, name := range l.workspaceNames() {
		w := Workspace{}
		for _, s := range workspaceSettings(name, &w) {
			known = append(known, s.key)
			out.Settings = append(out.Settings, l.apply(s))
		}
		c.Workspaces[name] = w
	}
	if len(c.Workspaces) == 0 { // so that a misspelt first one is still explained
		for _, s := range workspaceSettings("name", &Workspace{}) {
			known = append(known, s.key)
		}
	}
	l.unknown(known)
	out.Warnings = l.warnings
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, func(a, b Problem) int { return strings.Compare(a.Where, b.Where) })
		return nil, l.problems
	}
	return out, nil
}

// apply sets one value from the last source that gives it and takes it off the lists of the unmatched.
func (l *loader) apply(s setting) Setting {
	env := EnvName(s.key)
	g, ok := l.values[s.key]
	delete(l.values, s.key)
	if v, set := l.env[env]; set {
		if !ok || g.origin.Kind != "flag" {
			g, ok = given{v, Origin{"env", env}}, true
		}
		delete(l.env, env)
	}
	if !ok {
		g = given{s.def, Origin{"default", ""}}
	}
	err := errForm("short")
	if len(g.value) <= maxValue {
		if e := s.set(g.value); e == nil {
			err = ""
		} else if !errors.As(e, &err) {
			err = "some"
		}
	}
	if err != "" {
		value := g.value
		if s.secret {
			value = mask(value)
		}
		l.problems = append(l.problems, Problem{Code: "form", Key: s.key, Where: g.origin.Where, Value: value, Form: string(err)})
		return Setting{Key: s.key}
	}
	value, def := s.get(), s.def
	if s.secret {
		value = mask(value)
	}
	return Setting{Key: s.key, Value: value, Default: def, Secret: s.secret, Env: env, Origin: g.origin, Doc: s.doc}
}

var workspaceName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)

// workspaceNames finds the workspaces that the file, flags or environment mention. The environment can only
// speak of a name with "-" if the file names it, since TERANG_WORKSPACES_TOKO_TERANG_PACK has lost it;
// otherwise "_" is read as "-".
func (l *loader) workspaceNames() []string {
	names := map[string]bool{}
	for key, g := range l.values {
		parts := strings.SplitN(key, ".", 3)
		if parts[0] != "workspaces" || len(parts) < 2 {
			continue
		}
		if len(parts) == 2 && g.value == "" { // "toko:" with nothing under it
			delete(l.values, key)
		} else if len(parts) == 2 {
			continue
		}
		if !workspaceName.MatchString(parts[1]) {
			l.problems = append(l.problems, Problem{Code: "workspace_name", Key: key, Where: g.origin.Where, Value: parts[1]})
			continue
		}
		names[parts[1]] = true
	}
	fromEnv := Prefix + "WORKSPACES_"
	for env := range l.env {
		rest, ok := strings.CutPrefix(env, fromEnv)
		if !ok {
			continue
		}
		for _, suffix := range []string{"_PACK", "_ACTION_URL", "_ACTION_CREDENTIAL", "_ACTION_HEADER", "_ACTION_HOSTS"} {
			name, ok := strings.CutSuffix(rest, suffix)
			name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
			if ok && workspaceName.MatchString(name) {
				names[name] = true
			}
		}
	}
	out := slices.Sorted(maps.Keys(names))
	if len(out) > maxWorkspaces {
		l.problems = append(l.problems, Problem{Code: "too_many_workspaces"})
		out = out[:maxWorkspaces]
	}
	return out
}

// unknown reports what no setting took: in the file or a flag an error, in the environment a warning, since
// a variable of some other program may share the prefix.
func (l *loader) unknown(known []string) {
	for _, key := range slices.Sorted(maps.Keys(l.values)) {
		g := l.values[key]
		group := func(k string) bool { return strings.HasPrefix(k, key+".") }
		if g.value == "" && slices.ContainsFunc(known, group) { // "log:" with everything under it commented out
			continue
		}
		l.problems = append(l.problems, Problem{Code: "unknown_key", Key: key, Where: g.origin.Where, Nearest: nearest(key, known)})
	}
	names := make([]string, len(known))
	for i, key := range known {
		names[i] = EnvName(key)
	}
	for _, env := range slices.Sorted(maps.Keys(l.env)) {
		l.warnings = append(l.warnings, Problem{Code: "unknown_env", Key: env, Where: env, Nearest: nearest(env, names)})
	}
}
