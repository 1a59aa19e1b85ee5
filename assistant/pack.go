package assistant

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"terang"
	"terang/action"
	"terang/engine"
	"terang/knowledge"
	"terang/playbook"
	"terang/segment"
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
	Parts    engine.Parts // what Brain was put together from, to put another one together with other playbooks
	Brand    engine.Brand
	Actions  []action.Spec
	Articles []knowledge.Article
	Examples []understand.Example
	Options  understand.Options // how the brand's own model is trained
	Segments *segment.Set       // nil where the pack has none
	Warnings playbook.Problems  // what somebody should look at in the playbooks, though they run
	files    fs.FS
}

// The files by which a pack is tried out; see the scenario and simulate rooms.
const (
	scenarioFiles  = "scenarios/*.txt"
	simulationFile = "simulation.yaml"
)

// PackFile is a file of a pack as it was written.
type PackFile struct {
	Name string // in the pack: "scenarios/order_late.txt"
	Text []byte
}

// Scenarios are the conversations that the pack is tested with, in order of their names.
func (p *Pack) Scenarios() ([]PackFile, error) {
	l := &packLoader{fsys: p.files}
	var out []PackFile
	l.each(scenarioFiles, func(name string, b []byte) { out = append(out, PackFile{Name: name, Text: b}) })
	return out, l.err()
}

// Simulation is the pack's plan of make-believe customers; Text is nil where it has none.
func (p *Pack) Simulation() (PackFile, error) {
	f := PackFile{Name: simulationFile}
	if _, err := fs.Stat(p.files, simulationFile); errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	l := &packLoader{fsys: p.files}
	f.Text = l.read(simulationFile)
	return f, l.err()
}

// modelFile is where a pack keeps its trained model: see `terang train`.
const modelFile = "intents/model.bin"

// Train reads the pack's own model where one that fits its examples lies beside them, else it learns one; enc may be nil.
func (p *Pack) Train(enc understand.Encoder) (*understand.Model, error) {
	opt := p.Options
	opt.Encoder = enc
	examples := p.Learns()
	if m, err := understand.Load(p.Model(), examples, opt); err == nil {
		return m, nil
	}
	m, err := understand.Train(examples, opt)
	if err != nil {
		return nil, fmt.Errorf("assistant: pack: intents: %w", err)
	}
	return m, nil
}

// Learns returns all that the pack's model is learnt from: its examples, and those that stand in its playbooks.
func (p *Pack) Learns() []understand.Example {
	return understand.Join(p.Examples, engine.Examples(p.Parts.Playbooks))
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
	for _, e := range p.Learns() {
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
//	segments.yaml          which contacts belong together; may be missing
//	scenarios/*.txt        conversations that it is tested with; read by [Pack.Scenarios]
//	simulation.yaml        make-believe customers; read by [Pack.Simulation]
//
// It reports every file that is wrong, not only the first, and a playbook that calls an action which
// actions.yaml does not have.
func LoadPack(fsys fs.FS) (*Pack, error) {
	l := &packLoader{fsys: fsys}
	p := &Pack{Brand: l.brand(), Actions: l.actions()}
	p.Examples = l.examples()
	books := l.playbooks()
	p.Segments = l.segments()
	p.Articles = l.articles()
	if err := l.err(); err != nil {
		return nil, err
	}
	if len(p.Examples) == 0 {
		return nil, fmt.Errorf("assistant: load pack: %w", packProblem("intents", "no_examples"))
	}
	p.Options = understand.Options{Patterns: p.Brand.EntityPatterns()}
	p.files = fsys
	var err error
	p.Parts = engine.Parts{
		Index:    knowledge.NewIndex(p.Articles, understand.Standard),
		Articles: p.Articles, Playbooks: books, Brand: p.Brand, Actions: ActionFacts(p.Actions),
	}
	if p.Brain, err = engine.New(p.Parts); err != nil {
		return nil, fmt.Errorf("assistant: load pack: %w", err)
	}
	p.Brand = p.Brain.Brand()
	l.fits(p, books)
	if err := l.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// fits checks that playbooks and verification agree with what is around them. What [playbook.Lint] calls an error refuses the
// pack; the rest is kept in it.
func (l *packLoader) fits(p *Pack, books []*playbook.Playbook) {
	facts := p.Facts()
	for _, name := range []string{p.Brand.Verification.Start.Action, p.Brand.Verification.Check.Action} {
		if _, ok := facts.Actions[name]; name != "" && !ok {
			l.fail(packProblem("brand.yaml", "verification_action", "action", name))
		}
	}
	problems := playbook.Lint(books, facts)
	for _, problem := range problems.Errors() {
		l.fail(problem)
	}
	p.Warnings = problems.Warnings()
}

// packProblem is what is wrong with a file of a pack.
func packProblem(file, key string, args ...any) error {
	p := packTexts.Problem(key, args...).At(file, 1, 1)
	p.Rule = playbook.RuleForm
	return p
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
		err = packProblem(name, "file_size", "count", info.Size(), "limit", maxPackFile)
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
		l.fail(packProblem(pattern, "files_many", "count", len(names), "limit", maxPackFiles))
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

func (l *packLoader) segments() *segment.Set {
	if _, err := fs.Stat(l.fsys, "segments.yaml"); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	b := l.read("segments.yaml")
	if b == nil {
		return nil
	}
	s, err := segment.Parse("segments.yaml", b)
	l.fail(err)
	return s
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
			l.fail(packProblem(name, "article_twice", "other", have, "article", a.ID))
			return
		}
		seen[key] = name
		out = append(out, a)
	})
	for _, a := range out {
		if _, ok := seen[a.ID+" "+string(terang.Indonesian)]; !ok {
			l.fail(packProblem("articles", "article_language", "article", a.ID, "language", terang.Indonesian))
		} else if _, ok := seen[a.ID+" "+string(terang.English)]; !ok {
			l.fail(packProblem("articles", "article_language", "article", a.ID, "language", terang.English))
		}
	}
	return out
}
