package mood

import (
	"bufio"
	"encoding/binary"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"terang"
	"terang/understand/mood/labels"
	"terang/understand/words"
)

var update = flag.Bool("update", false, "learn the moods again and rewrite data/model.bin")

const (
	public = "../../../shared/data"
	seed   = 11

	folds    = 4
	variants = 2 // noisy copies of each text with moods

	leastOwn    = 1 // times that a feature must occur among the texts with moods
	leastPublic = 4 // or among all
	wantRows    = 56000

	threatTexts  = 40 // of one pattern
	threatWeight = 0.6

	outrightTexts  = 80 // of one pattern
	outrightWeight = 1.0
	shoutedTexts   = 5 // one text of so many that say a mood is written in capitals

	packWeight    = 0.4
	requestWeight = 0.4
)

// recipe says how the network learns.
type recipe struct {
	epochs     int
	rate       float32
	dropInput  float32 // of the features
	dropHidden float32
	decay      float32
	begin      float32 // size of the first weights
	public     float32 // how much the public sets count
	noisy      float32 // how much a noisy copy counts
}

var best = recipe{epochs: 14, rate: 0.2, dropInput: 0.3, dropHidden: 0.2, decay: 1e-5, begin: 0.05, public: 0.3, noisy: 0.5}

// unknown is the target of a head that a text says nothing about.
const unknown = -1

// sample is one text to learn from.
type sample struct {
	text     string
	language terang.Language
	target   [heads]int8
	weight   float32
	own      bool // carries all moods, read by a person; may be held out
	tweet    bool
	plain    bool // service talk without a mood
	of       int  // the text that a noisy copy was made of, -1 for one that is none

	rows []int32
	x    []float32
}

var headNames = [scored]string{"anger", "disappointment", "worry", "sarcasm", "satisfaction", "profanity", "threat"}

func targetsOf(names string) (t [heads]int8) {
	for _, n := range strings.Split(names, ",") {
		if h := slices.Index(headNames[:], n); h >= 0 {
			t[h] = 1
		}
	}
	t[headGood], t[headBad] = t[4], max(t[0], t[1], t[3])
	return t
}

// readTSV calls f with the two columns of each line but the first.
func readTSV(t *testing.T, path string, f func(label, text string)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("%s is not there: public data are needed to learn", path)
	}
	defer file.Close()
	s := bufio.NewScanner(file)
	s.Buffer(nil, 1<<20)
	for first := true; s.Scan(); first = false {
		if label, text, ok := strings.Cut(s.Text(), "\t"); ok && !first {
			f(label, text)
		}
	}
}

func phrases(t *testing.T, path string, l terang.Language) (out []sample) {
	readTSV(t, path, func(label, text string) {
		out = append(out, sample{text: text, language: l, target: targetsOf(label), weight: 1, own: true})
	})
	return out
}

func tweets(t *testing.T, want ...labels.Split) (out []sample) {
	t.Helper()
	f, err := os.Open(filepath.Join(public, "stif/unlabelled.inf"))
	if err != nil {
		t.Skip("the tweets of STIF-Indonesia are not there")
	}
	defer f.Close()
	all, err := labels.Tweets(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range all {
		if slices.Contains(want, w.Split) {
			out = append(out, sample{text: w.Text, language: terang.Indonesian, target: targetsOf(strings.Join(w.Moods, ",")), weight: 1, own: true, tweet: true})
		}
	}
	return out
}

// poles are the samples of a public sentiment set: they say good or bad, and little about the moods.
func poles(t *testing.T, path string, l terang.Language, weight float32) (out []sample) {
	readTSV(t, filepath.Join(public, path), func(label, text string) {
		s := sample{text: text, language: l, weight: weight}
		for h := range s.target {
			s.target[h] = unknown
		}
		s.target[headGood], s.target[headBad] = 0, 0
		switch label {
		case "positive":
			s.target[headGood] = 1
			s.target[0], s.target[1], s.target[2], s.target[6] = 0, 0, 0, 0
		case "negative":
			s.target[headBad] = 1
			s.target[4] = 0
		}
		out = append(out, s)
	})
	return out
}

// calm are texts of a public set of plain questions: no mood in them.
func calm(t *testing.T, path string, l terang.Language, every int, weight float32) (out []sample) {
	n := 0
	readTSV(t, filepath.Join(public, path), func(label, text string) {
		if n++; n%every == 0 && !strings.Contains(label, "fraud") && !strings.Contains(label, "lost") && label != "thank_you" {
			out = append(out, sample{text: text, language: l, weight: weight})
		}
	})
	return out
}

// threatening are the texts of patterns that threaten, or only speak of police and courts. They teach that head,
// that a threat is not glad, and that the rest is not angry.
func threatening(t *testing.T, path string) (out []sample) {
	readTSV(t, path, func(label, text string) {
		for _, text := range choices(text, threatTexts) {
			s := sample{text: text, weight: threatWeight}
			for h := range s.target {
				s.target[h] = unknown
			}
			s.target[headThreat], s.target[headAnger] = 0, 0
			if label == "threat" {
				s.target[headThreat], s.target[headAnger], s.target[headSatisfied] = 1, unknown, 0
			}
			out = append(out, s)
		}
	})
	return out
}

// choices returns up to limit of the texts that "{a|b} c" stands for, spread over all of them.
func choices(text string, limit int) []string {
	out := []string{""}
	for rest := text; rest != ""; {
		plain, after, _ := strings.Cut(rest, "{")
		inner, next, _ := strings.Cut(after, "}")
		var grown []string
		for _, o := range out {
			for c := range strings.SplitSeq(inner, "|") {
				grown = append(grown, o+plain+c)
			}
		}
		out, rest = grown, next
	}
	rand.New(rand.NewPCG(seed, uint64(len(text)))).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(len(out), limit)]
}

func lessons(t *testing.T) []sample {
	out := slices.Concat(
		phrases(t, "data/phrases.id.tsv", terang.Indonesian),
		phrases(t, "data/phrases.en.tsv", terang.English),
		tweets(t, labels.Train, labels.Dev),
		threatening(t, "data/threats.tsv"),
		outright(t, "data/outright.tsv"),
		packTalk(t, false),
		requestTalk(t),
		poles(t, "smsa/train.tsv", terang.Indonesian, 0.15),
		poles(t, "nusax/indonesian-train.tsv", terang.Indonesian, 0.15),
		poles(t, "nusax/english-train.tsv", terang.English, 0.4),
		poles(t, "nusax/javanese-train.tsv", words.Javanese, 0.15),
		poles(t, "nusax/sundanese-train.tsv", words.Sundanese, 0.15),
		calm(t, "clinc150/train.tsv", terang.English, 10, 0.15),
		calm(t, "xsid-id/train.tsv", terang.Indonesian, 1, 0.15),
	)
	noise := words.Noise(seed)
	for i := range out {
		out[i].of = -1
	}
	for i := range len(out) {
		for range variants {
			if s := out[i]; s.own && !s.plain {
				s.of, s.text = i, noise.Vary(s.text, s.language)
				out = append(out, s)
			}
		}
	}
	return out
}

// vocabulary chooses the features that get a row and notes each sample's.
func vocabulary(samples []sample) []uint32 {
	book := words.Default()
	type count struct{ own, all int32 }
	counts := make(map[uint32]count, 1<<19)
	each := func(f func(s *sample, e *extractor)) {
		var line words.Line
		var e extractor
		for i := range samples {
			s := &samples[i]
			book.Read(&line, s.text, s.language)
			e.read(&line, 0, len(line.Tokens))
			f(s, &e)
		}
	}
	each(func(s *sample, e *extractor) {
		for _, f := range e.features {
			c := counts[f.hash]
			c.all++
			if s.own && !s.plain && s.of < 0 {
				c.own++
			}
			counts[f.hash] = c
		}
	})
	var keys []uint32
	for k, c := range counts {
		if c.own > leastOwn || c.all >= leastPublic {
			keys = append(keys, k)
		}
	}
	worth := func(k uint32) int32 { return counts[k].all + 8*counts[k].own }
	slices.SortFunc(keys, func(a, b uint32) int {
		if d := worth(b) - worth(a); d != 0 {
			return int(d)
		}
		return int(int64(a) - int64(b))
	})
	keys = keys[:min(len(keys), wantRows)]
	rows := newTable(keys)
	each(func(s *sample, e *extractor) {
		for _, f := range e.features {
			if row := rows.row(f.hash); row >= 0 {
				s.rows = append(s.rows, int32(row))
				s.x = append(s.x, e.lengths[f.family])
			}
		}
	})
	return keys
}

// network is the model while it learns.
type network struct {
	w, gw     []float32
	bias, gb  [hidden]float32
	out, gout [heads][hidden]float32
	off, goff [heads]float32
}

func teach(samples []*sample, rows int, seed uint64, how recipe) *network {
	r := rand.New(rand.NewPCG(seed, 1))
	n := &network{w: make([]float32, rows*hidden), gw: make([]float32, rows*hidden)}
	for i := range n.w {
		n.w[i] = float32(r.NormFloat64()) * how.begin
	}
	for h := range n.out {
		for i := range n.out[h] {
			n.out[h][i] = float32(r.NormFloat64()) * 0.4
		}
		n.off[h] = -1.5
	}
	order := slices.Clone(samples)
	var kept []int32
	var x []float32
	for epoch := range how.epochs {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		lr := how.rate * (1 - float32(epoch)/float32(how.epochs)*0.9)
		for _, s := range order {
			kept, x = kept[:0], x[:0]
			for i, row := range s.rows {
				if r.Float32() >= how.dropInput {
					kept, x = append(kept, row), append(x, s.x[i]/(1-how.dropInput))
				}
			}
			n.step(kept, x, s, lr, how, r)
		}
	}
	return n
}

// step is one step of AdaGrad.
func (n *network) step(rows []int32, x []float32, s *sample, lr float32, how recipe, r *rand.Rand) {
	weight := s.weight
	switch {
	case !s.own:
		weight *= how.public
	case s.of >= 0:
		weight *= how.noisy
	}
	var sum, bent, mask, back [hidden]float32
	sum = n.bias
	for i, row := range rows {
		w := n.w[int(row)*hidden : int(row)*hidden+hidden]
		for j := range sum {
			sum[j] += x[i] * w[j]
		}
	}
	for j := range sum {
		mask[j] = 1 / (1 - how.dropHidden)
		if r.Float32() < how.dropHidden {
			mask[j] = 0
		}
		bent[j] = bend(sum[j]) * mask[j]
	}
	const eps = 1e-6
	for h := range n.out {
		if s.target[h] == unknown {
			continue
		}
		z := n.off[h]
		for j := range bent {
			z += n.out[h][j] * bent[j]
		}
		g := (float32(sigmoid(float64(z))) - float32(s.target[h])) * weight
		for j := range bent {
			back[j] += g * n.out[h][j]
			d := g*bent[j] + how.decay*n.out[h][j]
			n.gout[h][j] += d * d
			n.out[h][j] -= lr * 0.3 * d / sqrt(n.gout[h][j]+eps)
		}
		n.goff[h] += g * g
		n.off[h] -= lr * 0.3 * g / sqrt(n.goff[h]+eps)
	}
	for j := range back {
		d := 1 + abs(sum[j])
		back[j] *= mask[j] / (d * d)
		n.gb[j] += back[j] * back[j]
		n.bias[j] -= lr * 0.3 * back[j] / sqrt(n.gb[j]+eps)
	}
	for i, row := range rows {
		w := n.w[int(row)*hidden : int(row)*hidden+hidden]
		gw := n.gw[int(row)*hidden : int(row)*hidden+hidden]
		for j := range w {
			d := back[j]*x[i] + how.decay*w[j]
			gw[j] += d * d
			w[j] -= lr * d / sqrt(gw[j]+eps)
		}
	}
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

func abs(x float32) float32 { return float32(math.Abs(float64(x))) }

// scores are the uncalibrated log-odds of one sample.
func (n *network) scores(s *sample) (out [scored]float64) {
	sum := n.bias
	for i, row := range s.rows {
		for j := range sum {
			sum[j] += s.x[i] * n.w[int(row)*hidden+j]
		}
	}
	for h := range out {
		z := n.off[h]
		for j := range sum {
			z += n.out[h][j] * bend(sum[j])
		}
		out[h] = float64(z)
	}
	return out
}

// heldOut are the scores of each own sample by a network that has not seen it.
func heldOut(samples []sample, rows int, how recipe) map[*sample][scored]float64 {
	var own, rest, copies []*sample
	for i := range samples {
		switch s := &samples[i]; {
		case !s.own:
			rest = append(rest, s)
		case s.of >= 0:
			copies = append(copies, s)
		default:
			own = append(own, s)
		}
	}
	rand.New(rand.NewPCG(seed, 2)).Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
	out := make(map[*sample][scored]float64, len(own))
	var mu sync.Mutex
	var wait sync.WaitGroup
	for fold := range folds {
		wait.Go(func() {
			train := slices.Clone(rest)
			held := map[*sample]bool{}
			for i, s := range own {
				if i%folds != fold {
					train = append(train, s)
				} else {
					held[s] = true
				}
			}
			for _, s := range copies {
				if !held[&samples[s.of]] {
					train = append(train, s)
				}
			}
			n := teach(train, rows, seed+uint64(fold)+1, how)
			mu.Lock()
			defer mu.Unlock()
			for i := fold; i < len(own); i += folds {
				out[own[i]] = n.scores(own[i])
			}
		})
	}
	wait.Wait()
	return out
}

// calibrate fits slope and shift of each head.
func calibrate(held map[*sample][scored]float64, samples []sample) (slope, shift [scored]float32) {
	for h := range slope {
		slope[h], shift[h] = calibrateHead(held, samples, h)
	}
	return slope, shift
}

// calibrateHead fits one head by Newton's method; phrases, tweets and plain talk count alike.
func calibrateHead(held map[*sample][scored]float64, samples []sample, h int) (slope, shift float32) {
	var of [3]float64
	for s := range held {
		of[s.group()]++
	}
	return platt(held, samples, h, of)
}

// group is the sort of text that a held-out sample is.
func (s *sample) group() int {
	switch {
	case s.tweet:
		return 1
	case s.plain:
		return 2
	}
	return 0
}

// platt fits one head; its steps are short, so that it cannot run away.
func platt(held map[*sample][scored]float64, samples []sample, h int, of [3]float64) (slope, shift float32) {
	a, b := 0.5, -0.5
	for range 100 {
		ga, gb, haa, hab, hbb := 0.0, 0.0, 1e-4, 0.0, 1e-4
		for i := range samples {
			s := &samples[i]
			z, ok := held[s]
			if !ok || s.target[h] == unknown {
				continue
			}
			w := 1 / of[s.group()]
			p := sigmoid(a*z[h] + b)
			d := (p - float64(s.target[h])) * w
			v := p * (1 - p) * w
			ga += d * z[h]
			gb += d
			haa += v * z[h] * z[h]
			hab += v * z[h]
			hbb += v
		}
		det := haa*hbb - hab*hab
		a -= min(max((hbb*ga-hab*gb)/det, -0.2), 0.2)
		b -= min(max((haa*gb-hab*ga)/det, -0.5), 0.5)
	}
	return float32(a), float32(b)
}

// bestCut is the probability from which a head is best taken for true, and the F1 there, on held-out phrases.
func bestCut(held map[*sample][scored]float64, h int, slope, shift float32) (at, best float64) {
	var g []guess
	for s, z := range held {
		if s.group() == 0 {
			g = append(g, guess{sigmoid(float64(slope)*z[h] + float64(shift)), s.target[h] == 1})
		}
	}
	for cut := 0.05; cut < 0.9; cut += 0.05 {
		moved := make([]guess, len(g))
		for i, x := range g {
			moved[i] = guess{p: x.p - cut + 0.5, true: x.true}
		}
		if f, _, _ := f1(moved); f > best {
			at, best = cut, f
		}
	}
	return at, best
}

// encode rounds the network and writes the file that decode reads.
func encode(n *network, keys []uint32, slope, shift [scored]float32, d *deep) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(magic), uint32(len(keys)))
	put := func(v ...float32) {
		for _, x := range v {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	var scale [hidden]float32
	for i, x := range n.w {
		scale[i%hidden] = max(scale[i%hidden], abs(x)/127)
	}
	put(scale[:]...)
	put(n.bias[:]...)
	for h := range n.out {
		put(n.out[h][:]...)
	}
	put(n.off[:]...)
	put(slope[:]...)
	put(shift[:]...)
	put(d.centre[:]...)
	for h := range d.w {
		put(d.w[h][:]...)
	}
	put(d.slope[:]...)
	put(d.shift[:]...)
	for _, k := range keys {
		b = binary.LittleEndian.AppendUint32(b, k)
	}
	for i, x := range n.w {
		b = append(b, byte(int8(math.Round(float64(x/scale[i%hidden])))))
	}
	return b
}

// TestTrain learns the moods and rewrites the model; without -update it does nothing, since that takes a minute.
func TestTrain(t *testing.T) {
	if !*update {
		t.Skip("go test -run TestTrain -update learns the model again")
	}
	samples := lessons(t)
	keys := vocabulary(samples)
	held := heldOut(samples, len(keys), best)
	slope, shift := calibrate(held, samples)
	for h, k := range headNames {
		at, f := bestCut(held, h, slope[h], shift[h])
		t.Logf("%-15s held out: f1 %.3f at probability %.2f", k, f, at)
	}
	all := make([]*sample, len(samples))
	for i := range samples {
		all[i] = &samples[i]
	}
	n := teach(all, len(keys), seed, best)
	d := learnDeep(t, held, samples)
	b := encode(n, keys, slope, shift, &d)
	if err := os.WriteFile("data/model.bin", b, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d texts, %d rows, %d bytes; slope %.2f shift %.2f", len(samples), len(keys), len(b), slope, shift)
}
