package playbook

import (
	"go.yaml.in/yaml/v3"
)

// Confirm puts before the contact what is about to be done. Only a yes leads to To, the call; a no leads to
// No, which is the step after the call where Kept says that the playbook has no words of its own for it.
type Confirm struct {
	Text     Text
	Card     *Card
	YesLabel *Text // of the quick replies; nil for the house's own words
	NoLabel  *Text
	To       int
	No       int
	Kept     bool
}

// Undo is how a call is taken back, offered for as long as Until gives a time to come; nil for as long as the
// conversation remembers it.
type Undo struct {
	Action string
	Inputs []Input
	Until  *Expr
	Label  Text // of the quick reply
	Done   Text // said after it was taken back
}

// callParts are the fields of a call beside the call itself.
type callParts struct{ preview, confirm, onNo, receipt, undo *yaml.Node }

// call lays out a call with all that belongs to it, in the order in which it runs:
// path.preview → path.confirm → path → path.undo → path.receipt.
func (b *builder) call(n *yaml.Node, line int, path string, depth int) []exit {
	f := b.fields(n, "call", "action", "inputs", "save", "on_error", "preview", "confirm", "on_no", "receipt", "undo")
	b.need(n, "call", f, "action")
	c := &Call{Action: b.name(f["action"], "action"), Inputs: b.inputs(f["inputs"], "inputs"), Save: b.name(f["save"], "save"), OnError: map[string]int{}}
	with := callParts{f["preview"], f["confirm"], f["on_no"], f["receipt"], f["undo"]}
	b.checkParts(with)

	preview, confirm := -1, -1
	if with.preview != nil {
		preview = b.emit(Step{Kind: StepCall, Path: path + ".preview", Line: with.preview.Line, Call: b.preview(with.preview, c.OnError)})
		b.book.Steps[preview].Next = len(b.book.Steps)
	}
	if with.confirm != nil {
		confirm = b.emit(Step{Kind: StepConfirm, Path: path + ".confirm", Line: with.confirm.Line, Confirm: b.confirm(with.confirm)})
		b.book.Steps[confirm].Next = len(b.book.Steps)
		c.Confirmed = true
	}
	at := b.emit(Step{Kind: StepCall, Path: path, Line: line, Call: c})
	last := at
	if with.undo != nil {
		c.Undo = b.undo(with.undo)
		last = b.follow(last, Step{Kind: StepUndo, Path: path + ".undo", Line: with.undo.Line, Undo: c.Undo})
	}
	if with.receipt != nil {
		last = b.follow(last, Step{Kind: StepSay, Path: path + ".receipt", Line: with.receipt.Line, Say: b.receipt(with.receipt)})
	}
	out := []exit{func(to int) { b.book.Steps[last].Next = to }}
	if confirm >= 0 {
		b.book.Steps[confirm].Confirm.To = at
		out = append(out, b.onNo(with.onNo, confirm, path, depth)...)
	}
	return append(out, b.onError(f["on_error"], c, path, depth)...)
}

// follow puts a step right behind another.
func (b *builder) follow(at int, s Step) int {
	next := b.emit(s)
	b.book.Steps[at].Next = next
	return next
}

// checkParts refuses parts that make no sense without each other.
func (b *builder) checkParts(p callParts) {
	if p.preview != nil && p.confirm == nil {
		b.fail(p.preview, "preview_alone")
	}
	if p.onNo != nil && p.confirm == nil {
		b.fail(p.onNo, "on_no_alone")
	}
	if p.undo != nil && p.receipt == nil {
		b.fail(p.undo, "undo_alone")
	}
}

func (b *builder) preview(n *yaml.Node, onError map[string]int) *Call {
	f := b.fields(n, "preview", "action", "inputs", "save")
	b.need(n, "preview", f, "action")
	return &Call{
		Action: b.name(f["action"], "action"), Inputs: b.inputs(f["inputs"], "inputs"), Save: b.name(f["save"], "save"),
		OnError: onError, Preview: true, // what the system refuses to preview, it would refuse to do
	}
}

func (b *builder) confirm(n *yaml.Node) *Confirm {
	f := b.fields(n, "confirm", "text", "card", "yes", "no")
	b.need(n, "confirm", f, "text")
	c := &Confirm{Text: b.text(f["text"], "text", ""), YesLabel: b.maybe(f["yes"], "yes", ""), NoLabel: b.maybe(f["no"], "no", "")}
	if f["card"] != nil {
		c.Card = b.card(f["card"])
	}
	return c
}

func (b *builder) receipt(n *yaml.Node) *Say {
	f := b.fields(n, "receipt", "text", "card")
	b.need(n, "receipt", f, "text")
	s := &Say{Text: b.text(f["text"], "text", "")}
	if f["card"] != nil {
		s.Card = b.card(f["card"])
	}
	return s
}

func (b *builder) undo(n *yaml.Node) *Undo {
	f := b.fields(n, "undo", "action", "inputs", "until", "text", "done")
	b.need(n, "undo", f, "action", "text", "done")
	u := &Undo{Action: b.name(f["action"], "action"), Inputs: b.inputs(f["inputs"], "inputs"), Label: b.text(f["text"], "text", "")}
	if f["until"] != nil {
		e := b.expr(f["until"], "until", "")
		u.Until = &e
	}
	if f["done"] != nil {
		g := b.fields(f["done"], "done", "text")
		b.need(f["done"], "done", g, "text")
		u.Done = b.text(g["text"], "text", "")
	}
	return u
}

// onNo lays out what follows a no. Without it nothing was changed, and the steps after the call go on.
func (b *builder) onNo(n *yaml.Node, confirm int, path string, depth int) []exit {
	c := b.book.Steps[confirm].Confirm
	if n == nil {
		c.Kept = true
		return []exit{func(to int) { c.No = to }}
	}
	start, exits := b.block(n, join(path, "on_no"), depth+1)
	c.No = start
	return exits
}
