package httpapi

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"terang"
	"terang/engine"
	"terang/provenance"
	"terang/provenance/receipt"
)

// Transparency is what a workspace's configuration says of its assistant, read from what runs.
type Transparency struct {
	engine.Description
	Operator string
	Hours    terang.Text
	TakeOver int    // trust score under which a person takes over
	LLM      string // the large language model that writes texts, "" where none does
	Connects bool   // the brand's own system is connected
	Articles int
}

// measureFor is how long counted figures are shown before they are counted anew.
const measureFor = 5 * time.Minute

// measures remembers the figures of logs.
type measures struct {
	clock terang.Clock
	mu    sync.Mutex
	m     map[string]measuredAt
}

type measuredAt struct {
	provenance.Measured
	at time.Time
}

func (c *measures) of(ctx context.Context, log *provenance.Log, workspaceID string) (provenance.Measured, error) {
	c.mu.Lock()
	defer c.mu.Unlock() // one counts, the others wait for its figures
	now := c.clock()
	if have, ok := c.m[workspaceID]; ok && now.Sub(have.at) < measureFor {
		return have.Measured, nil
	}
	m, err := log.Measure(ctx, workspaceID)
	if err == nil && m.Messages > 0 { // that there is nothing yet is cheap to see
		if c.m == nil {
			c.m = map[string]measuredAt{}
		}
		c.m[workspaceID] = measuredAt{m, now}
	}
	return m, err
}

// transparencyView is what the page /transparansi shows.
type transparencyView struct {
	frame
	Lead, Generated, Model, LLM, Answers, People, Asks, Systems, MeasuredOf, WitnessText, Policies, Refs, LogURL, VerifyHref string
	Does                                                                                                                     []doingView
	Reach, Rules, Witnesses                                                                                                  []string
	Measured                                                                                                                 []shareView
	Keys                                                                                                                     []keyView
}

// doingView is what the assistant does under the same conditions.
type doingView struct {
	Notes  string
	Titles []string
}

type shareView struct {
	What, Count, Share string
	Percent            int
}

type keyView struct{ Key, Since, Until string }

func (p *publicPages) transparency(w http.ResponseWriter, r *http.Request) {
	ws, err := p.brand(r)
	brand := p.nameOf(ws)
	f, l := p.frame(r, "trans", brand)
	var facts Transparency
	ok := false
	if err == nil && ws.ID != "" && p.Transparency != nil {
		facts, ok = p.Transparency(ws.ID)
	}
	switch {
	case err != nil:
		writeProblem(w, r, p.fail(r.Context(), "transparency", err))
		return
	case !ok:
		p.write(w, r, http.StatusOK, "choose.html", f)
		return
	}
	v := transparencyView{frame: f, LogURL: "/log/" + url.PathEscape(ws.ID)}
	v.VerifyHref = f.Nav[0].Href
	v.describe(facts, l, p.threshold(ws.ID))
	if err = p.fillProofs(r.Context(), &v, ws.ID, l); err != nil {
		writeProblem(w, r, p.fail(r.Context(), "transparency", err))
		return
	}
	v.Generated = fmt.Sprintf(v.T["trans_generated"], clock(p.Clock(), l))
	p.write(w, r, http.StatusOK, "transparency.html", v)
}

func (p *publicPages) threshold(workspaceID string) int {
	b, _ := p.Brand(workspaceID)
	return b.Threshold
}

// describe puts the configuration into words.
func (v *transparencyView) describe(d Transparency, l terang.Language, offer int) {
	operator := d.Operator
	if operator == "" {
		operator = v.Brand
	}
	v.Lead = fmt.Sprintf(v.T["trans_lead"], operator)
	v.Model = fmt.Sprintf(v.T["trans_model"], d.Model)
	v.LLM = v.T["trans_llm_none"]
	if d.LLM != "" {
		v.LLM = fmt.Sprintf(v.T["trans_llm"], d.LLM)
	}
	refs := make([]string, 0, len(d.Does))
	for _, one := range d.Does {
		v.add(one.Title.In(l), doingNotes(one, v.T))
		refs = append(refs, one.Ref)
	}
	v.Refs = strings.Join(refs, ", ")
	v.Answers = fmt.Sprintf(v.T["trans_answers"], d.Articles, titles(d.Answers, l))
	v.People, v.Asks = titles(d.People, l), titles(d.Asks, l)
	if v.Systems = v.T["trans_systems_none"]; d.Connects {
		v.Systems = v.T["trans_systems"]
	}
	v.Reach = []string{v.T["reach_button"], v.T["reach_words"]}
	if h := d.Hours.In(l); h != "" {
		v.Reach = append(v.Reach, fmt.Sprintf(v.T["reach_hours"], h))
	}
	v.Reach = append(v.Reach, v.T["reach_closed"])
	v.Rules = []string{
		v.T["rule_asked"], fmt.Sprintf(v.T["rule_reasks"], d.Reasks), fmt.Sprintf(v.T["rule_trust"], offer, d.TakeOver), v.T["rule_error"], v.T["rule_policy"],
	}
}

// doingNotes says under which conditions the assistant does something.
func doingNotes(one engine.Doing, t map[string]string) string {
	var notes []string
	for _, n := range []struct {
		on  bool
		key string
	}{{one.Verifies, "does_verifies"}, {len(one.Calls) > 0, "does_calls"}, {one.HandsOn, "does_hands_on"}} {
		if n.on {
			notes = append(notes, t[n.key])
		}
	}
	if len(notes) == 0 {
		return t["does_plain"]
	}
	return strings.Join(notes, ", ")
}

// add puts a title to those with the same notes.
func (v *transparencyView) add(title, notes string) {
	for i := range v.Does {
		if v.Does[i].Notes == notes {
			v.Does[i].Titles = append(v.Does[i].Titles, title)
			return
		}
	}
	v.Does = append(v.Does, doingView{Notes: notes, Titles: []string{title}})
}

func titles(all []terang.Text, l terang.Language) string {
	out := make([]string, len(all))
	for i, t := range all {
		out[i] = t.In(l)
	}
	return strings.Join(out, " · ")
}

// fillProofs adds what the log says: counted figures and keys. A workspace that has said nothing yet has no log.
func (p *publicPages) fillProofs(ctx context.Context, v *transparencyView, workspaceID string, l terang.Language) error {
	m, err := p.measured.of(ctx, p.Proofs, workspaceID)
	if err != nil {
		return err
	}
	v.Policies = strings.Join(m.Policies, ", ")
	if m.Messages > 0 {
		v.MeasuredOf = fmt.Sprintf(v.T["trans_measured_of"], number(m.Messages, l), number(m.Conversations, l), clock(m.From, l), clock(m.To, l))
		row := func(key string, count, of int) {
			if of > 0 {
				percent := 100 * float64(count) / float64(of)
				v.Measured = append(v.Measured, shareView{v.T[key], number(count, l), decimal(percent, l) + " %", int(math.Round(percent))})
			}
		}
		row("measured_person", m.WithPerson, m.Conversations)
		row("measured_alone", m.Conversations-m.WithPerson, m.Conversations)
		row("measured_ai", m.ByKind[terang.KindAI], m.Messages)
		row("measured_automation", m.ByKind[terang.KindAutomation], m.Messages)
		row("measured_assisted", m.ByKind[terang.KindAIAssisted], m.Messages)
		row("measured_human", m.ByKind[terang.KindHuman], m.Messages)
		row("measured_system", m.ByKind[terang.KindSystem], m.Messages)
		row("measured_disclosed", m.Disclosed, m.Messages)
	}
	list, err := p.Proofs.Keys(ctx, workspaceID)
	if terang.KindOf(err) == terang.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	for _, k := range list.Keys {
		v.Keys = append(v.Keys, keyView{k.Verifier, day(k.Since, l), v.T["trans_in_use"]})
		if k.Until != "" {
			v.Keys[len(v.Keys)-1].Until = v.T["trans_until"] + " " + day(k.Until, l)
		}
	}
	v.WitnessText = fmt.Sprintf(v.T["trans_witness"], list.Required)
	for _, w := range list.Witnesses {
		c, err := receipt.ParseCosigner(w)
		if err != nil {
			return errors.Join(errors.New("httpapi: transparency: a witness's key is damaged"), err)
		}
		v.Witnesses = append(v.Witnesses, c.Name())
	}
	return nil
}

// day writes the day of a time: "21 Nov 2026".
func day(stamp string, l terang.Language) string {
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil || at.Unix() <= 0 {
		return "–"
	}
	d, _, _ := strings.Cut(clock(at, l), ",")
	return d
}

// number writes a count in the reader's form: 1.250 or 1,250.
func number(n int, l terang.Language) string {
	s, sep := strconv.Itoa(n), "."
	if l == terang.English {
		sep = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// decimal writes a share with one place: 62,5 or 62.5.
func decimal(x float64, l terang.Language) string {
	s := strconv.FormatFloat(x, 'f', 1, 64)
	if l == terang.English {
		return s
	}
	return strings.Replace(s, ".", ",", 1)
}
