package playbook

// stepText is one text of a step with the name of its field.
type stepText struct {
	what string
	text Text
	item bool // it stands for each item of a list, which may have none
}

// texts are all texts of a step.
func (s *Step) texts() []stepText {
	var out []stepText
	add := func(what string, t *Text) {
		if t != nil && t.byLanguage != nil {
			out = append(out, stepText{what: what, text: *t})
		}
	}
	each := func(what string, t *Text) {
		if t != nil && t.byLanguage != nil {
			out = append(out, stepText{what: what, text: *t, item: true})
		}
	}
	card := func(c *Card) {
		if c == nil {
			return
		}
		add("the card's title", &c.Title)
		add("the card's status", c.Status)
		for i := range c.Fields {
			add("a field's label", &c.Fields[i].Label)
			add("a field's value", &c.Fields[i].Value)
		}
		if c.Steps != nil {
			each("a point's label", &c.Steps.Label)
			for i := range c.Steps.Next {
				each("a next point's label", &c.Steps.Next[i].Label)
			}
		}
		if c.Items != nil {
			each("an item's title", &c.Items.Title)
			each("an item's text", c.Items.Text)
		}
	}
	switch {
	case s.Say != nil:
		add("text", &s.Say.Text)
		card(s.Say.Card)
	case s.Ask != nil:
		add("text", &s.Ask.Text)
		add("again", s.Ask.Again)
		if s.Ask.ChoicesFrom != nil {
			each("a choice's label", &s.Ask.ChoicesFrom.Label)
		}
	case s.Reask != nil:
		add("text", &s.Reask.Text)
	case s.Confirm != nil:
		add("text", &s.Confirm.Text)
		card(s.Confirm.Card)
		add("yes", s.Confirm.YesLabel)
		add("no", s.Confirm.NoLabel)
	case s.Undo != nil:
		add("text", &s.Undo.Label)
		add("done.text", &s.Undo.Done)
	case s.HandOver != nil:
		add("text", s.HandOver.Text)
	}
	for _, r := range s.replies() {
		add("a reply's label", &r.Label)
	}
	return out
}

func (s *Step) replies() []Reply {
	switch {
	case s.Say != nil:
		return s.Say.Replies
	case s.Article != nil:
		return s.Article.Replies
	case s.Ask != nil:
		return s.Ask.Choices
	}
	return nil
}

// exprs are all expressions of a step that are computed when it runs, beside the inputs of its call.
func (s *Step) exprs() []Expr {
	var out []Expr
	add := func(e *Expr) {
		if e != nil {
			out = append(out, *e)
		}
	}
	inputs := func(list []Input) {
		for i := range list {
			out = append(out, list[i].Value)
		}
	}
	card := func(c *Card) {
		if c == nil {
			return
		}
		if c.Steps != nil {
			add(&c.Steps.From)
			for i := range c.Steps.Next {
				add(c.Steps.Next[i].If)
				add(c.Steps.Next[i].At)
			}
		}
		if c.Items != nil {
			add(&c.Items.From)
			add(c.Items.Value)
		}
	}
	switch {
	case s.Say != nil:
		card(s.Say.Card)
	case s.Ask != nil:
		if s.Ask.ChoicesFrom != nil {
			add(&s.Ask.ChoicesFrom.List)
		}
	case s.Call != nil:
		inputs(s.Call.Inputs)
	case s.Branch != nil:
		add(&s.Branch.On)
	case s.Remember != nil:
		add(&s.Remember.Value)
	case s.Wait != nil:
		add(s.Wait.Until) // If is computed when the event is there
	case s.Sub != nil:
		inputs(s.Sub.With)
	case s.Confirm != nil:
		card(s.Confirm.Card)
	case s.Undo != nil:
		add(s.Undo.Until)
		inputs(s.Undo.Inputs)
	}
	return out
}

// use is one path that a step reads.
type use struct {
	path   []string
	line   int
	text   bool // in a text, else in an expression
	strict bool // a hole in a text where it is not set
}

// uses are all paths that a step reads.
func (s *Step) uses() []use {
	var out []use
	for _, t := range s.texts() {
		for _, l := range languageOrder {
			tpl := t.text.byLanguage[l]
			if tpl == nil {
				continue
			}
			for _, r := range tpl.reads {
				out = append(out, use{path: r.path, line: max(tpl.line, s.Line), text: true, strict: r.strict && !t.item})
			}
		}
	}
	for _, e := range s.exprs() {
		for _, p := range e.Paths() {
			out = append(out, use{path: p, line: s.Line})
		}
	}
	if s.Wait != nil && s.Wait.If != nil {
		for _, p := range s.Wait.If.Paths() {
			if p[0] != "event" { // the one that is waited for
				out = append(out, use{path: p, line: s.Line})
			}
		}
	}
	return out
}
