package engine

import (
	"terang"
	"terang/playbook"
)

// content fills in what a say step says.
func (t *turn) content(s *playbook.Say) (terang.Content, error) {
	var c terang.Content
	var err error
	if c.Text, err = s.Text.Render(t.lang, t.values()); err != nil {
		return c, err
	}
	if c.Replies, err = t.replies(s.Replies); err != nil {
		return c, err
	}
	if s.Card != nil {
		shown := len(t.listed)
		if c.Card, err = t.card(s.Card); err != nil {
			return c, err
		}
		c.Replies = append(c.Replies, t.listed[shown:]...)
	}
	return c, nil
}

func (t *turn) replies(list []playbook.Reply) ([]terang.QuickReply, error) {
	out := make([]terang.QuickReply, 0, len(list))
	for _, r := range list {
		label, err := r.Label.Render(t.lang, t.values())
		if err != nil {
			return nil, err
		}
		out = append(out, terang.QuickReply{Label: label, Value: r.Value})
	}
	return out, nil
}

func (t *turn) card(c *playbook.Card) (*terang.Card, error) {
	out := &terang.Card{Kind: c.Kind}
	var err error
	if out.Title, err = c.Title.Render(t.lang, t.values()); err != nil {
		return nil, err
	}
	if c.Status != nil {
		if out.Status, err = c.Status.Render(t.lang, t.values()); err != nil {
			return nil, err
		}
	}
	for _, f := range c.Fields {
		var field terang.CardField
		if field.Label, err = f.Label.Render(t.lang, t.values()); err != nil {
			return nil, err
		}
		if field.Value, err = f.Value.Render(t.lang, t.values()); err != nil {
			return nil, err
		}
		if field.Value != "" {
			out.Fields = append(out.Fields, field)
		}
	}
	if c.Steps != nil {
		if out.Steps, err = t.timeline(c.Steps); err != nil {
			return nil, err
		}
	}
	if c.Items != nil {
		if out.Items, err = t.items(c.Items); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// items makes the entries of a list. Those with a value can be tapped, now and as an answer to the next question.
func (t *turn) items(c *playbook.CardItems) ([]terang.CardItem, error) {
	list, _ := c.From.Eval(t.values()).([]any)
	out := make([]terang.CardItem, 0, min(len(list), playbook.MaxList))
	for _, item := range list[:min(len(list), playbook.MaxList)] {
		vars := t.with(item)
		title, err := c.Title.Render(t.lang, vars)
		if err != nil {
			return nil, err
		}
		entry := terang.CardItem{Title: title}
		if c.Text != nil {
			if entry.Text, err = c.Text.Render(t.lang, vars); err != nil {
				return nil, err
			}
		}
		if c.Value != nil {
			entry.Value = c.Value.Key(vars)
		}
		if entry.Value != "" {
			t.listed = append(t.listed, terang.QuickReply{Label: title, Value: entry.Value})
		}
		if title != "" {
			out = append(out, entry)
		}
	}
	return out, nil
}

// timeline makes the points of a card: what the brand's system recorded, and what is still to come.
func (t *turn) timeline(c *playbook.CardSteps) ([]terang.CardStep, error) {
	var out []terang.CardStep
	list, _ := c.From.Eval(t.values()).([]any)
	for _, item := range list {
		label, err := c.Label.Render(t.lang, t.with(item))
		if err != nil {
			return nil, err
		}
		if label == "" {
			continue
		}
		step := terang.CardStep{Label: label, State: "done"}
		if m, ok := item.(map[string]any); ok {
			if at, ok := playbook.Instant(m[c.At]); ok {
				at = at.UTC()
				step.At = &at
			}
		}
		out = append(out, step)
	}
	past := len(out)
	for _, n := range c.Next {
		if n.If != nil && n.If.Key(t.values()) != "true" {
			continue
		}
		label, err := n.Label.Render(t.lang, t.values())
		if err != nil {
			return nil, err
		}
		step := terang.CardStep{Label: label, State: "next"}
		if n.At != nil {
			if at, ok := playbook.Instant(n.At.Eval(t.values())); ok {
				at = at.UTC()
				step.At = &at
			}
		}
		out = append(out, step)
	}
	if past > 0 && len(out) > past {
		out[past-1].State = "now"
	}
	return out, nil
}
