package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"terang"
	"terang/engine"
)

const verbExpect = "expect"

// play is one run of a scenario.
type play struct {
	*World
	out      strings.Builder
	failures []Failure
	number   int // of the line that is played
	turns    int
}

// verbs are the lines of a script. Each is given what stands behind the colon and returns what the line does, or what is
// wrong with it.
var verbs = map[string]func(rest string) (func(*play) error, error){
	"contact":   text,
	"tap":       tap,
	"open":      open,
	"language":  language,
	"wait":      passes,
	"event":     event,
	"segment":   segment,
	"start":     startLine,
	"desk":      desk,
	"queue":     queueLine,
	"reach":     reach,
	"system":    system,
	"claim":     takes,
	"agent":     agent,
	"state":     state,
	"trust":     trustLine,
	verbExpect:  expectation,
	"person":    input(engine.InputPersonRequested),
	"assistant": input(engine.InputAssistantRequested),
	"error":     input(engine.InputError),
	"returns":   input(engine.InputResumed),
	"hand back": func(string) (func(*play) error, error) { return step((*World).GivesBack), nil },
}

func (p *parser) checkScript() {
	for i := range p.file.script {
		l := &p.file.script[i]
		read, ok := verbs[l.verb]
		if !ok {
			p.fail(l.number, "line_unknown", "text", shortened(l.text), "verbs", strings.Join(sortedNames(verbs), ": …, ")+": …")
			continue
		}
		do, err := read(l.rest)
		if err != nil {
			p.fail(l.number, "line_wrong", "verb", l.verb, "reason", err)
			continue
		}
		l.do = do
	}
}

// step is a line that the engine hears of.
func step(what func(*World)) func(*play) error {
	return func(p *play) error {
		p.Seq++
		what(p.World)
		p.turns++
		p.tell()
		return nil
	}
}

// tell writes down what the last input did, and what it broke.
func (p *play) tell() {
	for _, rule := range p.Broken {
		fmt.Fprintln(&p.out, "!!", rule)
		p.fails(both(rule, rule))
	}
	for _, e := range p.Effects {
		writeEffect(&p.out, e)
	}
	for _, action := range p.Missing {
		p.fails(how("no_answer", "action", action))
	}
}

func (p *play) fails(what terang.Text) {
	p.failures = append(p.failures, Failure{Line: p.number, What: what})
}

func text(rest string) (func(*play) error, error) {
	rest = strings.ReplaceAll(rest, `\n`, "\n")
	return step(func(w *World) { w.Message(rest, "") }), nil
}

// tap reads "value | label", or the label alone, of a quick reply that was offered.
func tap(rest string) (func(*play) error, error) {
	if rest == "" {
		return nil, because("write_tap")
	}
	value, label, both := strings.Cut(rest, " | ")
	if both {
		return step(func(w *World) { w.Message(label, value) }), nil
	}
	return func(p *play) error {
		for _, r := range p.replies() {
			if r.Label == rest || r.Value == rest {
				return step(func(w *World) { w.Message(r.Label, r.Value) })(p)
			}
		}
		return because("no_reply", "text", rest, "labels", p.labels())
	}, nil
}

func open(rest string) (func(*play) error, error) {
	if rest != "" && !terang.Language(rest).Valid() {
		return nil, because("not_language", "text", rest)
	}
	return step(func(w *World) { w.Step(engine.Input{Kind: engine.InputOpened, Language: terang.Language(rest)}) }), nil
}

func language(rest string) (func(*play) error, error) {
	if !terang.Language(rest).Valid() {
		return nil, because("not_language", "text", rest)
	}
	return step(func(w *World) { w.Step(engine.Input{Kind: engine.InputLanguageSet, Language: terang.Language(rest)}) }), nil
}

func input(kind engine.InputKind) func(string) (func(*play) error, error) {
	return func(rest string) (func(*play) error, error) {
		return step(func(w *World) { w.Step(engine.Input{Kind: kind}) }), nothingMore(rest)
	}
}

func setDesk(w *World, rest string) error {
	online, err := strconv.Atoi(rest)
	if err != nil || online < 0 {
		return because("not_number", "text", rest)
	}
	w.Desk.Online = online
	return nil
}

func desk(rest string) (func(*play) error, error) {
	if err := setDesk(NewWorld(nil), rest); err != nil {
		return nil, err
	}
	return func(p *play) error {
		p.Seq++
		return setDesk(p.World, rest)
	}, nil
}

func system(rest string) (func(*play) error, error) {
	c, err := parseCanned(rest)
	if err != nil {
		return nil, err
	}
	return func(p *play) error {
		p.Seq++
		p.System.add(c)
		return nil
	}, nil
}

func takes(rest string) (func(*play) error, error) {
	return func(p *play) error {
		p.Seq++
		p.Takes(rest)
		return nil
	}, nil
}

// agent reads "takes NAME" and "gives back".
func agent(rest string) (func(*play) error, error) {
	if rest == "gives back" {
		return step((*World).GivesBack), nil
	}
	name, ok := strings.CutPrefix(rest, "takes")
	if !ok || name != "" && name[0] != ' ' {
		return nil, because("not_agent", "text", rest)
	}
	return takes(strings.TrimSpace(name))
}

func state(rest string) (func(*play) error, error) {
	return func(p *play) error {
		writeState(&p.out, p.World)
		return nil
	}, nothingMore(rest)
}

func trustLine(rest string) (func(*play) error, error) {
	return func(p *play) error {
		writeTrust(&p.out, p.Brain.Score(p.State))
		return nil
	}, nothingMore(rest)
}

// said are the drafts of the last input.
func (p *play) said() []terang.Draft {
	var out []terang.Draft
	for _, e := range p.Effects {
		if s, ok := e.(engine.Say); ok {
			out = append(out, s.Draft)
		}
	}
	return out
}

// replies are the quick replies that can be tapped now.
func (p *play) replies() []terang.QuickReply {
	var out []terang.QuickReply
	for _, d := range p.said() {
		out = append(out, d.Content.Replies...)
	}
	return out
}

func (p *play) labels() terang.Text {
	var out []string
	for _, r := range p.replies() {
		out = append(out, strconv.Quote(r.Label))
	}
	if len(out) == 0 {
		return how("none")
	}
	return how("list", "items", out)
}
