package gate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"terang"
)

// ParsePolicy reads a policy file. Its form stands in docs/policies.md; every mistake is reported with the file, the line
// and what would be right.
func ParsePolicy(file string, b []byte) (*Policy, error) {
	if len(b) > maxPolicyFile {
		return nil, fmt.Errorf("%s:1: %d bytes are more than %d; a policy file holds one policy", file, len(b), maxPolicyFile)
	}
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, notYAML(file, err)
	}
	switch err := d.Decode(&more); {
	case err == nil:
		return nil, fmt.Errorf("%s:%d: a second document; a policy file holds one policy: give each a file of its own", file, more.Line)
	case !errors.Is(err, io.EOF):
		return nil, notYAML(file, err)
	}
	r := &policyReader{file: file}
	if len(doc.Content) == 0 {
		return nil, fmt.Errorf("%s:1: empty; a policy file holds one policy", file)
	}
	top := r.fields(doc.Content[0], "policy")
	p := r.policy(top["policy"])
	if r.err != nil {
		return nil, r.err
	}
	return p, nil
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// notYAML puts the line of a mistake where an editor finds it.
func notYAML(file string, err error) error {
	m := yamlLine.FindStringSubmatch(err.Error())
	line, why := "1", err.Error()
	if m != nil {
		why = why[len(m[0]):]
		if m[1] != "" {
			line = m[1]
		}
	}
	return fmt.Errorf("%s:%s: not YAML: %s; look at the spaces and marks of that line", file, line, why)
}

const (
	maxPolicyFile = 256 << 10
	maxRules      = 64
)

// policyReader reads a YAML tree and keeps the first mistake.
type policyReader struct {
	file string
	err  error
}

func (r *policyReader) fail(n *yaml.Node, format string, args ...any) {
	if r.err == nil {
		line := 1
		if n != nil {
			line = n.Line
		}
		r.err = fmt.Errorf("%s:%d: %s", r.file, line, fmt.Sprintf(format, args...))
	}
}

// fields reads a mapping that may have the given keys and no others.
func (r *policyReader) fields(n *yaml.Node, known ...string) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n == nil || n.Kind != yaml.MappingNode {
		r.fail(n, "a mapping with %s is expected", strings.Join(known, ", "))
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !slices.Contains(known, k.Value) {
			r.fail(k, "unknown field %q; known are %s", k.Value, strings.Join(known, ", "))
		}
		if _, twice := out[k.Value]; twice {
			r.fail(k, "%s is given twice", k.Value)
		}
		out[k.Value] = v
	}
	return out
}

func (r *policyReader) text(parent, n *yaml.Node, name string) string {
	if n == nil || n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
		r.fail(or(n, parent), "%s is missing; every policy and rule has one (see docs/policies.md)", name)
		return ""
	}
	return n.Value
}

func (r *policyReader) optional(n *yaml.Node) string {
	if n == nil || n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

func or(n, other *yaml.Node) *yaml.Node {
	if n != nil {
		return n
	}
	return other
}

// list reads one word or a list of words.
func (r *policyReader) list(n *yaml.Node) []*yaml.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.ScalarNode:
		return []*yaml.Node{n}
	case n.Kind == yaml.SequenceNode:
		return n.Content
	}
	r.fail(n, "a word or a list of words is expected")
	return nil
}

func (r *policyReader) words(n *yaml.Node, what string, known []string) []string {
	var out []string
	for _, w := range r.list(n) {
		if known != nil && !slices.Contains(known, w.Value) {
			r.fail(w, "unknown %s %q; known are %s", what, w.Value, strings.Join(known, ", "))
		}
		out = append(out, w.Value)
	}
	return out
}

func (r *policyReader) date(parent, n *yaml.Node, name string) time.Time {
	v := r.text(parent, n, name)
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, v); err == nil {
			return t.UTC()
		}
	}
	r.fail(or(n, parent), "%s: %q is no date; write 2026-08-02 or 2026-08-02T00:00:00Z", name, v)
	return time.Time{}
}

func (r *policyReader) whole(n *yaml.Node, name string, least int) int {
	var v int
	if n == nil || n.Decode(&v) != nil || v < least {
		r.fail(n, "%s must be a whole number from %d", name, least)
	}
	return v
}

var (
	policyName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,63}$`)
	ruleName   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
	placeName  = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)
)

func (r *policyReader) policy(n *yaml.Node) *Policy {
	f := r.fields(n, "id", "version", "status", "effective", "until", "source", "scope", "rules", "resolution", "evidence")
	p := &Policy{ID: r.text(n, f["id"], "id"), Version: r.whole(or(f["version"], n), "version", 1)}
	if r.err == nil && !policyName.MatchString(p.ID) {
		r.fail(f["id"], "id %q: letters, digits and hyphens only", p.ID)
	}
	p.Status = Status(r.text(n, f["status"], "status"))
	if !slices.Contains([]Status{InForce, Drafted, Repealed}, p.Status) {
		r.fail(or(f["status"], n), "unknown status %q; known are in_force, draft, repealed", p.Status)
	}
	p.Effective = r.date(n, f["effective"], "effective")
	if f["until"] != nil {
		p.Until = r.date(n, f["until"], "until")
		if r.err == nil && !p.Until.After(p.Effective) {
			r.fail(f["until"], "until must be after effective")
		}
	}
	p.Source = r.source(n, f["source"])
	kinds := r.scope(p, f["scope"])
	if res := f["resolution"]; res != nil && res.Value != "union_of_obligations, strictest_form_wins" {
		r.fail(res, "resolution: only %q is built", "union_of_obligations, strictest_form_wins")
	}
	if e := f["evidence"]; e != nil {
		if ev := r.fields(e, "receipt", "retention"); ev["receipt"] != nil && ev["receipt"].Value != "required" {
			r.fail(ev["receipt"], "receipt: every message has one; write required")
		}
	}
	seen := map[string]bool{}
	rules := r.list(f["rules"])
	if len(rules) == 0 || len(rules) > maxRules {
		r.fail(or(f["rules"], n), "rules: one to %d are expected", maxRules)
	}
	for _, rn := range rules {
		rule := r.rule(rn, kinds)
		if seen[rule.ID] {
			r.fail(rn, "the rule %q is there twice", rule.ID)
		}
		seen[rule.ID] = true
		p.Rules = append(p.Rules, rule)
	}
	return p
}

func (r *policyReader) source(parent, n *yaml.Node) Source {
	if n == nil {
		r.fail(parent, "source is missing: say where the rule comes from and how sure you are")
		return Source{}
	}
	f := r.fields(n, "title", "url", "article", "seen_on", "confidence", "reviewed_by")
	s := Source{
		Title: r.text(n, f["title"], "source.title"), URL: r.optional(f["url"]), Article: r.optional(f["article"]),
		SeenOn: r.date(n, f["seen_on"], "source.seen_on"), Confidence: r.text(n, f["confidence"], "source.confidence"), ReviewedBy: r.optional(f["reviewed_by"]),
	}
	if r.err == nil && !slices.Contains([]string{"primary", "secondary", "memory"}, s.Confidence) {
		r.fail(f["confidence"], "unknown confidence %q; known are primary, secondary, memory", s.Confidence)
	}
	return s
}

// scope fills the policy's scope and returns the kinds of author that it is about.
func (r *policyReader) scope(p *Policy, n *yaml.Node) []terang.AuthorKind {
	kinds := []terang.AuthorKind{terang.KindAI, terang.KindAIAssisted, terang.KindAutomation}
	if n == nil {
		return kinds
	}
	f := r.fields(n, "jurisdictions", "sectors", "audience", "directions", "channels", "author_kinds")
	p.Scope = Scope{
		Jurisdictions: r.words(f["jurisdictions"], "jurisdiction", nil),
		Sectors:       r.words(f["sectors"], "sector", []string{"any", "finance", "health", "public", "retail", "companion"}),
		Audience:      r.words(f["audience"], "audience", []string{"any", KnownMinor}),
		Directions:    r.words(f["directions"], "direction", []string{"inbound", "outbound"}),
		Channels:      r.words(f["channels"], "channel", []string{"web", "inapp", "whatsapp", "telegram", "sms", "email", "voice", "push", "media", "export"}),
	}
	for i, j := range p.Scope.Jurisdictions {
		if j == "any" {
			p.Scope.Jurisdictions = nil
			break
		}
		if !placeName.MatchString(j) {
			r.fail(r.list(f["jurisdictions"])[i], "jurisdiction %q: write ISO 3166 codes such as ID, EU or US-ME", j)
		}
	}
	if f["author_kinds"] != nil {
		kinds = nil
		for _, k := range r.words(f["author_kinds"], "author kind", []string{"ai", "ai_assisted", "automation"}) {
			kinds = append(kinds, terang.AuthorKind(k))
		}
	}
	return kinds
}

var policyElements = []string{
	string(terang.IsAI), string(terang.NotHuman), string(terang.Operator), string(terang.HumanRoute), string(terang.NewAuthorKind), string(terang.OptOut),
	string(terang.AIRole), string(terang.HumanReview), string(terang.EmotionNotice), string(terang.PriceAlgorithmic), string(terang.ConsentNamesAI), string(terang.PerMessageAuthor), string(terang.InFileLabel),
}

func (r *policyReader) rule(n *yaml.Node, kinds []terang.AuthorKind) Rule {
	f := r.fields(n, "id", "trigger", "must", "form", "fail", "author_kinds")
	rule := Rule{ID: r.text(n, f["id"], "id"), Kinds: kinds, Fail: Block}
	if r.err == nil && !ruleName.MatchString(rule.ID) {
		r.fail(f["id"], "rule id %q: lower-case letters, digits and underscores only", rule.ID)
	}
	r.trigger(&rule, n, f["trigger"])
	r.must(&rule, n, f["must"])
	if f["form"] != nil {
		r.fields(f["form"], "text", "speech", "media") // how the renderers show it; they are proved one by one
	}
	if f["fail"] != nil {
		rule.Fail = Fail(f["fail"].Value)
		if !slices.Contains([]Fail{Block, Replace, Warn}, rule.Fail) {
			r.fail(f["fail"], "unknown fail %q; known are block, replace_with_safe_disclosure, warn", rule.Fail)
		}
	}
	if f["author_kinds"] != nil {
		rule.Kinds = nil
		for _, k := range r.words(f["author_kinds"], "author kind", []string{"ai", "ai_assisted", "automation"}) {
			rule.Kinds = append(rule.Kinds, terang.AuthorKind(k))
		}
	}
	if slices.Contains(rule.On, OnTransition) {
		rule.Kinds = slices.Compact(append(slices.Clone(rule.Kinds), terang.KindHuman)) // a person who takes over is announced too
	}
	r.sayable(&rule, or(or(f["must"], f["trigger"]), n))
	return rule
}

// sayable refuses a rule that nothing published can fulfil: it would hold every message.
func (r *policyReader) sayable(rule *Rule, n *yaml.Node) {
	if slices.Contains(rule.On, OnTransition) {
		if rule.Placement != InSameUnit {
			r.fail(n, "rule %s: a transition is announced in words, not at %s; use placement: %s", rule.ID, rule.Placement, beforeNewAuthor)
		}
		return // what a new voice says is the house's own: see introduction
	}
	for _, e := range rule.Elements {
		file := e == terang.PerMessageAuthor || e == terang.InFileLabel
		if file != (rule.Placement == InFile) {
			r.fail(n, "rule %s: %s at %s cannot be shown; %s and %s belong to placement: in_file, the others to a message", rule.ID, e, rule.Placement, terang.PerMessageAuthor, terang.InFileLabel)
			return
		}
		if rule.Placement == InLabel && e != terang.IsAI {
			r.fail(n, "rule %s: a label says is_ai and nothing else, not %s; use placement: %s", rule.ID, e, InSameUnit)
			return
		}
		if rule.Placement == InFile || rule.Placement == InLabel {
			continue
		}
		for _, k := range rule.Kinds {
			if !slices.ContainsFunc(published, func(t Text) bool { return slices.Contains(t.Kinds, k) && slices.Contains(t.Elements, e) }) {
				r.fail(n, "rule %s: no published text says %s for the author kind %s; narrow author_kinds (ai, automation), or use placement: label", rule.ID, e, k)
				return
			}
		}
	}
}

func (r *policyReader) trigger(rule *Rule, parent, n *yaml.Node) {
	if n == nil {
		r.fail(parent, "trigger is missing; write trigger: { on: every_machine_message } or another moment")
		return
	}
	f := r.fields(n, "on", "per", "session_h", "minor_h", "idle_gap_d")
	known := []Trigger{
		OnFirstMachineMessage, OnEveryMachineMessage, OnIdentityQuestion, OnTransition, OnElapsed, OnProactiveStart, OnDecision, OnAffect, OnPrice, OnArtefact,
	}
	for _, w := range r.list(f["on"]) {
		on := Trigger(w.Value)
		switch {
		case slices.Contains(transitions, on):
			on = OnTransition
		case slices.Contains(artefacts, on):
			on = OnArtefact
		case !slices.Contains(known, on):
			r.fail(w, "unknown trigger %q; known are %s", w.Value, joined(known, transitions, artefacts))
		}
		if !slices.Contains(rule.On, on) {
			rule.On = append(rule.On, on)
		}
	}
	if len(rule.On) == 0 {
		r.fail(n, "trigger.on is missing; write the moment, for example first_machine_message")
	}
	span := func(name string, unit time.Duration) time.Duration {
		if f[name] == nil {
			return 0
		}
		return time.Duration(r.whole(f[name], name, 1)) * unit
	}
	rule.Session, rule.Minor, rule.Idle = span("session_h", time.Hour), span("minor_h", time.Hour), span("idle_gap_d", 24*time.Hour)
	if slices.Contains(rule.On, OnElapsed) && rule.Session == 0 && rule.Minor == 0 {
		if rule.Idle == 0 {
			r.fail(n, "elapsed needs session_h, minor_h or idle_gap_d")
		}
	}
	if slices.Contains(rule.On, OnElapsed) && rule.Session == 0 {
		rule.Session = rule.Minor // who may be a child is treated as one
	}
}

// joined lists words for an error.
func joined[T ~string](lists ...[]T) string {
	var out []string
	for _, list := range lists {
		for _, w := range list {
			out = append(out, string(w))
		}
	}
	return strings.Join(out, ", ")
}

func (r *policyReader) must(rule *Rule, parent, n *yaml.Node) {
	if n == nil {
		r.fail(parent, "must is missing; write must: { elements: [is_ai] } or what else has to be said")
		return
	}
	f := r.fields(n, "elements", "placement", "language", "machine_readable", "latency_ms", "overrides_persona", "per_message_author", "in_file_label", "consent_names_ai")
	for _, e := range r.words(f["elements"], "element", policyElements) {
		rule.Elements = append(rule.Elements, terang.Element(e))
	}
	yes := func(name string) bool { return f[name] != nil && f[name].Value == "true" }
	if yes("per_message_author") {
		rule.Elements = append(rule.Elements, terang.PerMessageAuthor)
	}
	if yes("in_file_label") {
		rule.Elements = append(rule.Elements, terang.InFileLabel)
	}
	if yes("consent_names_ai") && !slices.Contains(rule.Elements, terang.ConsentNamesAI) {
		rule.Elements = append(rule.Elements, terang.ConsentNamesAI)
	}
	if len(rule.Elements) == 0 {
		r.fail(n, "must.elements is missing; known are %s", strings.Join(policyElements, ", "))
	}
	rule.Placement = InSameUnit
	if slices.Contains(rule.On, OnArtefact) {
		rule.Placement = InFile
	}
	if p := f["placement"]; p != nil {
		switch Placement(p.Value) {
		case InSameUnit, InLabel, InFirstSentence, InFile:
			rule.Placement = Placement(p.Value)
		case beforeNewAuthor, beforeProcessing:
			rule.Placement = InSameUnit
		default:
			r.fail(p, "unknown placement %q; known are %s", p.Value, joined([]Placement{InSameUnit, InLabel, InFirstSentence, InFile, beforeNewAuthor, beforeProcessing}))
		}
	}
}
