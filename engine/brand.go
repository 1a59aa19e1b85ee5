package engine

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"terang"
	"terang/playbook"
	"terang/trust"
	"terang/understand"
)

// maxAdded bounds what a brand adds to the first disclosure, in characters.
const maxAdded = 160

// Brand is what the engine knows of the brand. It is read from a pack's brand.yaml and never changes.
type Brand struct {
	Name         string            `yaml:"name"`
	Operator     string            `yaml:"operator"` // the company that answers for the assistant
	Languages    []terang.Language `yaml:"languages"`
	Address      string            `yaml:"address"` // how the customer is addressed, "Anda"
	ActionColor  string            `yaml:"action_color"`
	LogoURL      string            `yaml:"logo_url"`
	Greeting     terang.Text       `yaml:"greeting"`
	Disclosure   terang.Text       `yaml:"disclosure_adds"` // what the brand adds to the first disclosure; it never replaces it
	Menu         []MenuItem        `yaml:"menu"`
	Hours        Hours             `yaml:"hours"`
	Patterns     []Pattern         `yaml:"patterns"`
	Verification Verification      `yaml:"verification"`
	Trust        TrustLines        `yaml:"trust"`
	Desk         DeskRules         `yaml:"desk"`
	Topics       map[string]Topic  `yaml:"topics"` // intents that no playbook handles
	// Reach are the ways beside the conversation in which the desk comes back to a contact: call, write. Left out it is both.
	Reach []terang.PromiseKind `yaml:"reach"`
}

// MenuItem is something that the assistant offers to do, as a quick reply that starts an intent.
type MenuItem struct {
	Intent string      `yaml:"intent"`
	Label  terang.Text `yaml:"label"`
}

// Topic is a matter that an article answers, or nobody but a person. Title stands on cards and chips.
type Topic struct {
	Title   terang.Text `yaml:"title"`
	Article string      `yaml:"article"` // "" where only a search can tell
}

// Pattern is one kind of the brand's own numbers; see [understand.Pattern].
type Pattern struct {
	Kind   string `yaml:"kind"`
	Find   string `yaml:"find"`
	Format string `yaml:"format"`
	Bare   string `yaml:"bare"`
}

// TrustLines are the scores under which a person is offered or takes over, and others for matters of some risk and for
// some playbooks; zero takes the defaults.
type TrustLines struct {
	trust.Policy `yaml:",inline"`
	Risk         map[string]trust.Policy `yaml:"risk"`
	Playbook     map[string]trust.Policy `yaml:"playbook"`
}

// Setting returns the lines as the trust room wants them.
func (t TrustLines) Setting() trust.Setting {
	return trust.Setting{Default: t.Policy, Risk: t.Risk, Playbook: t.Playbook}
}

// DeskRules are what a brand says of its desk. WaitingPerAgent is how many conversations may wait for each agent who is there
// before who comes is told that the desk is full; 0 takes the default.
type DeskRules struct {
	WaitingPerAgent int `yaml:"waiting_per_agent"`
}

// Verification says which actions send and check a one-time code, and what they are given and give.
type Verification struct {
	Identifiers []Identifier `yaml:"identifiers"` // in the order in which they are tried
	Start       StartAction  `yaml:"start"`
	Check       CheckAction  `yaml:"check"`
	Minutes     int          `yaml:"minutes"`     // how long a customer stays verified, at most
	TokenError  string       `yaml:"token_error"` // the code with which the brand's system refuses an old token
}

// Identifier is a value by which the brand's system finds the customer: the kind of entity, which is also
// the name of the slot and of the action's input.
type Identifier struct {
	Kind  string      `yaml:"kind"`
	Label terang.Text `yaml:"label"`
}

// StartAction sends a code.
type StartAction struct {
	Action string `yaml:"action"`
	ID     string `yaml:"id"`      // output that names the verification
	SentTo string `yaml:"sent_to"` // output that names the masked destination, "" for none
}

// CheckAction checks a code.
type CheckAction struct {
	Action     string   `yaml:"action"`
	ID         string   `yaml:"id"`   // input
	Code       string   `yaml:"code"` // input
	CustomerID string   `yaml:"customer_id"`
	Name       string   `yaml:"name"`
	Token      string   `yaml:"token"`
	Expires    string   `yaml:"expires"`    // output with the end of the token's life, "" for none
	Wrong      []string `yaml:"wrong"`      // codes: not that code
	Expired    []string `yaml:"expired"`    // codes: too late, send another
	TriesLeft  string   `yaml:"tries_left"` // output with the tries that are left, "" for none
}

// Hours are the opening hours of the desk.
type Hours struct {
	Zone string      `yaml:"zone"`
	Text terang.Text `yaml:"text"`
	Open []Opening   `yaml:"open"`
	Off  []DayOff    `yaml:"off"` // days without service

	// AnswerWithin is how soon a person answers whoever writes while nobody can come, from when the desk is open again: "2h".
	AnswerWithin time.Duration `yaml:"answer_within"`

	location *time.Location
	week     [7][]span
}

// Opening is a time of day on some days of the week: {days: [mon, tue], from: "08:00", to: "21:00"}.
type Opening struct {
	Days []string `yaml:"days" json:"days"`
	From string   `yaml:"from" json:"from"`
	To   string   `yaml:"to" json:"to"`
}

// span is minutes from midnight.
type span struct{ from, to int }

const (
	maxBrandFile   = 64 << 10
	maxMenu        = 6
	maxOpenSearch  = 14 // days that NextOpen looks ahead
	defaultMinutes = 15
)

// The zones of Indonesia have fixed offsets and no summer time, so that no zone files are needed.
var zones = map[string]*time.Location{
	"Asia/Jakarta":  playbook.Zone,
	"Asia/Makassar": time.FixedZone("WITA", 8*60*60),
	"Asia/Jayapura": time.FixedZone("WIT", 9*60*60),
}

var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseBrand reads brand.yaml. Errors name the file, and the line or the field.
func ParseBrand(file string, b []byte) (Brand, error) {
	if len(b) > maxBrandFile {
		return Brand{}, fmt.Errorf("%s: %d bytes: at most %d are read", file, len(b), maxBrandFile)
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	var brand Brand
	if err := d.Decode(&brand); err != nil {
		return Brand{}, fmt.Errorf("%s: %w", file, err)
	}
	if err := brand.check(); err != nil {
		return Brand{}, fmt.Errorf("%s: %w", file, err)
	}
	return brand, nil
}

var colorForm = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// check fills in defaults and refuses what the engine could not work with.
func (b *Brand) check() error {
	b.Name, b.Operator = strings.TrimSpace(b.Name), strings.TrimSpace(b.Operator)
	if b.Name == "" {
		return fmt.Errorf("name is empty: every disclosure names the brand; add name: …")
	}
	if b.Operator == "" {
		b.Operator = b.Name
	}
	if len(b.Languages) == 0 {
		b.Languages = []terang.Language{terang.Indonesian, terang.English}
	}
	for _, l := range b.Languages {
		if !l.Valid() {
			return fmt.Errorf("languages: the house has no texts in %q; use id and en", l)
		}
	}
	if b.ActionColor != "" && !colorForm.MatchString(b.ActionColor) {
		return fmt.Errorf("action_color %q is not a colour; write it as \"#0B5FA5\"", b.ActionColor)
	}
	for l, words := range b.Disclosure {
		if n := utf8.RuneCountInString(words); n > maxAdded {
			return fmt.Errorf("disclosure_adds (%s) has %d characters: more than %d are not read before the answer", l, n, maxAdded)
		}
	}
	if len(b.Menu) > maxMenu {
		return fmt.Errorf("menu has %d items: more than %d do not fit on a phone", len(b.Menu), maxMenu)
	}
	for _, m := range b.Menu {
		if m.Intent == "" || m.Label[terang.Indonesian] == "" || m.Label[terang.English] == "" {
			return fmt.Errorf("menu: an item needs an intent and a label in id and en")
		}
	}
	for name, t := range b.Topics {
		if t.Title[terang.Indonesian] == "" || t.Title[terang.English] == "" {
			return fmt.Errorf("topics: %s needs a title in id and en", name)
		}
	}
	for _, p := range b.Patterns {
		if p.Kind == "" || p.Find == "" {
			return fmt.Errorf("patterns: a pattern needs kind and find")
		}
	}
	if err := b.Verification.check(); err != nil {
		return err
	}
	if err := b.Trust.Setting().Check(); err != nil {
		return fmt.Errorf("trust: %w", err)
	}
	for _, kind := range b.Reach {
		if reachReplies[kind] == "" {
			return fmt.Errorf("reach: %q is not known; use %s and %s, or [] for neither", kind, terang.PromiseCall, terang.PromiseWrite)
		}
	}
	return b.Hours.check()
}

func (v *Verification) check() error {
	if v.Start.Action == "" && v.Check.Action == "" {
		return nil // a brand that verifies nobody
	}
	if v.Start.Action == "" || v.Start.ID == "" || len(v.Identifiers) == 0 {
		return fmt.Errorf("verification: start needs action and id, and identifiers says by what a customer is found")
	}
	c := v.Check
	if c.Action == "" || c.ID == "" || c.Code == "" || c.CustomerID == "" || c.Token == "" {
		return fmt.Errorf("verification: check needs action, id, code, customer_id and token")
	}
	for _, i := range v.Identifiers {
		if i.Kind == "" || i.Label[terang.Indonesian] == "" || i.Label[terang.English] == "" {
			return fmt.Errorf("verification: an identifier needs kind and a label in id and en")
		}
	}
	if v.Minutes < 1 || v.Minutes > defaultMinutes {
		v.Minutes = defaultMinutes
	}
	return nil
}

func (h *Hours) check() error {
	h.location, h.week = playbook.Zone, [7][]span{}
	if h.Zone != "" {
		loc, ok := zones[h.Zone]
		if !ok {
			return fmt.Errorf("hours: zone %q is not known here; use Asia/Jakarta, Asia/Makassar or Asia/Jayapura", h.Zone)
		}
		h.location = loc
	}
	if w := h.AnswerWithin; w != 0 && (w < roundDue || w > maxWithin) {
		return fmt.Errorf("hours: answer_within %s must be between %s and %s; write \"2h\"", w, roundDue, maxWithin)
	}
	for _, o := range h.Open {
		from, err := minutes(o.From)
		if err != nil {
			return err
		}
		to, err := minutes(o.To)
		if err != nil {
			return err
		}
		if to <= from {
			return fmt.Errorf("hours: %s to %s ends before it begins; write a night as two openings", o.From, o.To)
		}
		for _, d := range o.Days {
			i := slices.Index(dayNames, d)
			if i < 0 {
				return fmt.Errorf("hours: %q is not a day; use %s", d, strings.Join(dayNames, ", "))
			}
			h.week[i] = append(h.week[i], span{from, to})
		}
	}
	for i := range h.week {
		slices.SortFunc(h.week[i], func(a, b span) int { return a.from - b.from })
	}
	for i := range h.Off {
		if err := h.Off[i].check(); err != nil {
			return err
		}
	}
	return nil
}

// minutes reads "08:30".
func minutes(s string) (int, error) {
	h, m, ok := strings.Cut(s, ":")
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || hour < 0 || hour > 24 || minute < 0 || minute > 59 || hour == 24 && minute > 0 {
		return 0, fmt.Errorf("hours: %q is not a time of day; write \"08:00\"", s)
	}
	return hour*60 + minute, nil
}

// NextOpen returns when the desk opens next; open is true where it is open at now. Without opening hours,
// or none within two weeks, the time is zero.
func (h Hours) NextOpen(now time.Time) (at time.Time, open bool) {
	if h.location == nil {
		return time.Time{}, false
	}
	now = now.In(h.location)
	y, m, d := now.Date()
	for i := range maxOpenSearch {
		day := time.Date(y, m, d+i, 0, 0, 0, 0, h.location)
		if h.off(day) {
			continue
		}
		for _, s := range h.week[day.Weekday()] {
			from, to := day.Add(time.Duration(s.from)*time.Minute), day.Add(time.Duration(s.to)*time.Minute)
			if now.Before(from) {
				return from, false
			}
			if now.Before(to) {
				return now, true
			}
		}
	}
	return time.Time{}, false
}

// EntityPatterns are the brand's patterns for [understand.Options].
func (b Brand) EntityPatterns() []understand.Pattern {
	out := make([]understand.Pattern, len(b.Patterns))
	for i, p := range b.Patterns {
		out[i] = understand.Pattern{Kind: p.Kind, Find: p.Find, Format: p.Format, Bare: p.Bare}
	}
	return out
}
