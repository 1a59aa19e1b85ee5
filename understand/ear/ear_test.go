package ear

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime"
	"strings"
	"testing"
	"time"

	"terang/understand/words"
)

// bagEncoder is a stand-in for the sentence encoder: each word adds a direction of its own.
type bagEncoder struct {
	asked *[]string
	fail  bool
}

func (e bagEncoder) Digest() string { return "bag" }

func (e bagEncoder) Encode(texts []string) ([][]float32, error) {
	if e.fail {
		return nil, errors.New("no encoder")
	}
	if e.asked != nil {
		*e.asked = append(*e.asked, texts...)
	}
	out := make([][]float32, len(texts))
	for i, text := range texts {
		out[i] = make([]float32, 64)
		for _, w := range strings.Fields(text) {
			h := fnv.New64a()
			h.Write([]byte(w))
			g := generator(h.Sum64())
			for j := range out[i] {
				out[i][j] += float32(g.next()%2001)/1000 - 1
			}
		}
		scaleToOne(out[i])
	}
	return out, nil
}

func shop() []Example {
	var out []Example
	for label, texts := range map[string][]string{
		"order_status": {"where is my order", "my parcel has not arrived", "track my package", "when will my parcel come", "order still not here", "has my order been sent"},
		"refund":       {"i want my money back", "please refund me", "refund the payment", "how do i get a refund", "give back my money", "money back please"},
		"password":     {"i forgot my password", "reset my password", "cannot log in", "my login does not work", "change my password", "password is wrong"},
	} {
		for i, text := range texts {
			out = append(out, Example{Label: label, Text: text, Where: fmt.Sprintf("%s.tsv:%d", label, i+2)})
		}
	}
	sortExamples(out)
	return out
}

func sortExamples(es []Example) {
	for i := range es {
		for j := i; j > 0 && es[j].Where < es[j-1].Where; j-- {
			es[j], es[j-1] = es[j-1], es[j]
		}
	}
}

func ask(e *Ear, text string) Heard {
	var line words.Line
	words.Default().Read(&line, text, "")
	var h Heard
	e.Hear(&h, &line)
	return h
}

func trained(t *testing.T, es []Example, opt Options) *Ear {
	t.Helper()
	e, err := Train(es, opt)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEarHearsWhatItWasTaught(t *testing.T) {
	t.Parallel()
	for _, enc := range []Encoder{nil, bagEncoder{}} {
		e := trained(t, shop(), Options{Seed: 1, Encoder: enc})
		for text, want := range map[string]string{"has my parcel arrived": "order_status", "i would like a refund": "refund", "forgot the password": "password"} {
			h := ask(e, text)
			if len(h.Choices) == 0 || h.Choices[0].Label != want {
				t.Errorf("%q: %+v, want %s", text, h.Choices, want)
			}
			if h.Deep != (enc != nil) {
				t.Errorf("%q: deep ear asked: %v", text, h.Deep)
			}
		}
	}
}

func TestEarSaysNothingOfNothing(t *testing.T) {
	t.Parallel()
	e := trained(t, shop(), Options{Seed: 1, Encoder: bagEncoder{}})
	for _, text := range []string{"", "   ", "\x00\x01"} {
		if h := ask(e, text); h.Known || len(h.Choices) != 0 {
			t.Errorf("%q is known as %+v", text, h.Choices)
		}
	}
	for _, text := range []string{"?", "🙂", strings.Repeat("a", 50000), "\xff\xfe", strings.Repeat("where is my order ", 3000)} {
		ask(e, text)
	}
}

func TestSameSeedSameEar(t *testing.T) {
	es := shop()
	write := func() []byte {
		b, err := trained(t, es, Options{Seed: 7, Encoder: bagEncoder{}}).AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := write()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if !bytes.Equal(first, write()) {
		t.Fatal("the ear depends on the number of processors")
	}
}

func TestEarIsReadBackWithTheSameAnswers(t *testing.T) {
	t.Parallel()
	e := trained(t, shop(), Options{Seed: 1, Encoder: bagEncoder{}})
	b, err := e.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read(b, bagEncoder{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"where is it", "refund", "my login", "weather tomorrow"} {
		x, y := ask(e, text), ask(again, text)
		if fmt.Sprint(x.Choices, x.Inside, x.Known, x.Sure, x.Deep) != fmt.Sprint(y.Choices, y.Inside, y.Known, y.Sure, y.Deep) {
			t.Errorf("%q: %+v then %+v", text, x, y)
		}
	}
	for _, cut := range []int{0, 5, len(b) / 2, len(b) - 1} {
		if _, err := Read(b[:cut], nil, nil); err == nil {
			t.Errorf("%d of %d bytes were read", cut, len(b))
		}
	}
	b[len(b)/3] ^= 1
	if _, err := Read(b, nil, nil); err == nil {
		t.Error("a changed byte was not seen")
	}
}

func TestTrainEncodesOnlyWhatIsNew(t *testing.T) {
	t.Parallel()
	defer runtime.KeepAlive(t)
	cache := &Cache{}
	es := shop()
	if _, err := Warm(es, Options{Encoder: bagEncoder{}, Cache: cache}); err != nil {
		t.Fatal(err)
	}
	b, err := cache.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	kept := &Cache{}
	if err := kept.UnmarshalBinary(b); err != nil || kept.Len() != cache.Len() {
		t.Fatal(err, kept.Len(), cache.Len())
	}
	var asked []string
	es = append(es, Example{Label: "refund", Text: "something brand new"})
	trained(t, es, Options{Seed: 1, Encoder: bagEncoder{asked: &asked}, Cache: kept})
	if len(asked) != 1 {
		t.Fatalf("encoded %q", asked)
	}
}

func TestOddPacksAreWarnedOfAndStillWork(t *testing.T) {
	t.Parallel()
	es := append(shop(),
		Example{Label: "refund", Text: "where is my order", Where: "refund.tsv:9"},
		Example{Label: "lonely", Text: "only this sentence", Where: "lonely.tsv:2"},
		Example{Label: "refund", Text: "  ", Where: "refund.tsv:10"},
		Example{Label: " ", Text: "no label here", Where: "x.tsv:3"})
	e := trained(t, es, Options{Seed: 1})
	got := map[string]string{}
	for _, w := range e.Report().Warnings {
		got[w.Code] = w.Where
		if w.Message["id"] == "" || w.Message["en"] == "" || strings.Contains(w.Message["en"], "{") {
			t.Errorf("%s: %v", w.Code, w.Message)
		}
	}
	for code, where := range map[string]string{"duplicate_two_intents": "refund.tsv:9", "one_example": "lonely.tsv:2", "empty_example": "refund.tsv:10", "no_intent": "x.tsv:3"} {
		if got[code] != where {
			t.Errorf("%s at %q, want %q", code, got[code], where)
		}
	}
	if h := ask(e, "please refund me"); h.Choices[0].Label != "refund" {
		t.Errorf("%+v", h.Choices)
	}
	one := trained(t, []Example{{Label: "a", Text: "only one example"}}, Options{Seed: 1, Encoder: bagEncoder{}})
	if h := ask(one, "only one example"); len(h.Choices) != 1 {
		t.Errorf("%+v", h.Choices)
	}
	if _, err := Train(nil, Options{}); err == nil {
		t.Error("trained on nothing")
	}
}

func TestFailingEncoder(t *testing.T) {
	t.Parallel()
	if _, err := Train(shop(), Options{Encoder: bagEncoder{fail: true}}); err == nil {
		t.Error("trained with an encoder that fails")
	}
	e := trained(t, shop(), Options{Seed: 1, Encoder: bagEncoder{}}).With(0.9, bagEncoder{fail: true})
	if h := ask(e, "please refund me"); h.Deep || len(h.Choices) == 0 {
		t.Errorf("%+v", h)
	}
}

func TestExplainNamesTheNearestExample(t *testing.T) {
	t.Parallel()
	for _, enc := range []Encoder{nil, bagEncoder{}} {
		e := trained(t, shop(), Options{Seed: 1, Encoder: enc})
		var line words.Line
		words.Default().Read(&line, "track my package now", "")
		near := e.Explain(&line, 3)
		if len(near) == 0 || near[0].Text != "track my package" || near[0].Label != "order_status" || near[0].Deep != (enc != nil) {
			t.Errorf("%+v", near)
		}
	}
}

func TestFastHearingAllocatesNothing(t *testing.T) {
	e := trained(t, shop(), Options{Seed: 1})
	var line words.Line
	words.Default().Read(&line, "where is my order now", "")
	var h Heard
	e.Hear(&h, &line)
	if n := testing.AllocsPerRun(100, func() { e.Hear(&h, &line) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestHalfPrecision(t *testing.T) {
	t.Parallel()
	for h := range 0x7c00 {
		if got := toHalf(fromHalf(uint16(h))); got != uint16(h) {
			t.Fatalf("%#x became %#x", h, got)
		}
	}
	for _, c := range []struct{ x, want float32 }{{1, 1}, {-0.5, -0.5}, {1e9, 65504}, {1e-12, 0}, {0.1, 0.099975586}} {
		if got := fromHalf(toHalf(c.x)); got != c.want {
			t.Errorf("%v became %v", c.x, got)
		}
	}
}

func FuzzReadEar(f *testing.F) {
	f.Add([]byte(earMagic), uint16(0), byte(0))
	e, err := Train(shop(), Options{Seed: 1, Encoder: bagEncoder{}})
	if err != nil {
		f.Fatal(err)
	}
	whole, err := e.AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	whole = whole[:len(whole)-4]
	for _, back := range []uint16{1, 100, 1000, 5000, 20000} { // places from the end: the deep ear's
		f.Add(whole, back, byte(0xff))
	}
	f.Fuzz(func(t *testing.T, b []byte, back uint16, x byte) {
		b = bytes.Clone(b)
		if len(b) > 0 {
			b[len(b)-1-int(back)%len(b)] ^= x
		}
		e, err := Read(append(b, sealed(b)[len(b):]...), bagEncoder{}, nil)
		if err != nil {
			return
		}
		ask(e, "has my parcel arrived")
	})
}

// wideEncoder is a stand-in of the sentence encoder's size.
type wideEncoder struct{}

func (wideEncoder) Digest() string { return "wide" }

func (wideEncoder) Encode(texts []string) ([][]float32, error) {
	out, _ := bagEncoder{}.Encode(texts)
	for i, v := range out {
		for len(v) < 384 {
			v = append(v, v[:64]...)
		}
		scaleToOne(v)
		out[i] = v
	}
	return out, nil
}

// packSized makes examples of so many intents as a large pack has, in words of their own and in common ones.
func packSized(intents, each int) []Example {
	g := generator(5)
	word := func(seed uint64) string {
		w, letters := generator(seed), ""
		for range 2 + w.next()%3 {
			letters += string("bcdghjklmnprst"[w.next()%14]) + string("aeiou"[w.next()%5])
		}
		return letters
	}
	var out []Example
	for c := range intents {
		for range each {
			var text []string
			for range 4 + g.next()%8 {
				seed := 1000 + g.next()%700 // of all intents
				if g.next()%3 == 0 {
					seed = uint64(2600+c*12) + g.next()%12 // of this one
				}
				text = append(text, word(seed))
			}
			out = append(out, Example{Label: fmt.Sprintf("intent_%02d", c), Text: strings.Join(text, " ")})
		}
	}
	return out
}

func TestPackSizedEarIsSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	const most, mostMemory = 1_500_000, 1_750_000
	es := packSized(60, 60)
	e := trained(t, es, Options{Seed: 1, Encoder: wideEncoder{}})
	b, err := e.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d examples of %d intents: %d bytes, %d rows", len(es), len(e.Labels()), len(b), len(e.fast.vocabulary.hashes))
	if len(b) > most {
		t.Errorf("%d bytes, want at most %d", len(b), most)
	}
	if rows := len(e.fast.vocabulary.hashes); rows < 12000 {
		t.Errorf("%d features are too few to measure by", rows)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	again, err := Read(b, wideEncoder{}, nil)
	took := time.Since(began)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	grown := int(after.HeapAlloc) - int(before.HeapAlloc)
	t.Logf("read in %v, %d bytes of memory", took, grown)
	if grown > mostMemory {
		t.Errorf("%d bytes of memory, want at most %d", grown, mostMemory)
	}
	if took > 100*time.Millisecond { // five, with room for a busy machine
		t.Errorf("read in %v", took)
	}
	second, err := again.AppendBinary(nil)
	if err != nil || !bytes.Equal(b, second) {
		t.Error("written again, the ear is other bytes", err)
	}
	for _, x := range es[:50] {
		p, q := ask(e, x.Text), ask(again, x.Text)
		if fmt.Sprint(p.Choices, p.Inside, p.Known, p.Sure, p.Deep) != fmt.Sprint(q.Choices, q.Inside, q.Known, q.Sure, q.Deep) {
			t.Errorf("%q: %+v then %+v", x.Text, p, q)
		}
	}
	runtime.KeepAlive(e)
}
