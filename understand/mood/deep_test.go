package mood

import (
	"math"
	"math/rand/v2"
	"testing"

	"terang/encoder"
	"terang/understand/words"
)

const (
	deepRounds = 400
	deepRidge  = 3e-4
	deepPlain  = 3 // one plain text of so many is encoded: that is slow
	deepScale  = 8 // a centred vector's numbers are small beside a score
)

// vectors encodes the texts of samples as the house does.
func vectors(t *testing.T, samples []*sample) [][]float32 {
	t.Helper()
	e, err := encoder.Open()
	if err != nil {
		t.Fatal(err)
	}
	var line words.Line
	out := make([][]float32, len(samples))
	for i, s := range samples {
		words.Default().Read(&line, s.text, "")
		out[i] = make([]float32, VectorSize)
		if err := e.Encode(out[i], line.Encoded()); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// deepFit is a logistic regression for one head over the network's score and the centred vector.
type deepFit struct {
	slope, shift float64
	w            [VectorSize]float64
}

func (f *deepFit) score(z float64, x []float32) float64 {
	sum := f.slope*z + f.shift
	for i, v := range x {
		sum += f.w[i] * float64(v)
	}
	return sum
}

// fitDeep descends with momentum over all samples but those of the fold that is left out.
func fitDeep(z []float64, x [][]float32, y []bool, weight []float64, skip int) *deepFit {
	f := &deepFit{slope: 0.5, shift: -0.5}
	var v, g deepFit
	const rate, momentum = 0.5, 0.95
	for range deepRounds {
		g = deepFit{}
		for i := range z {
			if i%folds == skip {
				continue
			}
			d := sigmoid(f.score(z[i], x[i]))
			if y[i] {
				d--
			}
			d *= weight[i]
			g.slope += d * z[i]
			g.shift += d
			for j, u := range x[i] {
				g.w[j] += d * float64(u)
			}
		}
		v.slope = momentum*v.slope - rate*0.1*g.slope
		v.shift = momentum*v.shift - rate*0.1*g.shift
		f.slope += v.slope
		f.shift += v.shift
		for j := range g.w {
			v.w[j] = momentum*v.w[j] - rate*(g.w[j]+deepRidge*f.w[j])
			f.w[j] += v.w[j]
		}
	}
	return f
}

// learnDeep fits what the vectors say, over scores of networks that had not seen the texts. Slope and shift are set by
// calibration on folds that the fit had not seen.
func learnDeep(t *testing.T, held map[*sample][scored]float64, samples []sample) (d deep) {
	t.Helper()
	var own []*sample
	for i := range samples {
		if _, ok := held[&samples[i]]; ok && (!samples[i].plain || i%deepPlain == 0) {
			own = append(own, &samples[i])
		}
	}
	rand.New(rand.NewPCG(seed, 3)).Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
	x := vectors(t, own)
	for _, v := range x {
		for j, u := range v {
			d.centre[j] += u / float32(len(x))
		}
	}
	for _, v := range x {
		for j := range v {
			v[j] = (v[j] - d.centre[j]) * deepScale
		}
	}
	weight, z, y := make([]float64, len(own)), make([]float64, len(own)), make([]bool, len(own))
	for h := range d.w {
		for i, s := range own {
			z[i], y[i], weight[i] = held[s][h], s.target[h] == 1, 1/float64(len(own))
			if s.target[h] == unknown {
				weight[i] = 0
			}
		}
		unseen := make(map[*sample][scored]float64, len(own))
		fast, deepened := []guess{}, []guess{}
		for fold := range folds {
			f := fitDeep(z, x, y, weight, fold)
			for i := fold; i < len(own); i += folds {
				var s [scored]float64
				s[h] = f.score(z[i], x[i])
				unseen[own[i]] = s
				fast, deepened = append(fast, guess{z[i], y[i]}), append(deepened, guess{s[h], y[i]})
			}
		}
		a, b := calibrateHead(unseen, samples, h)
		at, best := bestCut(unseen, h, a, b)
		t.Logf("%-15s area %.3f, with vector %.3f; held out: f1 %.3f at probability %.2f", headNames[h], auc(fast), auc(deepened), best, at)
		f := fitDeep(z, x, y, weight, -1)
		d.slope[h] = a * float32(f.slope)
		d.shift[h] = a*float32(f.shift) + b
		for j, w := range f.w {
			d.w[h][j] = a * float32(w*deepScale)
		}
	}
	return d
}

func TestAVectorMovesTheMoodAndAWrongOneDoesNot(t *testing.T) {
	t.Parallel()
	r := reader(t)
	var line words.Line
	words.Default().Read(&line, "paketnya baru sampai setelah dua minggu", "")
	plain := r.Read(&line)
	for _, v := range [][]float32{nil, {1}, make([]float32, VectorSize+1)} {
		if got := r.ReadWith(&line, v); got.Disappointment != plain.Disappointment {
			t.Errorf("%d numbers move the mood", len(v))
		}
	}
	up, down := make([]float32, VectorSize), make([]float32, VectorSize)
	size := 0.0
	for _, w := range r.model.deep.w[1] {
		size += float64(w) * float64(w)
	}
	for i, w := range r.model.deep.w[1] {
		up[i] = r.model.deep.centre[i] + w/float32(math.Sqrt(size))
		down[i] = r.model.deep.centre[i] - w/float32(math.Sqrt(size))
	}
	if a, b := r.ReadWith(&line, up).Disappointment, r.ReadWith(&line, down).Disappointment; a <= b {
		t.Errorf("disappointment %.3f along its direction, %.3f against it", a, b)
	}
}
