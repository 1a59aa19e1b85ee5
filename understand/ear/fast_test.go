package ear

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"terang/understand/words"
)

// row is one line of a public data set.
type row struct{ label, text string }

// publicSet reads ../shared/data/path beside the project; where it is missing the test is skipped.
func publicSet(t testing.TB, path string) []row {
	t.Helper()
	full := filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(path))
	f, err := os.Open(full)
	if err != nil {
		t.Skipf("no public data: %v", err)
	}
	defer f.Close()
	var out []row
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if label, text, ok := strings.Cut(s.Text(), "\t"); ok {
			out = append(out, row{label, text})
		}
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return out[1:]
}

// classesOf numbers the labels as they come.
func classesOf(rows []row) map[string]int32 {
	classes := map[string]int32{}
	for _, r := range rows {
		if _, ok := classes[r.label]; !ok {
			classes[r.label] = int32(len(classes))
		}
	}
	return classes
}

func lessonsOf(rows []row, classes map[string]int32, variants int) []lesson {
	r := newReader(words.Default(), 1)
	var out []lesson
	for i, e := range rows {
		out = r.lessons(out, lesson{class: classes[e.label], group: int32(i)}, e.text, "", variants)
	}
	return out
}

// accuracy is the share of the rows whose best class is right.
func accuracy(f *fast, rows []row, classes map[string]int32) float64 {
	var line words.Line
	var s scratch
	scores, right := make([]float32, f.classes), 0
	for _, e := range rows {
		words.Default().Read(&line, e.text, "")
		s.features = extract(s.features[:0], &line)
		f.scores(scores, s.features, nil, &s.fastScratch)
		if best(scores) == int(classes[e.label]) {
			right++
		}
	}
	return float64(right) / float64(len(rows))
}

func best(scores []float32) int {
	at := 0
	for i, s := range scores {
		if s > scores[at] {
			at = i
		}
	}
	return at
}

func toyRows(n int) []row {
	var out []row
	for _, e := range toyExamples(n) {
		out = append(out, row{e.Labels[0], e.Text})
	}
	return out
}

func TestSameSeedSameNetwork(t *testing.T) {
	rows := toyRows(60)
	classes := classesOf(rows)
	train := func(seed uint64) ([]byte, [][]float32) {
		f, heldOut := trainFast(lessonsOf(rows, classes, 1), len(classes), fastOptions{seed: seed, members: 3, folds: 3})
		return f.appendBinary(nil), heldOut
	}
	a, ah := train(1)
	old := runtime.GOMAXPROCS(1)
	b, bh := train(1)
	runtime.GOMAXPROCS(old)
	if !slices.Equal(a, b) || !slices.EqualFunc(ah, bh, slices.Equal[[]float32]) {
		t.Error("the same seed gave another network on one processor")
	}
	if c, _ := train(2); slices.Equal(a, c) {
		t.Error("another seed gave the same network")
	}
}

func TestHeldOutScoresAreNotLearned(t *testing.T) {
	t.Parallel()
	rows := toyRows(60)
	rows[0] = row{"refund", "where is my order number 0"} // wrong on purpose: only one who has seen it agrees
	classes := classesOf(rows)
	lessons := lessonsOf(rows, classes, 0)
	_, heldOut := trainFast(lessons, len(classes), fastOptions{seed: 1, members: 1, folds: 4})
	for i := range lessons {
		if (best(heldOut[i]) == int(lessons[i].class)) != (i != 0) {
			t.Errorf("%q held out: %v", rows[i].text, heldOut[i])
		}
	}
}

func TestNetworkTakesDenseNumbers(t *testing.T) {
	t.Parallel()
	g := generator(3)
	var lessons []lesson
	for i := range 200 { // the texts tell nothing, the numbers all
		l := lesson{class: int32(i % 2), group: int32(i), dense: make([]float32, 8)}
		g.spread(l.dense, 0.3)
		l.dense[0] = float32(i%2)*2 - 1
		lessons = append(lessons, l)
	}
	f, _ := trainFast(lessons, 2, fastOptions{seed: 1, dense: 8})
	f2, rest, err := readFast(f.appendBinary(nil))
	if err != nil || len(rest) > 0 {
		t.Fatal(err, len(rest))
	}
	var s fastScratch
	a, b := make([]float32, 2), make([]float32, 2)
	for _, l := range lessons {
		f.scores(a, nil, l.dense, &s)
		f2.scores(b, nil, l.dense, &s)
		if best(a) != int(l.class) || !slices.Equal(a, b) {
			t.Fatalf("dense %v: %v, read back %v", l.dense, a, b)
		}
	}
}

func TestScoresAllocateNothing(t *testing.T) {
	rows := toyRows(60)
	c := learned(t, toyExamples(60), LearnOptions{})
	classes := classesOf(rows)
	f, _ := trainFast(lessonsOf(rows, classes, 0), len(classes), fastOptions{})
	line, scores := read("pesanan saya 12 belum sampai, where is it?"), make([]float32, len(classes))
	var s scratch
	if n := testing.AllocsPerRun(100, func() {
		s.features = extract(s.features[:0], line)
		f.scores(scores, s.features, nil, &s.fastScratch)
	}); n > 0 {
		t.Errorf("scores of the ensemble: %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { c.Scores(scores, line) }); n >= 1 {
		t.Errorf("scores of a classifier: %v allocations", n)
	}
}

func TestTimeIsLinear(t *testing.T) {
	rows := toyRows(60)
	classes := classesOf(rows)
	f, _ := trainFast(lessonsOf(rows, classes, 0), len(classes), fastOptions{})
	var s scratch
	scores := make([]float32, len(classes))
	for _, part := range []string{"a", "order 12 belum sampai ", "x y ", "🙂", "ha?", "zzz9"} {
		line := read(strings.Repeat(part, 50000/len(part)))
		best := time.Hour // a machine that is busy elsewhere makes single runs long
		for tries := 0; tries < 20 && best > 50*time.Millisecond; tries++ {
			start := time.Now()
			s.features = extract(s.features[:0], line)
			f.scores(scores, s.features, nil, &s.fastScratch)
			best = min(best, time.Since(start))
		}
		if best > 50*time.Millisecond {
			t.Errorf("50,000 characters of %q took %v", part, best)
		}
		if len(s.features) > maxFeatures+8*maxWord {
			t.Errorf("50,000 characters of %q have %d features", part, len(s.features))
		}
	}
}

func TestKernelsAgree(t *testing.T) {
	t.Parallel()
	g := generator(9)
	const n, rows = 3 * lane, 7
	table, a, b := make([]float32, n*rows), make([]float32, n), make([]float32, n)
	g.spread(table, 1)
	g.spread(a, 1)
	copy(b, a)
	vs := []value{{1, 0.5}, {6, -2}, {0, 0.1}}
	near := func(name string, x, y []float32) {
		t.Helper()
		for i := range x {
			if d := x[i] - y[i]; d > 1e-4 || d < -1e-4 {
				t.Fatalf("%s: %v and %v at %d", name, x[i], y[i], i)
			}
		}
	}
	sumRows(a, table, vs)
	sumRowsPortable(b, table, vs)
	near("sumRows", a, b)
	small, scales := make([]int8, n*rows), make([]float32, rows)
	for i := range small {
		small[i] = int8(g.next())
	}
	g.spread(scales, 0.01)
	sumBytes(a, small, scales, vs)
	sumBytesPortable(b, small, scales, vs)
	near("sumBytes", a, b)
	nib := nibblesOf(table, rows, n)
	sumNibbles(a, &nib, vs)
	sumNibblesPortable(b, &nib, vs)
	near("sumNibbles", a, b)
	ta, tb := slices.Clone(table), slices.Clone(table)
	addRows(ta, table[:n], vs)
	addRowsPortable(tb, table[:n], vs)
	near("addRows", ta, tb)
	addTo(a, table[:n], 0.3)
	addToPortable(b, table[:n], 0.3)
	near("addTo", a, b)
	near("dot", []float32{dot(a, table[n:2*n])}, []float32{dotPortable(b, table[n:2*n])})
	ra, rb := slices.Clone(table[:n]), slices.Clone(table[:n])
	pull(a, ra, table[n:2*n], 0.2, 0.1)
	pullPortable(b, rb, table[n:2*n], 0.2, 0.1)
	near("pull", a, b)
	near("pull", ra, rb)
}

// TestFloors guards what the ensemble reaches on public data, with a little room for chance.
func TestFloors(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	for _, set := range []struct {
		train, test string
		every       int // row of train that is held out where there is no test
		floor       float64
	}{
		{"xsid-id/train.tsv", "", 5, 0.80},
		{"nusax/indonesian-train.tsv", "nusax/indonesian-valid.tsv", 0, 0.60},
		{"banking77/train.tsv", "", 5, 0.905},
	} {
		train, test := publicSet(t, set.train), []row(nil)
		if set.test != "" {
			test = publicSet(t, set.test)
		} else {
			all := train
			train = nil
			for i, r := range all {
				if i%set.every == 0 {
					test = append(test, r)
				} else {
					train = append(train, r)
				}
			}
		}
		classes := classesOf(train)
		start := time.Now()
		f, _ := trainFast(lessonsOf(train, classes, 0), len(classes), fastOptions{seed: 1, members: 2})
		got := accuracy(f, test, classes)
		t.Logf("%s: %.4f after %v, %d bytes", set.train, got, time.Since(start).Round(time.Millisecond), len(f.appendBinary(nil)))
		if got < set.floor {
			t.Errorf("%s: accuracy %.4f, want %.3f", set.train, got, set.floor)
		}
	}
}

func FuzzScores(f *testing.F) {
	for _, s := range []string{"", "a", "where is order 12?", "\x00\xff", "Z̷a̷l̷g̷o", "🙂🙂", strings.Repeat("na", 400), "dGVycmFuZw==", "x:=y[0]"} {
		f.Add(s)
	}
	c := learned(f, toyExamples(36), LearnOptions{})
	many := learned(f, toyMany(36), LearnOptions{Many: true})
	f.Fuzz(func(t *testing.T, text string) {
		line := read(text)
		sum := float32(0)
		for _, s := range c.Scores(nil, line) {
			sum += s
		}
		if !(sum > 0.99 && sum < 1.01) {
			t.Fatalf("%q: probabilities add up to %v", text, sum)
		}
		for _, s := range many.Scores(nil, line) {
			if !(s >= 0 && s <= 1) {
				t.Fatalf("%q: probability %v", text, s)
			}
		}
		for _, cause := range c.Causes(nil, line, 0, 3) {
			if cause.Start < 0 || cause.End > len(line.Text) || cause.Start > cause.End || cause.Weight != cause.Weight {
				t.Fatalf("%q: cause %v", text, cause)
			}
		}
	})
}

func FuzzReadFast(f *testing.F) {
	rows := toyRows(24)
	classes := classesOf(rows)
	how := standard()
	how.hidden = lane
	network, _ := trainFast(lessonsOf(rows, classes, 0), len(classes), fastOptions{members: 1, recipe: &how, epochs: 1, rows: 16})
	f.Add(network.appendBinary(nil), uint16(9), byte(1))
	network, _ = trainFast(lessonsOf(rows, classes, 0), len(classes), fastOptions{members: 1, recipe: &how, epochs: 1, rows: 16, narrow: lane})
	f.Add(network.appendBinary(nil), uint16(9), byte(1))
	f.Fuzz(func(t *testing.T, b []byte, at uint16, x byte) {
		b = slices.Clone(b)
		if len(b) > 4 { // past the checksum, which would catch nearly all
			b[int(at)%len(b)] ^= x
			b = sealed(b[:len(b)-4])
		}
		f, _, err := readFast(b)
		if err != nil {
			return
		}
		var s fastScratch
		scores := make([]float32, f.classes)
		f.scores(scores, extract(nil, read("order 12 belum sampai")), nil, &s)
	})
}

func BenchmarkFeatures(b *testing.B) {
	line := read("I was charged twice for my order last week, can you please check what happened?")
	var fs []feature
	b.ReportAllocs()
	for b.Loop() {
		fs = extract(fs[:0], line)
	}
}

func BenchmarkScores(b *testing.B) {
	rows := toyRows(60)
	classes := classesOf(rows)
	f, _ := trainFast(lessonsOf(rows, classes, 0), len(classes), fastOptions{})
	line, scores := read("I was charged twice for my order last week, can you please check what happened?"), make([]float32, len(classes))
	var s scratch
	b.ReportAllocs()
	for b.Loop() {
		s.features = extract(s.features[:0], line)
		f.scores(scores, s.features, nil, &s.fastScratch)
	}
}

func BenchmarkTrainingStep(b *testing.B) {
	rows := toyRows(60)
	classes := classesOf(rows)
	lessons := lessonsOf(rows, classes, 0)
	v := newVocabulary(featuresOf(lessons, nil, -1), maxRows)
	exercises := exercisesOf(lessons, v, nil, -1)
	how := standard()
	t := newTrainer(shape{rows: len(v.hashes), hidden: how.hidden, classes: len(classes)}, how, 1)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		t.step(&exercises[i%len(exercises)], 1)
	}
}
