// Package scenario plays conversations that are written down in text files, without a server, a network or a clock of its
// own: who says what, what the brand's system answers, and what must come of it. A file is a txtar archive:
//
//	A late order is told with its reason.
//	-- system --
//	order_get(order_no=TRG-1042) => {"order_no":"TRG-1042","status":"shipped","late":true}
//	order_get => 404
//	-- script --
//	contact: paketku mana? TRG-1042
//	expect: action verify_start {"order_no":"TRG-1042"}
//	contact: 482915
//	expect: text contains "terlambat"
//	-- want --
//	(the whole talk as it must read; rewritten by -update)
//
// What must come of it stands in the script, line by line, or as the whole talk in "want", or both. docs/testing.md is the
// guide.
//
// It never sends anything, never reads a file, and never makes up an answer of the brand's system.
//
// The way in is [Parse] and [File.Run]; [World] alone is for those who hold the conversation themselves.
package scenario

import (
	"fmt"
	"strings"
	"time"

	"terang"
	"terang/engine"
	"terang/playbook"
)

// Limits of a scenario file.
const (
	maxFile   = 256 << 10 // bytes
	maxLines  = 500       // of a script
	maxCanned = 500       // answers of the brand's system
)

// The parts of a file.
const (
	partWorld  = "world"
	partSystem = "system"
	partScript = "script"
	partWant   = "want"
)

// File is one scenario, checked. It is immutable: each run begins afresh.
type File struct {
	Name  string // as given to [Parse]
	About string // the words before the first part: what the scenario shows

	parts  []part
	world  []line
	canned []canned
	script []line
}

// part is one section as it was written.
type part struct {
	name, text string
	line       int // of its first line of text
}

// line is one line of a part that means something.
type line struct {
	verb, rest string
	text       string // the whole of it
	number     int
	do         func(*play) error // what it does, for lines of the script
}

// Parse reads a scenario file. What is wrong with it comes as [playbook.Problems], all at once.
func Parse(name string, b []byte) (*File, error) {
	p := &parser{file: &File{Name: name}}
	if len(b) > maxFile {
		p.fail(1, "file_size", "count", len(b), "limit", maxFile)
		return nil, p.problems
	}
	p.split(string(b))
	p.readParts()
	if len(p.problems) > 0 {
		return nil, p.problems
	}
	return p.file, nil
}

type parser struct {
	file     *File
	problems playbook.Problems
}

// fail notes what is wrong with a line; key and args are those of [playbook.Texts.Problem].
func (p *parser) fail(number int, key string, args ...any) {
	problem := texts.Problem(key, args...).At(p.file.Name, number, 1)
	problem.Rule = playbook.RuleForm
	p.problems = append(p.problems, problem)
}

// split cuts the archive into its parts.
func (p *parser) split(s string) {
	f, number := p.file, 0
	for text := range strings.Lines(s) {
		number++
		if name, ok := strings.CutPrefix(strings.TrimSpace(text), "-- "); ok && strings.HasSuffix(name, " --") {
			f.parts = append(f.parts, part{name: strings.TrimSpace(strings.TrimSuffix(name, " --")), line: number + 1})
			continue
		}
		if len(f.parts) == 0 {
			f.About += text
			continue
		}
		f.parts[len(f.parts)-1].text += text
	}
}

func (p *parser) readParts() {
	f := p.file
	seen := map[string]bool{}
	for _, part := range f.parts {
		if seen[part.name] {
			p.fail(part.line-1, "part_twice", "part", part.name)
			continue
		}
		seen[part.name] = true
		switch part.name {
		case partWorld:
			f.world = p.lines(part)
			p.checkWorld()
		case partSystem:
			p.system(part)
		case partScript:
			f.script = p.lines(part)
			p.checkScript()
		case partWant:
		default:
			p.fail(part.line-1, "part_unknown", "part", part.name)
		}
	}
	if len(f.script) == 0 && len(p.problems) == 0 {
		p.fail(1, "no_script")
	}
	if len(f.script) > maxLines {
		p.fail(f.script[maxLines].number, "lines_many", "count", len(f.script), "limit", maxLines)
	}
}

// lines are the lines of a part that say something; "#" begins a remark.
func (p *parser) lines(part part) []line {
	var out []line
	number := part.line - 1
	for text := range strings.Lines(part.text) {
		number++
		text = strings.TrimSpace(text)
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		verb, rest, _ := strings.Cut(text, ":")
		out = append(out, line{verb: strings.TrimSpace(verb), rest: strings.TrimSpace(rest), text: text, number: number})
	}
	return out
}

func (p *parser) system(part part) {
	number := part.line - 1
	for text := range strings.Lines(part.text) {
		number++
		text = strings.TrimSpace(text)
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		c, err := parseCanned(text)
		if err != nil {
			p.fail(number, "answer_form", "reason", err)
			continue
		}
		p.file.canned = append(p.file.canned, c)
	}
	if len(p.file.canned) > maxCanned {
		p.fail(part.line, "answers_many", "count", len(p.file.canned), "limit", maxCanned)
	}
}

// HasWant reports whether the file states the whole talk.
func (f *File) HasWant() bool {
	_, ok := f.want()
	return ok
}

func (f *File) want() (string, bool) {
	for _, p := range f.parts {
		if p.name == partWant {
			return p.text, true
		}
	}
	return "", false
}

// expects reports whether the script states what must come of a line.
func (f *File) expects() bool {
	for _, l := range f.script {
		if l.verb == verbExpect {
			return true
		}
	}
	return false
}

// Bytes returns the file with another talk in its part "want"; every other byte stays. A file that states all that it
// wants in its script keeps doing so.
func (f *File) Bytes(talk string) []byte {
	var b strings.Builder
	b.WriteString(f.About)
	have := false
	for _, p := range f.parts {
		text := p.text
		if p.name == partWant {
			have, text = true, talk
		}
		b.WriteString("-- " + p.name + " --\n" + text)
	}
	if !have && !f.expects() {
		if s := b.String(); !strings.HasSuffix(s, "\n") {
			b.WriteString("\n")
		}
		b.WriteString("-- " + partWant + " --\n" + talk)
	}
	return []byte(b.String())
}

// Failure is one thing that came otherwise than a scenario says.
type Failure struct {
	Line int // of the file; 0 for what no line states
	What terang.Text
}

// Result is what came of a scenario.
type Result struct {
	Talk     string    // the whole talk, as it stands in "want"
	Failures []Failure // nil where all is as it must be
	Turns    int       // inputs that the engine was given
}

// OK reports whether everything came as the scenario says.
func (r Result) OK() bool { return len(r.Failures) == 0 }

// Run plays the scenario on a brain and compares.
func (f *File) Run(b *engine.Brain) Result {
	p := &play{World: NewWorld(b)}
	for _, l := range f.world {
		if err := setWorld(p.World, l); err != nil { // was checked when the file was read
			p.failures = append(p.failures, Failure{Line: l.number, What: playbook.Reason(err)})
		}
	}
	for _, c := range f.canned {
		p.System.add(c)
	}
	for _, l := range f.script {
		p.number = l.number
		if l.verb != verbExpect {
			fmt.Fprintf(&p.out, "\n> %s\n", l.text)
		}
		if err := l.do(p); err != nil {
			p.failures = append(p.failures, Failure{Line: l.number, What: playbook.Reason(err)})
		}
	}
	r := Result{Talk: strings.TrimSpace(p.out.String()) + "\n", Failures: p.failures, Turns: p.turns}
	if want, ok := f.want(); ok && want != r.Talk {
		r.Failures = append(r.Failures, Failure{What: how("talk_differs", "difference", both(Diff(want, r.Talk), Diff(want, r.Talk)))})
	} else if !ok && !f.expects() {
		r.Failures = append(r.Failures, Failure{What: how("nothing_stated")})
	}
	return r
}

// Start is the moment at which a scenario begins where it names no other: a Saturday, 10.21 WIB.
func Start() time.Time { return time.Date(2026, 11, 21, 3, 21, 0, 0, time.UTC) }
