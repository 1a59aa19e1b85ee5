package nlu

import (
	"math"
	"strings"
	"testing"
	"time"

	"terang/trust"
	"terang/understand/doubt"
)

// TestTrustScores: the figures of a few turns, reckoned by hand.
func TestTrustScores(t *testing.T) {
	t.Parallel()
	all := []judged{{p: .9, broken: true}, {p: .8}, {p: .6, broken: true}, {p: .6}, {p: .2}, {p: .1}}
	s := score(all, func(j judged) float64 { return j.p }, .5)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"roc", s.ROCAUC, (4 + 2.5) / 8}, // the pair at .6 counts half
		{"pr", s.PRAUC, .5*1 + .5*2/4},
		{"f1", s.F1, 2 * 2. / (4 + 2)},
		{"recall", s.Recall, .5}, // one false alarm in four would be too many
		{"ece", s.ECE, (.1 + .8 + .2 + .2 + .1) / 6},
	} {
		if math.Abs(c.got-c.want) > 1e-6 {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	no := score(all, func(judged) float64 { return 0 }, .5)
	if no.ROCAUC != .5 || no.F1 != 0 || no.Recall != 0 || math.Abs(no.PRAUC-2./6) > 1e-9 || math.Abs(no.ECE-2./6) > 1e-9 {
		t.Errorf("always no: %+v", no)
	}
	one := score(all[1:2], func(j judged) float64 { return j.p }, .5)
	if one.ROCAUC != 0 || one.Positives != 0 || math.IsNaN(one.ECE) {
		t.Errorf("calm turns alone: %+v", one)
	}
}

func talks(t *testing.T, lines ...string) []doubt.Dialogue {
	t.Helper()
	ds, err := doubt.ParseDialogues("talks", []byte(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

const (
	breaks = `{"id":"%","language":"en","turns":[{"role":"contact","text":"where is order 4410?","label":0},{"role":"assistant","text":"May I have your order number?"},
{"role":"contact","text":"I already told you, 4410!! read what I wrote","label":1,"why":"re_ask"},{"role":"assistant","text":"May I have your order number?"},
{"role":"contact","text":"the same question again, this is useless","label":1,"why":"loop"},{"role":"contact","text":"get me a real person","label":1,"why":"person"}]}`
	calm = `{"id":"%","language":"en","turns":[{"role":"contact","text":"what are your opening hours?","label":0},{"role":"assistant","text":"From 9 to 5, Saturdays from 10 to 2."},
{"role":"contact","text":"perfect, thank you!","label":0}]}`
)

func made(form, id string) string {
	return strings.ReplaceAll(strings.Replace(form, "%", id, 1), "\n", "")
}

// TestTrustIsMeasured: whole talks through the shipped model, beside its baselines, and how early trust's line is passed.
func TestTrustIsMeasured(t *testing.T) {
	t.Parallel()
	l, err := doubt.NewListener(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := doubt.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	ds := talks(t, made(breaks, "a"), made(calm, "b"), made(calm, "c"))
	s, err := Trust(r, l, ds, TrustOptions{By: "why"}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if s.Turns != 8 || s.Positives != 3 || s.ROCAUC < .99 || s.CPU <= 0 || s.By["loop"].Positives != 1 || s.By["loop"].Turns != 6 || s.Baselines["always_no"].ROCAUC != .5 {
		t.Errorf("%+v", s)
	}
	e := HowEarly(r, l, ds, trust.DefaultPolicy())
	if e.Breaking != 1 || e.InTime != 1 || e.False != 0 || e.Missed != 0 {
		t.Errorf("%+v", e)
	}
	unlabelled := talks(t, "", `{"id":"a","turns":[{"role":"contact","text":"halo"}]}`)
	if _, err := Trust(r, l, unlabelled, TrustOptions{}, time.Now); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("without labels: %v", err)
	}
}

// TestTheShareIsEstimatedWithoutLabels: turning every label round changes no estimate, a fixed share stays, and the last
// talk of a file counts for nothing in its own figures.
func TestTheShareIsEstimatedWithoutLabels(t *testing.T) {
	t.Parallel()
	l, err := doubt.NewListener(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := doubt.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	turn := func(s string) string {
		return strings.NewReplacer(`"label":0`, `"label":1`, `"label":1`, `"label":0`).Replace(s)
	}
	measure := func(opt TrustOptions, lines ...string) *TrustReport {
		s, err := Trust(r, l, talks(t, lines...), opt, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	a, b := made(breaks, "a"), made(calm, "b")
	as, turned := measure(TrustOptions{}, a, b).Prior, measure(TrustOptions{}, turn(a), turn(b)).Prior
	if as.Last != turned.Last || as.Last <= as.First {
		t.Errorf("%+v, with the labels turned round %+v", as, turned)
	}
	if p := measure(TrustOptions{Fixed: true}, a, b).Prior; p.Last != p.First {
		t.Errorf("fixed: %+v", p)
	}
	one := measure(TrustOptions{}, a)
	if math.Abs(one.ECE-one.Prior.FixedECE) > 1e-9 || one.Prior.Last == one.Prior.First {
		t.Errorf("one talk: %+v, ECE %v", one.Prior, one.ECE)
	}
}

// TestTakeOverTooSoon: a line that is passed before anything broke is no success.
func TestTakeOverTooSoon(t *testing.T) {
	t.Parallel()
	l, err := doubt.NewListener(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := doubt.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	always := func(doubt.Doubt, int64) []trust.Signal { return []trust.Signal{{Kind: trust.KindDoubt}} }
	e := howEarly(r, l, talks(t, made(breaks, "a"), made(calm, "b")), trust.DefaultPolicy(), always)
	if e.TooSoon != 1 || e.InTime != 0 || e.False != 1 {
		t.Errorf("%+v", e)
	}
	never := func(doubt.Doubt, int64) []trust.Signal { return nil }
	if e = howEarly(r, l, talks(t, made(breaks, "a"), made(calm, "b")), trust.DefaultPolicy(), never); e.Asked != 1 || e.InTime+e.Missed+e.False != 0 {
		t.Errorf("%+v", e)
	}
}
