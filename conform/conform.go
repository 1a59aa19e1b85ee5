package conform

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Verdict is how a case ended.
type Verdict string

// The verdicts.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Unsupported  Verdict = "not_supported"
	notYetJudged Verdict = ""
)

// Options are how much is done.
type Options struct {
	// Full runs the sizes of the requirement: 1,000 conversations, 200 crashes, 20,000 messages. Else they are a sample.
	Full bool
	// Only are ids of cases or letters of families; nil is all.
	Only []string
	// Wall is the real time, for what must be quick; nil is [time.Now].
	Wall   func() time.Time
	sample *sizes // of the runs with planted faults, which show in the first rounds
}

// sizes are how often the repeating cases repeat.
type sizes struct{ conversations, crashes, races, burst, retries int }

func (o Options) sizes() sizes {
	if o.sample != nil {
		return *o.sample
	}
	if o.Full {
		return sizes{conversations: 1000, crashes: 200, races: 100, burst: 20_000, retries: 1000}
	}
	return sizes{conversations: 40, crashes: 4, races: 20, burst: 120, retries: 20}
}

func (o Options) wants(id string) bool {
	return len(o.Only) == 0 || slices.ContainsFunc(o.Only, func(want string) bool { return want == id || want == id[:1] })
}

// Code says what was wrong, for texts in two languages: see [Code.Text].
type Code string

// The codes of findings.
const (
	MissingElement Code = "missing_element" // a disclosure does not say what it must
	MissingLabel   Code = "missing_label"   // no label, or another author's
	NotTruthful    Code = "not_truthful"    // the question who speaks was not answered with the truth
	FalseAnswer    Code = "false_answer"    // it was answered where nobody asked
	ClaimsHuman    Code = "claims_human"    // a machine says that it is a person
	ForgedWords    Code = "forged_words"    // words that imitate a label, or characters that hide one
	WrongOrder     Code = "wrong_order"     // an author speaks before it was announced
	WrongAuthor    Code = "wrong_author"    // the author is not who wrote
	Silent         Code = "silent"          // nothing was said where something must be
	Spoke          Code = "spoke"           // something was said where nothing may be
	Twice          Code = "twice"           // one message reached the contact twice
	Slow           Code = "slow"
	NoReceipt      Code = "no_receipt" // the proof is missing or does not hold
	BadLog         Code = "bad_log"    // the log does not hold
	Unnoticed      Code = "unnoticed"  // a change of what is stored was not found, or not named
	Accepted       Code = "accepted"   // what must be refused was taken
	TooLong        Code = "too_long"
	Broken         Code = "broken" // the system or its adapter answered with an error
)

// Finding is one thing that is not as the case asks.
type Finding struct {
	Code   Code   `json:"code"`
	Where  string `json:"where,omitempty"` // which phrasing, message or round
	Detail string `json:"detail"`
}

// maxFindings bounds what one case tells.
const maxFindings = 20

// caseTime is how long one case may take before it is broken.
const (
	caseTime     = 90 * time.Second
	fullCaseTime = 30 * time.Minute
)

// check is how one case is tried. It returns [NotSupported] for what cannot be tried; other errors are findings.
type check func(ctx context.Context, t *trial) error

// trial is one case being tried.
type trial struct {
	Adapter
	sizes    sizes
	wall     func() time.Time
	findings []Finding
	more     int
	waited   bool // in vain, for a receipt
	// byRenderer says that bytes were rendered for the case that no conversation had brought about.
	byRenderer bool
}

func (t *trial) find(code Code, where, format string, args ...any) {
	if len(t.findings) == maxFindings {
		t.more++
		return
	}
	t.findings = append(t.findings, Finding{Code: code, Where: where, Detail: fmt.Sprintf(format, args...)})
}

// Run tries every case on the system.
func Run(ctx context.Context, a Adapter, o Options) (Report, error) {
	if a.Contacts == nil || a.Egress == nil {
		return Report{}, errors.New("conform: run: an adapter needs contacts and egress")
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	specs, err := Cases()
	if err != nil {
		return Report{}, err
	}
	r := Report{System: a.System.Name, Version: a.System.Version, Full: o.Full, Channels: a.System.Channels}
	if a.Renderer != nil {
		r.Rendered = a.Renderer.Channels()
	}
	for _, c := range specs {
		if o.wants(c.ID) {
			r.Cases = append(r.Cases, judge(ctx, a, o, c))
		}
		if err := ctx.Err(); err != nil {
			return r, fmt.Errorf("conform: run: %w", err)
		}
	}
	r.count()
	return r, nil
}

// judge tries one case.
func judge(ctx context.Context, a Adapter, o Options, c Case) Result {
	limit := caseTime
	if o.Full {
		limit = fullCaseTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	t := &trial{Adapter: a, sizes: o.sizes(), wall: o.Wall}
	began := o.Wall()
	out := Result{Case: c, Critical: strings.Contains(criticalFamilies, c.ID[:1])}
	err := checks[c.ID](ctx, t)
	out.Took, out.Rendered = o.Wall().Sub(began), t.byRenderer
	unsupported := errors.Is(err, errNotSupported)
	if err != nil && !unsupported {
		t.find(Broken, "", "%v", err)
	}
	switch {
	case len(t.findings) > 0: // what was tried and is wrong counts, even if the rest could not be tried
		out.Verdict, out.Findings, out.More = Fail, t.findings, t.more
	case unsupported:
		out.Verdict, out.Reason = Unsupported, strings.TrimPrefix(err.Error(), errNotSupported.Error()+": ")
	default:
		out.Verdict = Pass
	}
	return out
}
