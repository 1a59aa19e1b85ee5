package nlu

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"terang"
	"terang/trust"
	"terang/understand/doubt"
	"terang/understand/ear"
	"terang/understand/request"
)

// falseAlarms is the share of calm turns that may be taken for broken where recall is measured, and of calm talks that
// may be taken over where it is measured how early that happens.
const falseAlarms = 0.05

// TrustScores are what `terang eval trust` prints of one way to judge turns.
type TrustScores struct {
	Turns     int     `json:"turns"`
	Positives int     `json:"positives"`
	ROCAUC    float64 `json:"roc_auc"`
	PRAUC     float64 `json:"pr_auc"` // average precision
	F1        float64 `json:"f1"`     // at Threshold
	Recall    float64 `json:"recall_at_5pct_fpr"`
	ECE       float64 `json:"ece"` // fifteen bins of equal width
	CPU       float64 `json:"cpu_us_per_turn"`
	Own       float64 `json:"own_us_per_turn,omitempty"` // of CPU, without the reading of moods and requests
	Threshold float64 `json:"threshold"`                 // the best on the dialogues that were learnt from
}

// TrustReport is one measurement.
type TrustReport struct {
	TrustScores
	Baselines map[string]TrustScores `json:"baselines"`    // always_no; words: the n-grams of the turn alone, learnt from the same
	By        map[string]TrustScores `json:"by,omitempty"` // of each language, or of each cause against all calm turns
	Prior     Assumed                `json:"prior"`
	Early     *Early                 `json:"early,omitempty"`
}

// Assumed is the share of broken turns that the probabilities assume.
type Assumed struct {
	First    float64 `json:"first"`     // what the reader assumes
	Last     float64 `json:"last"`      // the estimate after the last talk, by the probabilities alone; First where it is fixed
	FixedECE float64 `json:"ece_fixed"` // the calibration error of the probabilities as the reader gives them
}

// judged is one labelled turn.
type judged struct {
	p, words float64
	given    float64 // p as the reader gave it
	broken   bool
	why      doubt.Why
	language terang.Language
}

// TrustOptions say how to measure. The zero value is useful.
type TrustOptions struct {
	By    string // "", "why" or "language"
	Fixed bool   // the share of broken turns that the reader assumes is right, and is not estimated
}

// Trust judges every turn of the dialogues, each by itself and what came before: its own talk so far and, unless that is
// fixed, the share of broken turns that the talks before it in the file let expect. Labels judge, and nothing else.
func Trust(r *doubt.Reader, l *doubt.Listener, ds []doubt.Dialogue, opt TrustOptions, now func() time.Time) (*TrustReport, error) {
	var all []judged
	wordsCut := 0.5
	share := r.Share()
	first := share.Now()
	for _, d := range ds {
		var ps []float64
		walk(r, l, d, func(i int, _ doubt.Heard, o doubt.Doubt) {
			t := d.Turns[i]
			ps = append(ps, o.Probability)
			if t.Label == nil {
				return
			}
			j := judged{p: share.Adjust(o.Probability), given: o.Probability, broken: *t.Label == 1, why: t.Why, language: d.Language}
			j.words, wordsCut = r.WordsAlone(t.Text, d.Language)
			all = append(all, j)
		})
		if !opt.Fixed {
			share.Add(ps)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("nlu: trust: no turn of a contact has a label, from line %d on", firstLine(ds))
	}
	out := &TrustReport{TrustScores: score(all, func(j judged) float64 { return j.p }, r.Cut())}
	out.CPU, out.Own = timeTurns(r, l, ds, now)
	out.Baselines = map[string]TrustScores{
		"always_no": score(all, func(judged) float64 { return 0 }, 0.5),
		"words":     score(all, func(j judged) float64 { return j.words }, wordsCut),
	}
	out.Prior = Assumed{First: rounded(first), Last: rounded(share.Now()), FixedECE: score(all, func(j judged) float64 { return j.given }, r.Cut()).ECE}
	if opt.By != "" {
		out.By = grouped(all, opt.By, r.Cut())
	}
	return out, nil
}

// rounded leaves out what single precision added.
func rounded(x float64) float64 { return math.Round(x*1e6) / 1e6 }

func firstLine(ds []doubt.Dialogue) int {
	if len(ds) == 0 {
		return 1
	}
	return ds[0].Line
}

// walk reads a dialogue and calls f with each turn of the contact.
func walk(r *doubt.Reader, l *doubt.Listener, d doubt.Dialogue, f func(i int, h doubt.Heard, o doubt.Doubt)) {
	var s doubt.State
	for i, t := range d.Turns {
		if t.Role != doubt.Contact {
			s = r.Said(s, t.Role, t.Text)
			continue
		}
		h := l.Hear(t.Text, d.Language)
		var o doubt.Doubt
		s, o = r.Read(s, h)
		f(i, h, o)
	}
}

// grouped are the scores of each language, or of the turns broken by each cause among all that are calm.
func grouped(all []judged, by string, cut float64) map[string]TrustScores {
	groups := map[string][]judged{}
	for _, j := range all {
		switch {
		case by == "language":
			groups[cmp.Or(string(j.language), "none")] = append(groups[cmp.Or(string(j.language), "none")], j)
		case j.broken:
			groups[cmp.Or(string(j.why), "none")] = append(groups[cmp.Or(string(j.why), "none")], j)
		}
	}
	out := map[string]TrustScores{}
	for name, g := range groups {
		if by == "why" {
			for _, j := range all {
				if !j.broken {
					g = append(g, j)
				}
			}
		}
		out[name] = score(g, func(j judged) float64 { return j.p }, cut)
	}
	return out
}

// score measures one way to judge. Where all turns carry the same label an area says nothing and is 0.
func score(all []judged, of func(judged) float64, cut float64) TrustScores {
	s := TrustScores{Turns: len(all), Threshold: cut}
	ps, right := make([]float32, len(all)), make([]bool, len(all))
	order := make([]int, len(all))
	hits, taken := 0, 0
	for i, j := range all {
		p := of(j)
		ps[i], right[i], order[i] = float32(p), j.broken, i
		if j.broken {
			s.Positives++
		}
		if p >= cut {
			taken++
			if j.broken {
				hits++
			}
		}
	}
	s.ECE = ear.Calibration(ps, right)
	if taken+s.Positives > 0 {
		s.F1 = 2 * float64(hits) / float64(taken+s.Positives)
	}
	calm := len(all) - s.Positives
	if s.Positives == 0 || calm == 0 {
		return s
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(of(all[b]), of(all[a])) })
	found, false0 := 0, 0
	for from := 0; from < len(order); {
		to, f, c := from, 0, 0 // turns with the same probability stand together
		for ; to < len(order) && of(all[order[to]]) == of(all[order[from]]); to++ {
			if all[order[to]].broken {
				f++
			} else {
				c++
			}
		}
		s.ROCAUC += float64(f) * (float64(calm-false0-c) + float64(c)/2)
		found, false0 = found+f, false0+c
		s.PRAUC += float64(f) / float64(s.Positives) * float64(found) / float64(found+false0)
		if float64(false0) <= falseAlarms*float64(calm) {
			s.Recall = float64(found) / float64(s.Positives)
		}
		from = to
	}
	s.ROCAUC /= float64(s.Positives) * float64(calm)
	return s
}

// timeTurns takes the time of a turn, with and without the reading of moods and requests: the least of some rounds, to
// leave other programs out.
func timeTurns(r *doubt.Reader, l *doubt.Listener, ds []doubt.Dialogue, now func() time.Time) (all, own float64) {
	all, own = math.Inf(1), math.Inf(1)
	for range timedRounds {
		var listening, total time.Duration
		turns := 0
		for _, d := range ds[:min(len(ds), timedDialogues)] {
			var s doubt.State
			for _, t := range d.Turns {
				begun := now()
				if t.Role != doubt.Contact {
					s = r.Said(s, t.Role, t.Text)
					total += now().Sub(begun)
					continue
				}
				turns++
				h := l.Hear(t.Text, d.Language)
				heard := now()
				s, _ = r.Read(s, h)
				listening += heard.Sub(begun)
				total += now().Sub(begun)
			}
		}
		each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 / float64(max(turns, 1)) }
		all, own = min(all, each(total)), min(own, each(total-listening))
	}
	return all, own
}

// timedDialogues are timed; more would tell nothing new.
const timedDialogues = 400

// Early says how early trust's take-over line is passed, on whole talks. A talk breaks where a turn is labelled so. It is
// caught in time where the line is passed at or after the first such turn and before the customer asks for a person, and
// before an agent speaks; a take-over before that turn, or in a talk that does not break, is a false one.
type Early struct {
	Dialogues int     `json:"dialogues"`
	Breaking  int     `json:"breaking"`
	InTime    float64 `json:"in_time"`    // share of the breaking ones that are caught before the customer asks for a person
	BeforeAsk float64 `json:"before_ask"` // the same with those that are taken over before they break
	AtFirst   float64 `json:"at_first"`   // share caught at their first broken turn, or the one after
	Asked     float64 `json:"asked"`      // share of the breaking ones in which the customer asks first
	Missed    float64 `json:"missed"`     // share of the breaking ones that are never caught
	False     float64 `json:"false"`      // share of the others that are taken over
	TooSoon   float64 `json:"too_soon"`   // share of the breaking ones that are taken over before they break
	Offered   float64 `json:"offered"`    // share of the breaking ones in which a person is offered, or takes over, before the customer asks
	NoNeed    float64 `json:"no_need"`    // share of the others in which one is
	TurnsLate float64 `json:"turns_late"` // of those caught, mean turns of the customer since the first broken one
}

// HowEarly measures whole talks with trust's own score, moved by the doubt alone.
func HowEarly(r *doubt.Reader, l *doubt.Listener, ds []doubt.Dialogue, p trust.Policy) Early {
	return howEarly(r, l, ds, p, DoubtSignals)
}

func howEarly(r *doubt.Reader, l *doubt.Listener, ds []doubt.Dialogue, p trust.Policy, signals func(doubt.Doubt, int64) []trust.Signal) Early {
	var e Early
	caught, late := 0.0, 0.0
	for _, d := range ds {
		o := early(r, l, d, p, signals)
		e.Dialogues++
		if o.broke < 0 {
			if o.taken >= 0 {
				e.False++
			}
			if o.offered >= 0 {
				e.NoNeed++
			}
			continue
		}
		e.Breaking++
		if o.offered >= 0 && (o.asked < 0 || o.offered < o.asked) {
			e.Offered++
		}
		switch {
		case o.taken >= 0 && o.taken < o.broke:
			e.TooSoon++
		case o.taken >= 0 && (o.asked < 0 || o.taken < o.asked):
			caught++
			late += float64(o.taken - o.broke)
			if o.taken-o.broke <= 1 {
				e.AtFirst++
			}
		case o.asked >= 0:
			e.Asked++
		default:
			e.Missed++
		}
	}
	share := func(x *float64, n int) { *x /= math.Max(1, float64(n)) }
	share(&e.False, e.Dialogues-e.Breaking)
	share(&e.NoNeed, e.Dialogues-e.Breaking)
	for _, x := range []*float64{&e.Offered, &e.TooSoon, &e.Asked, &e.Missed, &e.AtFirst} {
		share(x, e.Breaking)
	}
	e.InTime = caught / math.Max(1, float64(e.Breaking))
	e.BeforeAsk = e.InTime + e.TooSoon
	e.TurnsLate = late / math.Max(1, caught)
	return e
}

// outcome are the turns of the contact, counted from 0, at which things happen; -1 for never.
type outcome struct{ broke, offered, taken, asked int }

func early(r *doubt.Reader, l *doubt.Listener, d doubt.Dialogue, p trust.Policy, signals func(doubt.Doubt, int64) []trust.Signal) outcome {
	o := outcome{-1, -1, -1, -1}
	var s trust.State
	turn, agent := 0, slices.IndexFunc(d.Turns, func(t doubt.Turn) bool { return t.Role == doubt.Agent })
	walk(r, l, d, func(i int, h doubt.Heard, got doubt.Doubt) {
		t := d.Turns[i]
		if o.broke < 0 && t.Label != nil && *t.Label == 1 {
			o.broke = turn
		}
		if agent < 0 || i < agent {
			if o.asked < 0 && (t.Why == doubt.Person || slices.ContainsFunc(h.Requests, func(f request.Found) bool { return f.Request == request.Person })) {
				o.asked = turn
			}
			var v trust.View
			g := signals(got, int64(i))
			if slices.ContainsFunc(h.Requests, func(f request.Found) bool { return f.Request == request.Thanks }) {
				g = append(g, trust.Signal{Kind: trust.KindThanks}) // which counts only where nothing speaks against it
			}
			s, v = trust.Update(s, g, p)
			if o.taken < 0 && v.Decision == trust.TakeOver {
				o.taken = turn
			}
			if o.offered < 0 && v.Decision != trust.Keep {
				o.offered = turn
			}
		}
		turn++
	})
	return o
}

// DoubtSignals are the signals of a turn that was heard.
func DoubtSignals(d doubt.Doubt, seq int64) []trust.Signal {
	kind, quote := trust.KindDoubt, ""
	if len(d.Causes) > 0 {
		kind, quote = string(d.Causes[0].Why), d.Causes[0].Quote
	}
	if s, ok := trust.Doubted(d.Probability, kind, quote, seq); ok {
		return []trust.Signal{s}
	}
	return nil
}

// LearnTrust fits a reader to labelled dialogues, beginning with what base knows.
func LearnTrust(base *doubt.Reader, l *doubt.Listener, ds []doubt.Dialogue) (*doubt.Reader, error) {
	return doubt.Learn(ds, l, doubt.LearnOptions{Base: base})
}
