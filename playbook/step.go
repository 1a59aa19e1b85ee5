package playbook

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"terang"
)

// need reports the fields of a step that must be there.
func (r *reader) need(n *yaml.Node, where string, f map[string]*yaml.Node, names ...string) {
	if n.Kind != yaml.MappingNode {
		return // fields has already said so
	}
	for _, name := range names {
		if f[name] == nil {
			r.fail(n, fmt.Sprintf("%s has no %s", where, name), "it cannot work without", "add "+name+": …")
		}
	}
}

func (r *reader) say(n *yaml.Node) *Say {
	f := r.fields(n, "say", "text", "replies", "card")
	r.need(n, "say", f, "text")
	s := &Say{Text: r.text(f["text"], "text", ""), Replies: r.replies(f["replies"], "replies")}
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
			r.fail(item, "a reply needs a value or an intent, and not both", "the value is what the contact's tap sends", "keep one of them")
		case f["intent"] != nil:
			reply.Value = "intent:" + r.name(f["intent"], "intent")
		}
		out = append(out, reply)
	}
	return out
}

func (r *reader) card(n *yaml.Node) *Card {
	f := r.fields(n, "card", "kind", "title", "status", "fields", "steps")
	r.need(n, "card", f, "kind", "title")
	c := &Card{Kind: r.scalar(f["kind"], "kind"), Title: r.text(f["title"], "title", "")}
	if f["kind"] != nil && c.Kind != "timeline" && c.Kind != "facts" {
		r.fail(f["kind"], fmt.Sprintf("there is no card %q", clip(c.Kind)), "a card is a timeline or facts", "write kind: timeline")
	}
	if f["status"] != nil {
		t := r.text(f["status"], "status", "")
		c.Status = &t
	}
	for _, item := range r.items(f["fields"], "fields", MaxList) {
		g := r.fields(item, "card field", "label", "value")
		r.need(item, "card field", g, "label", "value")
		c.Fields = append(c.Fields, CardField{Label: r.text(g["label"], "label", ""), Value: r.text(g["value"], "value", "")})
	}
	if f["steps"] != nil {
		c.Steps = r.cardSteps(f["steps"])
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
		next := "declare it under slots"
		names := make([]string, 0, len(r.slots))
		for s := range r.slots {
			names = append(names, s)
		}
		slices.Sort(names)
		if near := nearest(name, names); near != "" {
			next = fmt.Sprintf("write %q, or declare it under slots", near)
		}
		r.fail(n, fmt.Sprintf("%s uses a slot %q that is not declared", where, name), "the declaration says what counts as an answer", next)
	}
	return name
}

func (r *reader) ask(n *yaml.Node) *Ask {
	f := r.fields(n, "ask", "slot", "text", "again", "choices", "choices_from")
	r.need(n, "ask", f, "slot", "text")
	a := &Ask{Slot: r.slot(f["slot"], "ask"), Text: r.text(f["text"], "text", ""), Choices: r.replies(f["choices"], "choices")}
	if f["again"] != nil {
		t := r.text(f["again"], "again", "")
		a.Again = &t
	}
	if c := f["choices_from"]; c != nil {
		g := r.fields(c, "choices_from", "list", "value", "label")
		r.need(c, "choices_from", g, "list", "value", "label")
		a.ChoicesFrom = &ChoicesFrom{List: r.expr(g["list"], "list", ""), Value: r.name(g["value"], "value"), Label: r.text(g["label"], "label", "item")}
	}
	if r.slots[a.Slot].Type == SlotChoice && len(a.Choices) == 0 && a.ChoicesFrom == nil {
		r.fail(n, "an ask for a choice without choices", "there would be nothing to choose from", "add choices or choices_from")
	}
	return a
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

func (r *reader) call(n *yaml.Node) *Call {
	f := r.fields(n, "call", "action", "inputs", "save", "on_error")
	r.need(n, "call", f, "action")
	c := &Call{Action: r.name(f["action"], "action"), Save: r.name(f["save"], "save"), OnError: map[string]int{}}
	r.entries(f["inputs"], "inputs", func(key, value *yaml.Node) {
		c.Inputs = append(c.Inputs, Input{Name: r.name(key, "input"), Value: r.expr(value, "input "+clip(key.Value), "")})
	})
	return c
}

func (b *builder) onError(n *yaml.Node, c *Call, path string, depth int) []exit {
	var out []exit
	b.entries(field(n, "on_error"), "on_error", func(key, value *yaml.Node) {
		start, exits := b.block(value, join(path, "on_error."+key.Value), depth+1)
		// One block may serve several codes: "slot_full, slot_past".
		for code := range strings.SplitSeq(key.Value, ",") {
			code = strings.TrimSpace(code)
			if !nameForm.MatchString(code) {
				b.fail(key, fmt.Sprintf("%q is not an error code", clip(code)), "codes are lower-case letters, digits and _, or default", "write the code that the action gives")
			}
			if code == "default" {
				code = ""
			}
			if _, twice := c.OnError[code]; twice {
				b.fail(key, fmt.Sprintf("the code %q stands twice", clip(key.Value)), "only the first would run", "remove one")
				continue
			}
			c.OnError[code] = start
		}
		out = append(out, exits...)
	})
	return out
}

func (r *reader) branch(n *yaml.Node) *Branch {
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
				b.fail(key, fmt.Sprintf("the case %q stands twice", clip(name)), "only the first would run", "remove one")
			}
			br.Cases[name] = start
		}
		out = append(out, exits...)
	})
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
	f := r.fields(n, "hand_over", "reason", "text")
	r.need(n, "hand_over", f, "reason")
	h := &HandOver{Reason: terang.HandOverReason(r.scalar(f["reason"], "reason"))}
	if f["reason"] != nil && !slices.Contains(handOverReasons, h.Reason) {
		r.fail(f["reason"], fmt.Sprintf("there is no reason %q", clip(string(h.Reason))), "reports count hand-overs by reason: asked, unhelpful, unknown, verification_failed, error, policy", "write reason: policy where the brand wants a person for this")
	}
	if f["text"] != nil {
		t := r.text(f["text"], "text", "")
		h.Text = &t
	}
	return h
}

func (r *reader) remember(n *yaml.Node) *Remember {
	f := r.fields(n, "remember", "label", "value", "source")
	r.need(n, "remember", f, "label", "value")
	m := &Remember{Label: r.words(f["label"], "label"), Value: r.expr(f["value"], "value", ""), Source: "brand_system"}
	if f["source"] != nil {
		m.Source = r.name(f["source"], "source")
	}
	return m
}
