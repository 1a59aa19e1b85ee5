package assistant

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"terang"
	"terang/action"
	"terang/engine"
	"terang/knowledge"
	"terang/playbook"
	"terang/understand"
)

// Limits of a pack.
const (
	maxPackFiles = 500
	maxPackFile  = 1 << 20
	maxModelFile = 64 << 20
)

// Pack is a sector's or brand's data, checked: what the assistant understands, knows, does and may call. Its Brain has no
// model yet; [Pack.Train] makes one, and [engine.Brain.With] puts it in.
type Pack struct {
	Brain    *engine.Brain
	Brand    engine.Brand
	Actions  []action.Spec
	Articles []knowledge.Article
	Examples []understand.Example
	Options  understand.Options // how the brand's own model is trained
	files    fs.FS
}

// modelFile is where a pack keeps its trained model: see `terang train`.
const modelFile = "intents/model.bin"

// Train reads the pack's own model where one that fits its examples lies beside them, else it learns one; enc may be nil.
func (p *Pack) Train(enc understand.Encoder) (*understand.Model, error) {
	opt := p.Options
	opt.Encoder = enc
	if m, err := understand.Load(p.Model(), p.Examples, opt); err == nil {
		return m, nil
	}
	m, err := understand.Train(p.Examples, opt)
	if err != nil {
		return nil, fmt.Errorf("assistant: pack: intents: %w", err)
	}
	return m, nil
}

// Model reads the trained model that lies beside the examples, nil where there is none that can be read. It is not kept: it
// is needed once, and large.
func (p *Pack) Model() []byte {
	if info, err := fs.Stat(p.files, modelFile); err != nil || info.Size() > maxModelFile {
		return nil
	}
	b, err := fs.ReadFile(p.files, modelFile)
	if err != nil {
		return nil
	}
	return b
}

// Titles are the brand's names for its intents.
func (p *Pack) Titles() map[string]terang.Text {
	out := map[string]terang.Text{}
	for _, e := range p.Examples {
		if _, ok := out[e.Intent]; !ok {
			out[e.Intent] = p.Brain.Topic(e.Intent)
		}
	}
	return out
}

// LoadPack reads a pack from a folder:
//
//	brand.yaml             the brand, its hours, its numbers, how it verifies customers
//	actions.yaml           the calls into the brand's system; may be missing
//	intents/*.tsv          examples of what customers write, by intent
//	intents/model.bin      what was learned from them; may be missing, and is left aside where it does not fit them
//	articles/*.md          the help centre
//	playbooks/*.yaml       what to do
//
// It reports every file that is wrong, not only the first, and a playbook that calls an action which
// actions.yaml does not have.
func LoadPack(fsys fs.FS) (*Pack, error) {
	l := &packLoader{fsys: fsys}
	p := &Pack{Brand: l.brand(), Actions: l.actions()}
	p.Examples = l.examples()
	books := l.playbooks()
	p.Articles = l.articles()
	if err := l.err(); err != nil {
		return nil, err
	}
	if len(p.Examples) == 0 {
		return nil, errors.New("assistant: load pack: intents: no examples; write some into intents/id.tsv (label<TAB>text)")
	}
	p.Options = understand.Options{Patterns: p.Brand.EntityPatterns()}
	p.files = fsys
	var err error
	p.Brain, err = engine.New(engine.Parts{
		Index:    knowledge.NewIndex(p.Articles, understand.Standard),
		Articles: p.Articles, Playbooks: books, Brand: p.Brand,
	})
	if err != nil {
		return nil, fmt.Errorf("assistant: load pack: %w", err)
	}
	p.Brand = p.Brain.Brand()
	l.fits(p, books)
	if err := l.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// fits checks that playbooks and verification agree with the actions: that they are there, are given inputs
// that they take, and give what is read.
func (l *packLoader) fits(p *Pack, books []*playbook.Playbook) {
	specs := make(map[string]action.Spec, len(p.Actions))
	for _, s := range p.Actions {
		specs[s.Name] = s
	}
	for _, name := range p.Brain.Actions() {
		if _, ok := specs[name]; !ok {
			l.fail(fmt.Errorf("a playbook or brand.yaml calls the action %q, which actions.yaml does not have; add it there", name))
		}
	}
	for _, pb := range books {
		gives := map[string][]action.Output{}
		for _, s := range pb.Steps {
			if s.Call == nil {
				continue
			}
			spec, ok := specs[s.Call.Action]
			if !ok {
				continue
			}
			if s.Call.Save != "" {
				gives[s.Call.Save] = append(gives[s.Call.Save], spec.Outputs...)
			}
			l.takes(pb, s, spec)
		}
		for _, r := range pb.Reads {
			if !slices.ContainsFunc(gives[r.Save], func(o action.Output) bool { return o.Name == r.Field }) {
				l.fail(fmt.Errorf("%s:%d: %s.%s: the action that saves %q has no output %q; add it to actions.yaml, or mend the name", pb.File, r.Line, r.Save, r.Field, r.Save, r.Field))
			}
		}
	}
}

// takes checks the inputs of one call.
func (l *packLoader) takes(pb *playbook.Playbook, s playbook.Step, spec action.Spec) {
	given := map[string]bool{}
	for _, in := range s.Call.Inputs {
		given[in.Name] = true
		if !slices.ContainsFunc(spec.Inputs, func(f action.Field) bool { return f.Name == in.Name }) {
			l.fail(fmt.Errorf("%s:%d: %s takes no input %q; its inputs stand in actions.yaml", pb.File, s.Line, spec.Name, in.Name))
		}
	}
	for _, f := range spec.Inputs {
		if f.Required && !given[f.Name] {
			l.fail(fmt.Errorf("%s:%d: %s needs the input %q; give it under inputs", pb.File, s.Line, spec.Name, f.Name))
		}
	}
}

// packLoader reads the files of a pack and collects what is wrong with them.
type packLoader struct {
	fsys     fs.FS
	problems []error
}

func (l *packLoader) err() error {
	if len(l.problems) == 0 {
		return nil
	}
	return fmt.Errorf("assistant: load pack: %w", errors.Join(l.problems...))
}

func (l *packLoader) fail(err error) {
	if err != nil {
		l.problems = append(l.problems, err)
	}
}

// read returns a file, nil after a problem.
func (l *packLoader) read(name string) []byte {
	info, err := fs.Stat(l.fsys, name)
	if err == nil && info.Size() > maxPackFile {
		err = fmt.Errorf("%s: %d bytes: at most %d are read", name, info.Size(), maxPackFile)
	}
	if err != nil {
		l.fail(err)
		return nil
	}
	b, err := fs.ReadFile(l.fsys, name)
	l.fail(err)
	return b
}

// each reads the files of a folder with one ending, in order of their names.
func (l *packLoader) each(pattern string, do func(name string, b []byte)) {
	names, err := fs.Glob(l.fsys, pattern)
	l.fail(err)
	if len(names) > maxPackFiles {
		l.fail(fmt.Errorf("%s: %d files: at most %d are read", pattern, len(names), maxPackFiles))
		return
	}
	for _, name := range names {
		if b := l.read(name); b != nil {
			do(name, b)
		}
	}
}

func (l *packLoader) brand() engine.Brand {
	b := l.read("brand.yaml")
	if b == nil {
		return engine.Brand{}
	}
	brand, err := engine.ParseBrand("brand.yaml", b)
	l.fail(err)
	return brand
}

func (l *packLoader) actions() []action.Spec {
	if _, err := fs.Stat(l.fsys, "actions.yaml"); errors.Is(err, fs.ErrNotExist) {
		return nil // a pack that only answers calls nobody
	}
	b := l.read("actions.yaml")
	if b == nil {
		return nil
	}
	specs, err := action.ParseSpecs("actions.yaml", b)
	l.fail(err)
	return specs
}

func (l *packLoader) examples() []understand.Example {
	var out []understand.Example
	l.each("intents/*.tsv", func(name string, b []byte) {
		examples, err := understand.ParseExamples(path.Base(name), b)
		l.fail(err)
		for i := range examples {
			examples[i].Where = path.Dir(name) + "/" + examples[i].Where
		}
		out = append(out, examples...)
	})
	return out
}

func (l *packLoader) playbooks() []*playbook.Playbook {
	var out []*playbook.Playbook
	l.each("playbooks/*.yaml", func(name string, b []byte) {
		pb, err := playbook.Parse(name, b)
		l.fail(err)
		if pb != nil {
			out = append(out, pb)
		}
	})
	return out
}

func (l *packLoader) articles() []knowledge.Article {
	var out []knowledge.Article
	seen := map[string]string{}
	l.each("articles/*.md", func(name string, b []byte) {
		a, err := knowledge.ParseArticle(name, b)
		if err != nil {
			l.fail(err)
			return
		}
		key := a.ID + " " + string(a.Language)
		if have, ok := seen[key]; ok {
			l.fail(fmt.Errorf("%s: %s is the same article %q in the same language; give one another id", name, have, a.ID))
			return
		}
		seen[key] = name
		out = append(out, a)
	})
	for _, a := range out {
		if _, ok := seen[a.ID+" "+string(terang.Indonesian)]; !ok {
			l.fail(fmt.Errorf("articles: %q has no text in \"id\"; every article stands in both languages", a.ID))
		} else if _, ok := seen[a.ID+" "+string(terang.English)]; !ok {
			l.fail(fmt.Errorf("articles: %q has no text in \"en\"; every article stands in both languages", a.ID))
		}
	}
	return out
}
