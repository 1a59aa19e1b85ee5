package scenario

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"terang"
	"terang/engine"
)

// check is one expectation: it returns nil where things are as they must be, else how they are.
type check func(p *play) terang.Text

// expectations are what may stand behind "expect:", by their first word. Each is about what the last line of the script
// did, or how things stand now.
var expectations = map[string]func(rest string) (check, error){
	"text":      expectText,
	"reply":     expectReply,
	"action":    expectAction,
	"no":        expectNo,
	"nothing":   expectNothing,
	"holder":    expectHolder,
	"reason":    expectReason,
	"fact":      expectFact,
	"trust":     expectTrust,
	"language":  expectLanguage,
	"author":    expectAuthor,
	"article":   expectArticle,
	"question":  expectQuestion,
	"slot":      expectSlot,
	"known":     expectKnown,
	"playbook":  expectPlaybook,
	"verified":  expectVerified,
	"ended":     expectEnded,
	"sleeps":    expectSleeps,
	"attribute": expectAttribute,
	"promise":   expectPromise,
}

// expectation reads a line "expect: …".
func expectation(rest string) (func(*play) error, error) {
	word, more, _ := strings.Cut(rest, " ")
	read, ok := expectations[word]
	if !ok {
		return nil, because("not_expected", "text", word, "words", sortedNames(expectations))
	}
	c, err := read(strings.TrimSpace(more))
	if err != nil {
		return nil, err
	}
	return func(p *play) error {
		if is := c(p); is != nil {
			return because("expected", "expected", verbExpect+": "+rest, "is", is)
		}
		return nil
	}, nil
}

// quoted reads "…" or words without quotes.
func quoted(s string) (string, error) {
	if strings.HasPrefix(s, `"`) {
		out, err := strconv.Unquote(s)
		if err != nil {
			return "", because("not_quoted", "text", s)
		}
		return out, nil
	}
	if s == "" {
		return "", because("write_expected")
	}
	return s, nil
}

// expectText reads "contains …", "lacks …" and "is …".
func expectText(rest string) (check, error) {
	way, words, _ := strings.Cut(rest, " ")
	want, err := quoted(strings.TrimSpace(words))
	if err != nil {
		return nil, err
	}
	var fits func(string) bool
	switch way {
	case "contains":
		fits = func(s string) bool { return strings.Contains(s, want) }
	case "lacks":
		fits = func(s string) bool { return !strings.Contains(s, want) }
	case "is":
		fits = func(s string) bool { return s == want }
	default:
		return nil, because("write_text", "text", way)
	}
	return func(p *play) terang.Text {
		var all []string
		for _, d := range p.said() {
			all = append(all, d.Content.Text)
		}
		said := strings.Join(all, "\n")
		if len(all) > 0 && fits(said) || way == "is" && slices.Contains(all, want) {
			return nil
		}
		if len(all) == 0 {
			return how("nothing_said")
		}
		return how("was_said", "said", said)
	}, nil
}

func expectReply(rest string) (check, error) {
	want, err := quoted(rest)
	return func(p *play) terang.Text {
		if slices.ContainsFunc(p.replies(), func(r terang.QuickReply) bool { return r.Label == want || r.Value == want }) {
			return nil
		}
		return how("offered", "labels", p.labels())
	}, err
}

func (p *play) calls() (out []engine.Call) {
	for _, e := range p.Effects {
		if c, ok := e.(engine.Call); ok {
			out = append(out, c)
		}
	}
	return out
}

func (p *play) called() terang.Text {
	var out []string
	for _, c := range p.calls() {
		inputs, _ := json.Marshal(c.Inputs)
		out = append(out, c.Action+" "+string(inputs))
	}
	if len(out) == 0 {
		return how("no_call")
	}
	return how("called", "calls", out)
}

// expectAction reads "NAME" or "NAME {inputs}"; inputs that are not named may have any value.
func expectAction(rest string) (check, error) {
	name, blob, _ := strings.Cut(rest, " ")
	if name == "" {
		return nil, because("write_action")
	}
	var want map[string]any
	if err := readData(blob, &want); err != nil {
		return nil, err
	}
	return func(p *play) terang.Text {
		for _, c := range p.calls() {
			if c.Action == name && holds(c.Inputs, want) {
				return nil
			}
		}
		return p.called()
	}, nil
}

// holds reports whether inputs have all values that are wanted.
func holds(inputs, want map[string]any) bool {
	for name, v := range want {
		have, ok := inputs[name]
		if !ok || !reflect.DeepEqual(plain(have), plain(v)) {
			return false
		}
	}
	return true
}

// plain is a value as JSON has it, so that 1 and 1.0 are the same.
func plain(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var out any
	if err := json.Unmarshal(b, &out); err != nil {
		return v
	}
	return out
}

// expectNo reads "action", "action NAME", "question", "playbook" and "sleeper".
func expectNo(rest string) (check, error) {
	what, name, _ := strings.Cut(rest, " ")
	switch what {
	case "action":
		return func(p *play) terang.Text {
			for _, c := range p.calls() {
				if name == "" || c.Action == name {
					return p.called()
				}
			}
			return nil
		}, nil
	case "question":
		return func(p *play) terang.Text {
			if a := p.Question(); a != nil {
				return how("waits", "for", awaited(a))
			}
			return nil
		}, nothingMore(name)
	case "playbook":
		return func(p *play) terang.Text {
			if n := len(p.State.Runs); n > 0 {
				return how("open", "playbook", p.State.Runs[n-1].Playbook)
			}
			return nil
		}, nothingMore(name)
	case "sleeper":
		return func(p *play) terang.Text {
			if s := p.sleepers(); len(s) > 0 {
				return how("sleeps", "playbook", s[0].Run.Playbook)
			}
			return nil
		}, nothingMore(name)
	}
	return nil, because("write_no", "text", what)
}

func expectNothing(rest string) (check, error) {
	return func(p *play) terang.Text {
		var b strings.Builder
		for _, e := range p.Effects {
			writeEffect(&b, e)
		}
		if s := strings.TrimSpace(b.String()); s != "" {
			return both(s, s)
		}
		return nil
	}, nothingMore(rest)
}

func expectHolder(rest string) (check, error) {
	switch want := terang.Holder(rest); want {
	case terang.HolderAssistant, terang.HolderQueue, terang.HolderAgent:
		return func(p *play) terang.Text { return unless(p.Holder == want, how("held", "holder", p.Holder)) }, nil
	}
	return nil, because("not_holder", "text", rest)
}

func unless(ok bool, is terang.Text) terang.Text {
	if ok {
		return nil
	}
	return is
}

func (p *play) handOver() *terang.HandOver {
	for _, e := range p.Effects {
		if h, ok := e.(engine.HandOver); ok {
			return &h.Card
		}
	}
	return nil
}

func expectReason(rest string) (check, error) {
	if rest == "" {
		return nil, because("write_reason")
	}
	return func(p *play) terang.Text {
		h := p.handOver()
		if h == nil {
			return how("not_handed")
		}
		return unless(string(h.Reason) == rest, how("handed", "reason", h.Reason))
	}, nil
}

// pair reads "name = value".
func pair(rest string) (name, value string, err error) {
	name, value, ok := strings.Cut(rest, "=")
	if name = strings.TrimSpace(name); !ok || name == "" {
		return "", "", because("not_pair", "text", rest)
	}
	value = strings.TrimSpace(value)
	if strings.HasPrefix(value, `"`) {
		value, err = quoted(value)
	}
	return strings.Trim(name, `"`), value, err
}

func expectFact(rest string) (check, error) {
	name, value, err := pair(rest)
	return func(p *play) terang.Text {
		h := p.handOver()
		if h == nil {
			return how("not_handed")
		}
		var have []string
		for _, f := range h.Facts {
			if f.Label == name && f.Value == value {
				return nil
			}
			have = append(have, f.Label+" = "+f.Value)
		}
		return how("card_says", "facts", strings.Join(have, " · "))
	}, err
}

// expectTrust reads "< 60", ">= 80" or "= 100".
func expectTrust(rest string) (check, error) {
	sign, number, ok := strings.Cut(rest, " ")
	want, err := strconv.Atoi(strings.TrimSpace(number))
	if !ok || err != nil {
		return nil, because("write_trust", "text", rest)
	}
	var fits func(int) bool
	switch sign {
	case "<":
		fits = func(n int) bool { return n < want }
	case "<=":
		fits = func(n int) bool { return n <= want }
	case ">":
		fits = func(n int) bool { return n > want }
	case ">=":
		fits = func(n int) bool { return n >= want }
	case "=":
		fits = func(n int) bool { return n == want }
	default:
		return nil, because("not_sign", "text", sign)
	}
	return func(p *play) terang.Text {
		n := p.Brain.Score(p.State).Score
		return unless(fits(n), how("trust_is", "score", n))
	}, nil
}

func expectLanguage(rest string) (check, error) {
	want := terang.Language(rest)
	if !want.Valid() {
		return nil, because("not_language", "text", rest)
	}
	return func(p *play) terang.Text {
		return unless(p.State.Language == want, how("language_is", "language", p.State.Language))
	}, nil
}

// expectAuthor reads the kind of author of all that was said: ai, automation or system.
func expectAuthor(rest string) (check, error) {
	if rest == "" {
		return nil, because("write_author")
	}
	return func(p *play) terang.Text {
		for _, d := range p.said() {
			if string(d.Author.Kind()) != rest {
				return how("written_by", "author", d.Author.Kind())
			}
		}
		return unless(len(p.said()) > 0, how("nothing_said"))
	}, nil
}

func expectArticle(rest string) (check, error) {
	if rest == "" {
		return nil, because("write_article")
	}
	return func(p *play) terang.Text {
		for _, d := range p.said() {
			for _, s := range d.Content.Sources {
				if s.ID == rest {
					return nil
				}
			}
		}
		return how("no_source")
	}, nil
}

// expectQuestion reads the slot whose question is open, or identifier, or code.
func expectQuestion(rest string) (check, error) {
	if rest == "" {
		return nil, because("write_question")
	}
	return func(p *play) terang.Text {
		a := p.Question()
		if a == nil {
			return how("no_question")
		}
		return unless(awaited(a) == rest, how("waits", "for", awaited(a)))
	}, nil
}

func expectSlot(rest string) (check, error) {
	name, value, err := pair(rest)
	return func(p *play) terang.Text {
		for i := len(p.State.Runs) - 1; i >= 0; i-- {
			if have, ok := p.State.Runs[i].Slots[name]; ok {
				return unless(have == value, how("value", "name", name, "value", have))
			}
		}
		return unless(value == "", how("not_filled", "name", name))
	}, err
}

func expectKnown(rest string) (check, error) {
	name, value, err := pair(rest)
	return func(p *play) terang.Text {
		have, ok := p.State.Known[name]
		if !ok {
			return how("not_known", "name", name)
		}
		return unless(have == value, how("value", "name", name, "value", have))
	}, err
}

// expectPlaybook reads the id of the playbook that is open.
func expectPlaybook(rest string) (check, error) {
	if rest == "" {
		return nil, because("write_playbook")
	}
	return func(p *play) terang.Text {
		n := len(p.State.Runs)
		if n == 0 {
			return how("none_open")
		}
		id, _, _ := strings.Cut(p.State.Runs[n-1].Playbook, "@")
		return unless(id == rest, how("open", "playbook", id))
	}, nil
}

// expectVerified reads nothing, or the id of the customer.
func expectVerified(rest string) (check, error) {
	return func(p *play) terang.Text {
		id := p.State.Identity
		if id == nil || !p.Now.Before(id.Until) {
			return how("nobody_verified")
		}
		return unless(rest == "" || rest == id.ID, how("verified", "id", id.ID))
	}, nil
}
