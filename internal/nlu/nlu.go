// Package nlu measures how well texts are understood, on files of labelled texts, with the training code and the
// defaults of the product.
//
// It never trains with settings of its own, and never sees a test file before the training is over.
//
// The way in is [ReadTSV], then [Measure] with a test file or [Fold] without one; [Requests] measures special requests,
// [Trust] how well it is heard when a customer's trust breaks, and [HowEarly] what becomes of that.
package nlu

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"terang/understand/ear"
	"terang/understand/words"
)

const (
	warmUp      = 200 // messages that are heard before the time is taken
	timedRounds = 3   // times that each message's time is taken; the least counts, to leave other programs out
	deepTimed   = 200 // messages whose time with the deep ear is taken
	maxRow      = 1 << 20
)

// ErrRow is a row that cannot be read; the error says file and line.
var ErrRow = errors.New("malformed")

// ReadTSV reads the format of ../shared/spec/evaluation.md: the header "label<TAB>text", then one example a line, UTF-8.
func ReadTSV(name string, b []byte) ([]ear.Example, error) {
	b = []byte(strings.TrimPrefix(string(b), "\ufeff"))
	var out []ear.Example
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		where := fmt.Sprintf("%s:%d", name, n)
		bad := func(what string) error { return fmt.Errorf("%s: %w: %s", where, ErrRow, what) }
		switch {
		case n == 1:
			if line != "label\ttext" {
				return nil, bad(`the first line must be "label", a tab, "text"`)
			}
			continue
		case len(line) > maxRow:
			return nil, bad("the line is longer than 1 MiB")
		case !utf8.ValidString(line):
			return nil, bad("the line is not UTF-8")
		case strings.TrimSpace(line) == "":
			return nil, bad("the line is empty")
		}
		label, text, ok := strings.Cut(line, "\t")
		switch {
		case !ok:
			return nil, bad("there is no tab between label and text")
		case strings.TrimSpace(label) == "":
			return nil, bad("the label is empty")
		case strings.Contains(text, "\t"):
			return nil, bad("there is a second tab")
		}
		out = append(out, ear.Example{Label: strings.TrimSpace(label), Text: text, Where: where})
	}
	if n == 0 {
		return nil, fmt.Errorf("%s:1: %w: the file is empty", name, ErrRow)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s:2: %w: there is no example", name, ErrRow)
	}
	return out, nil
}

// Scores are what `terang eval nlu` prints.
type Scores struct {
	Accuracy   float64             `json:"accuracy"`
	MacroF1    float64             `json:"macro_f1"`
	ECE        float64             `json:"ece"`
	CoverageAt map[string]float64  `json:"coverage_at"` // precision to the largest share of messages that is answered so well
	OOSAUROC   *float64            `json:"oos_auroc"`   // null without a file of what is outside
	OOSRecall  *float64            `json:"oos_recall"`
	WithOOS    *float64            `json:"in_scope_accuracy_with_oos"` // a refused message counts as wrong
	TrainTime  float64             `json:"train_seconds"`
	ModelBytes int                 `json:"model_bytes"`
	P50        float64             `json:"us_p50"`
	P99        float64             `json:"us_p99"`
	DeepShare  float64             `json:"deep_share"`
	DeepP50    float64             `json:"deep_ms_p50"`
	EncodeTime float64             `json:"-"` // seconds of first-time encoding
	Encoded    int                 `json:"-"` // texts that were encoded for the first time
	Promises   map[string]Promised `json:"-"`
	Warnings   []ear.Warning       `json:"-"`
}

// Promised is what came of a promise: the threshold was set on held-out examples alone.
type Promised struct{ Share, Precision float64 }

// Data are the files of one measurement. Test is empty where the examples are folded.
type Data struct {
	Train, Test, Outside, OutsideTest []ear.Example
}

// answer is one message as it was answered.
type answer struct {
	label, guess       string
	confidence, inside float32
	known, deep        bool
}

// Measure trains on one part and measures on the other.
func Measure(ctx context.Context, d Data, opt ear.Options, now func() time.Time) (*Scores, error) {
	opt.Outside = d.Outside
	s := &Scores{CoverageAt: map[string]float64{}, Promises: map[string]Promised{}}
	began := now()
	var err error
	if s.Encoded, err = ear.Warm(d.Train, opt); err != nil {
		return nil, err
	}
	s.EncodeTime = now().Sub(began).Seconds()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	began = now()
	e, err := ear.Train(d.Train, opt)
	if err != nil {
		return nil, err
	}
	s.TrainTime = now().Sub(began).Seconds()
	body, err := e.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	s.ModelBytes, s.Warnings = len(body), e.Report().Warnings
	inside, err := hearAll(ctx, e, d.Test)
	if err != nil {
		return nil, err
	}
	outside, err := hearAll(ctx, e, d.OutsideTest)
	if err != nil {
		return nil, err
	}
	s.count(inside)
	s.countOutside(inside, outside)
	s.keepPromises(e, inside)
	if !e.HasDeep() {
		s.DeepShare = 0
	}
	s.time(e, d.Test, now)
	return s, nil
}

// Fold measures by cross-validation: each of n parts of the examples is heard by an ear that was trained on the others.
// The times are means; outside examples, where there are any, are folded likewise.
func Fold(ctx context.Context, d Data, n int, opt ear.Options, now func() time.Time) (*Scores, error) {
	all := &Scores{CoverageAt: map[string]float64{}, Promises: map[string]Promised{}}
	var inside, outside []answer
	for k := range n {
		part := Data{}
		part.Train, part.Test = split(d.Train, n, k)
		part.Outside, part.OutsideTest = split(d.Outside, n, k)
		if len(part.Test) == 0 || len(part.Train) == 0 {
			return nil, fmt.Errorf("nlu: fold: %d examples are too few for %d parts", len(d.Train), n)
		}
		o := opt
		o.Outside = part.Outside
		began := now()
		encoded, err := ear.Warm(part.Train, o)
		if err != nil {
			return nil, err
		}
		all.Encoded += encoded
		all.EncodeTime += now().Sub(began).Seconds()
		began = now()
		e, err := ear.Train(part.Train, o)
		if err != nil {
			return nil, err
		}
		all.TrainTime += now().Sub(began).Seconds() / float64(n)
		body, err := e.AppendBinary(nil)
		if err != nil {
			return nil, err
		}
		all.ModelBytes = max(all.ModelBytes, len(body))
		in, err := hearAll(ctx, e, part.Test)
		if err != nil {
			return nil, err
		}
		out, err := hearAll(ctx, e, part.OutsideTest)
		if err != nil {
			return nil, err
		}
		inside, outside = append(inside, in...), append(outside, out...)
		if k == n-1 {
			all.time(e, part.Test, now)
		}
	}
	all.count(inside)
	all.countOutside(inside, outside)
	return all, nil
}

// split deals the examples of each label out to n parts, and returns all but the k-th, and the k-th.
func split(examples []ear.Example, n, k int) (train, test []ear.Example) {
	dealt := map[string]int{}
	for _, e := range examples {
		if dealt[e.Label]%n == k {
			test = append(test, e)
		} else {
			train = append(train, e)
		}
		dealt[e.Label]++
	}
	return train, test
}

// hearAll answers all messages, on as many goroutines as there are processors.
func hearAll(ctx context.Context, e *ear.Ear, messages []ear.Example) ([]answer, error) {
	out := make([]answer, len(messages))
	workers := min(runtime.GOMAXPROCS(0), max(1, len(messages)))
	done := make(chan struct{})
	for w := range workers {
		go func() {
			defer func() { done <- struct{}{} }()
			var line words.Line
			var h ear.Heard
			for i := w; i < len(messages) && ctx.Err() == nil; i += workers {
				words.Default().Read(&line, messages[i].Text, messages[i].Language)
				e.Hear(&h, &line)
				a := answer{label: messages[i].Label, confidence: h.Confidence(), inside: h.Inside, known: h.Known, deep: h.Deep}
				if len(h.Choices) > 0 {
					a.guess = h.Choices[0].Label
				}
				out[i] = a
			}
		}()
	}
	for range workers {
		<-done
	}
	return out, ctx.Err()
}

// count fills in what is measured on messages that mean one of the intents.
func (s *Scores) count(all []answer) {
	if len(all) == 0 {
		return
	}
	confidence, right := make([]float32, len(all)), make([]bool, len(all))
	type tally struct{ hit, said, is float64 }
	by := map[string]*tally{}
	at := func(label string) *tally {
		if by[label] == nil {
			by[label] = &tally{}
		}
		return by[label]
	}
	hits, deep := 0.0, 0.0
	for i, a := range all {
		confidence[i], right[i] = a.confidence, a.guess == a.label
		at(a.label).is++
		if a.guess != "" {
			at(a.guess).said++
		}
		if right[i] {
			at(a.label).hit++
			hits++
		}
		if a.deep {
			deep++
		}
	}
	classes, f1 := 0.0, 0.0
	for _, t := range by {
		if t.is == 0 {
			continue
		}
		classes++
	}
	for _, label := range slices.Sorted(func(yield func(string) bool) {
		for l := range by {
			if !yield(l) {
				return
			}
		}
	}) {
		if t := by[label]; t.is > 0 && t.hit > 0 {
			f1 += 2 * t.hit / (t.said + t.is)
		}
	}
	n := float64(len(all))
	s.Accuracy, s.MacroF1, s.DeepShare = hits/n, f1/classes, deep/n
	s.ECE = ear.Calibration(confidence, right)
	for _, p := range promises {
		s.CoverageAt[p.name] = coverage(confidence, right, p.precision)
	}
}

var promises = []struct {
	name      string
	precision float64
}{{"0.95", 0.95}, {"0.98", 0.98}, {"0.99", 0.99}}

// coverage is the largest share of the surest answers that are right at the precision.
func coverage(confidence []float32, right []bool, precision float64) float64 {
	order := make([]int, len(right))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(confidence[b], confidence[a]) })
	best, hits := 0, 0
	for n, i := range order {
		if right[i] {
			hits++
		}
		if n+1 < len(order) && confidence[order[n+1]] == confidence[i] {
			continue
		}
		if float64(hits) >= precision*float64(n+1) {
			best = n + 1
		}
	}
	return float64(best) / float64(len(order))
}

// countOutside fills in what is measured with messages that mean none of the intents.
func (s *Scores) countOutside(inside, outside []answer) {
	if len(outside) == 0 || len(inside) == 0 {
		return
	}
	refused, kept := 0.0, 0.0
	for _, a := range outside {
		if !a.known {
			refused++
		}
	}
	for _, a := range inside {
		if a.known && a.guess == a.label {
			kept++
		}
	}
	area := auroc(inside, outside)
	recall, with := refused/float64(len(outside)), kept/float64(len(inside))
	s.OOSAUROC, s.OOSRecall, s.WithOOS = &area, &recall, &with
}

// auroc is how often a message from inside looks more so than one from outside; a tie counts half.
func auroc(inside, outside []answer) float64 {
	in := make([]float32, len(inside))
	for i, a := range inside {
		in[i] = a.inside
	}
	slices.Sort(in)
	sum := 0.0
	for _, a := range outside {
		low, _ := slices.BinarySearch(in, a.inside)
		high, _ := slices.BinarySearch(in, math.Nextafter32(a.inside, math.MaxFloat32))
		sum += float64(len(in)-high) + float64(high-low)/2
	}
	return sum / float64(len(in)) / float64(len(outside))
}

// keepPromises measures what came of each promise.
func (s *Scores) keepPromises(e *ear.Ear, all []answer) {
	for _, p := range promises {
		_, least := e.Coverage(float32(p.precision))
		n, hits := 0.0, 0.0
		for _, a := range all {
			if a.confidence >= least {
				n++
				if a.guess == a.label {
					hits++
				}
			}
		}
		s.Promises[p.name] = Promised{n / float64(max(1, len(all))), hits / max(1, n)}
	}
}

// time measures how long one message takes on one core: reading and the fast ear, and the deep ear beside it.
func (s *Scores) time(e *ear.Ear, messages []ear.Example, now func() time.Time) {
	if len(messages) == 0 {
		return
	}
	runtime.GC()
	var line words.Line
	var h ear.Heard
	book := words.Default()
	took := make([]float64, len(messages))
	for round := range timedRounds + 1 {
		for i := range messages {
			if round == 0 && i >= warmUp {
				break
			}
			began := now()
			book.Read(&line, messages[i].Text, messages[i].Language)
			e.HearFast(&h, &line)
			us := float64(now().Sub(began).Nanoseconds()) / 1e3
			if round <= 1 || us < took[i] {
				took[i] = us
			}
		}
	}
	s.P50, s.P99 = quantile(took, 0.5), quantile(took, 0.99)
	var deep []float64
	for i := range messages {
		if len(deep) == deepTimed || !e.HasDeep() {
			break
		}
		began := now()
		book.Read(&line, messages[i].Text, messages[i].Language)
		e.Hear(&h, &line)
		if ms := float64(now().Sub(began).Nanoseconds()) / 1e6; h.Deep {
			deep = append(deep, ms)
		}
	}
	s.DeepP50 = quantile(deep, 0.5)
}

func quantile(xs []float64, q float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(xs))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
