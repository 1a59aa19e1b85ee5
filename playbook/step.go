package playbook

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"terang"
)

const maxKeep = 10 * 365 * 24 * time.Hour // of an attribute

// need reports the fields of a step that must be there.
func (r *reader) need(n *yaml.Node, where string, f map[string]*yaml.Node, names ...string) {
	if n.Kind != yaml.MappingNode {
		return // fields has already said so
	}
	for _, name := range names {
		if f[name] == nil {
			r.fail(n, "step_lacks", "where", named(where), "field", name)
		}
	}
}

func (r *reader) say(n *yaml.Node) *Say {
	f := r.fields(n, "say", "text", "replies", "card", "calm_only")
	r.need(n, "say", f, "text")
	s := &Say{Text: r.text(f["text"], "text", ""), Replies: r.replies(f["replies"], "replies")}
	if f["calm_only"] != nil {
		s.CalmOnly = r.bool(f["calm_only"], "calm_only")
	}
	if f["card"] != nil {
		s.Card = r.card(f["card"])
	}
	return s
}

func (r *reader) article(n *yaml.Node) *Article {
	f := r.fields(n, "article", "id", "replies")
	r.need(n, "article", f, "id")
	return &Article{ID: r.scalar(f["id"], "id"), Replies: r.replies(f["replies"], "replies")}
}

func (r *reader) replies(n *yaml.Node, where string) []Reply {
	var out []Reply
	for _, item := range r.items(n, where, MaxReplies) {
		f := r.fields(item, "reply", "label", "value", "intent")
		r.need(item, "reply", f, "label")
		reply := Reply{Label: r.text(f["label"], "label", ""), Value: r.scalar(f["value"], "value")}
		switch {
		case f["intent"] != nil && f["value"] != nil, f["intent"] == nil && reply.Value == "":
			r.fail(item, "reply_value")
		case f["intent"] != nil:
			reply.Value = "intent:" + r.name(f["intent"], "intent")
		}
		out = append(out, reply)
	}
	return out
}

func (r *reader) card(n *yaml.Node) *Card {
	f := r.fields(n, "card", "kind", "title", "status", "fields", "steps", "items")
	r.need(n, "card", f, "kind", "title")
	c := &Card{Kind: r.scalar(f["kind"], "kind"), Title: r.text(f["title"], "title", "")}
	if f["kind"] != nil && c.Kind != CardTimeline && c.Kind != CardFacts && c.Kind != CardList {
		r.fail(f["kind"], "card_kind", "kind", clip(c.Kind))
	}
	if (f["items"] != nil) != (c.Kind == CardList) {
		r.fail(n, "card_items")
	}
	c.Status = r.maybe(f["status"], "status", "")
	for _, item := range r.items(f["fields"], "fields", MaxList) {
		g := r.fields(item, "card field", "label", "value")
		r.need(item, "card field", g, "label", "value")
		c.Fields = append(c.Fields, CardField{Label: r.text(g["label"], "label", ""), Value: r.text(g["value"], "value", "")})
	}
	if f["steps"] != nil {
		c.Steps = r.cardSteps(f["steps"])
	}
	if f["items"] != nil {
		c.Items = r.cardItems(f["items"])
	}
	return c
}

func (r *reader) cardItems(n *yaml.Node) *CardItems {
	f := r.fields(n, "card items", "from", "title", "text", "value")
	r.need(n, "card items", f, "from", "title")
	c := &CardItems{From: r.expr(f["from"], "from", ""), Title: r.text(f["title"], "title", "item"), Text: r.maybe(f["text"], "text", "item")}
	if f["value"] != nil {
		e := r.expr(f["value"], "value", "item")
		c.Value = &e
	}
	return c
}

func (r *reader) cardSteps(n *yaml.Node) *CardSteps {
	f := r.fields(n, "card steps", "from", "at", "label", "next")
	r.need(n, "card steps", f, "from", "at", "label")
	c := &CardSteps{
		From: r.expr(f["from"], "from", ""), At: r.name(f["at"], "at"),
		Label: r.text(f["label"], "label", "item"),
	}
	for _, item := range r.items(f["next"], "next", MaxList) {
		g := r.fields(item, "next point", "if", "at", "label")
		r.need(item, "next point", g, "label")
		next := CardNext{Label: r.text(g["label"], "label", "")}
		if g["if"] != nil {
			e := r.expr(g["if"], "if", "")
			next.If = &e
		}
		if g["at"] != nil {
			e := r.expr(g["at"], "at", "")
			next.At = &e
		}
		c.Next = append(c.Next, next)
	}
	return c
}

// slot reads the name of a declared slot.
func (r *reader) slot(n *yaml.Node, where string) string {
	name := r.name(n, "slot")
	if name == "" {
		return ""
	}
	if _, ok := r.slots[name]; !ok {
		r.failLike(n, name, slices.Sorted(maps.Keys(r.slots)), "slot_undeclared", "where", named(where), "slot", name)
	}
	return name
}

// reservedChoices are values that a tap means as the house's own, whatever is asked; so they never fill a slot. "person" may
// be offered anywhere.
var reservedChoices = []string{"cancel", "repeat", "assistant", "helpful", "unhelpful"}

func (r *reader) ask(n *yaml.Node) *Ask {
	f := r.fields(n, "ask", "slot", "text", "again", "choices", "choices_from", "tries")
	r.need(n, "ask", f, "slot", "text")
	a := &Ask{Slot: r.slot(f["slot"], "ask"), Text: r.text(f["text"], "text", ""), Choices: r.replies(f["choices"], "choices")}
	a.Again = r.maybe(f["again"], "again", "")
	if f["tries"] != nil {
		a.Tries = r.tries(f["tries"])
	}
	if c := f["choices_from"]; c != nil {
		g := r.fields(c, "choices_from", "list", "value", "label")
		r.need(c, "choices_from", g, "list", "value", "label")
		a.ChoicesFrom = &ChoicesFrom{List: r.expr(g["list"], "list", ""), Value: r.name(g["value"], "value"), Label: r.text(g["label"], "label", "item")}
	}
	if r.slots[a.Slot].Type == SlotChoice && len(a.Choices) == 0 && a.ChoicesFrom == nil {
		r.fail(n, "ask_choices")
	}
	for _, c := range a.Choices {
		if slices.Contains(reservedChoices, c.Value) {
			r.fail(f["choices"], "choice_reserved", "value", c.Value)
		}
	}
	return a
}

func (r *reader) tries(n *yaml.Node) int {
	v, err := strconv.Atoi(r.scalar(n, "tries"))
	if err != nil || v < 1 || v > MaxTries {
		r.fail(n, "tries_form", "value", clip(n.Value), "limit", MaxTries)
		return 0
	}
	return v
}

func (r *reader) reask(n *yaml.Node) *Reask {
	f := r.fields(n, "reask", "slot", "text")
	r.need(n, "reask", f, "slot", "text")
	return &Reask{Slot: r.slot(f["slot"], "reask"), Text: r.text(f["text"], "text", "")}
}

func (r *reader) verify(n *yaml.Node) *Verify {
	f := r.fields(n, "verify", "by")
	v := &Verify{}
	for _, item := range r.items(f["by"], "by", MaxSlots) {
		v.By = append(v.By, r.name(item, "by"))
	}
	return v
}

// inputs reads named expressions, in the order of the file.
func (r *reader) inputs(n *yaml.Node, where string) []Input {
	var out []Input
	r.entries(n, where, func(key, value *yaml.Node) {
		out = append(out, Input{Name: r.name(key, "input"), Value: r.expr(value, "input "+clip(key.Value), "")})
	})
	return out
}

func (b *builder) onError(n *yaml.Node, c *Call, path string, depth int) []exit {
	var out []exit
	b.entries(n, "on_error", func(key, value *yaml.Node) {
		start, exits := b.block(value, join(path, "on_error."+key.Value), depth+1)
		// One block may serve several codes: "slot_full, slot_past".
		for code := range strings.SplitSeq(key.Value, ",") {
			code = strings.TrimSpace(code)
			if !nameForm.MatchString(code) {
				b.fail(key, "code_form", "code", clip(code))
			}
			if code == "default" {
				code = ""
			}
			if _, twice := c.OnError[code]; twice {
				b.fail(key, "code_twice", "code", clip(key.Value))
				continue
			}
			c.OnError[code] = start
		}
		out = append(out, exits...)
	})
	return out
}

func (r *reader) branch(n *yaml.Node) *Branch {
	if field(n, "if") != nil { // the short form for a condition
		f := r.fields(n, "branch", "if", "then", "else")
		r.need(n, "branch", f, "then")
		return &Branch{On: r.expr(f["if"], "if", ""), Cases: map[string]int{}, Else: -1}
	}
	f := r.fields(n, "branch", "on", "cases", "else")
	r.need(n, "branch", f, "on", "cases")
	return &Branch{On: r.expr(f["on"], "on", ""), Cases: map[string]int{}, Else: -1}
}

// cases lays out the blocks of a branch. A branch without else goes on after itself for every other value.
func (b *builder) cases(n *yaml.Node, at int, path string, depth int) []exit {
	br := b.book.Steps[at].Branch
	var out []exit
	b.entries(field(n, "cases"), "cases", func(key, value *yaml.Node) {
		start, exits := b.block(value, join(path, "cases."+key.Value), depth+1)
		// One block may serve several values: "packed, paid".
		for name := range strings.SplitSeq(key.Value, ",") {
			name = strings.TrimSpace(name)
			if _, twice := br.Cases[name]; twice {
				b.fail(key, "case_twice", "name", clip(name))
			}
			br.Cases[name] = start
		}
		out = append(out, exits...)
	})
	if then := field(n, "then"); then != nil {
		start, exits := b.block(then, join(path, "then"), depth+1)
		br.Cases["true"] = start
		out = append(out, exits...)
	}
	otherwise := field(n, "else")
	if otherwise == nil {
		return append(out, func(to int) { br.Else = to })
	}
	start, exits := b.block(otherwise, join(path, "else"), depth+1)
	br.Else = start
	return append(out, exits...)
}

var handOverReasons = []terang.HandOverReason{
	terang.ReasonAsked, terang.ReasonUnhelpful, terang.ReasonUnknown,
	terang.ReasonVerificationFailed, terang.ReasonError, terang.ReasonPolicy,
}

func (r *reader) handOver(n *yaml.Node) *HandOver {
	f := r.fields(n, "hand_over", "reason", "text", "skill")
	r.need(n, "hand_over", f, "reason")
	h := &HandOver{Reason: terang.HandOverReason(r.scalar(f["reason"], "reason"))}
	if f["reason"] != nil && !slices.Contains(handOverReasons, h.Reason) {
		r.fail(f["reason"], "reason_unknown", "reason", clip(string(h.Reason)), "reasons", plainWords(handOverReasons))
	}
	h.Text, h.Skill = r.maybe(f["text"], "text", ""), r.name(f["skill"], "skill")
	return h
}

func (r *reader) remember(n *yaml.Node) *Remember {
	if field(n, "attribute") != nil {
		return r.attribute(n)
	}
	f := r.fields(n, "remember", "label", "value", "source")
	r.need(n, "remember", f, "label", "value")
	m := &Remember{Label: r.words(f["label"], "label"), Value: r.expr(f["value"], "value", ""), Source: "brand_system"}
	if f["source"] != nil {
		m.Source = r.name(f["source"], "source")
	}
	return m
}

func (r *reader) attribute(n *yaml.Node) *Remember {
	f := r.fields(n, "remember", "attribute", "value", "purpose", "keep")
	r.need(n, "remember", f, "value")
	if n.Kind == yaml.MappingNode && f["purpose"] == nil {
		r.fail(n, "attribute_purpose")
	}
	m := &Remember{Attribute: r.name(f["attribute"], "attribute"), Value: r.expr(f["value"], "value", ""), Purpose: r.name(f["purpose"], "purpose")}
	if f["keep"] != nil {
		m.Keep = r.duration(f["keep"], "keep", maxKeep)
	}
	return m
}
