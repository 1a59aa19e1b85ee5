// Package encoder is the deep ear: it turns a text into 384 numbers whose direction says what the text means, in
// Indonesian, English and their everyday forms. It is multilingual-e5-small (a transformer of 12 layers) in pure Go; the
// weights are embedded, 4 bits each, and are used where they lie in the binary.
//
// It never reads a file, the network or a clock, never keeps a text, and holds no memory of note while nobody asks.
// The way in is Open, then Encode.
package encoder

import (
	_ "embed" // the weights
	"fmt"
	"math"
	"runtime"
	"sync"
)

// Dim is the length of a vector.
const Dim = 384

// Depth is how many layers the model has; the last one is what Encode pools.
const Depth = 12

// Limits. A longer text is read up to its limit, so that the time for any text is bounded.
const (
	window     = 512       // tokens that the model reads at once, with the two marks around them
	maxWindows = 2         // windows of one text: about 4,000 characters
	maxBytes   = 16 << 10  // bytes of a text that are looked at
	prefix     = "query: " // what the model was trained to see before a short text
)

//go:embed e5-small.bin
var weights string

// Encoder turns texts into vectors. It is safe for concurrent use and is made by Open.
type Encoder struct {
	model model
	level level
	busy  chan struct{} // one place for each encode that may run at once
	idle  sync.Pool     // *scratch; the collector empties it when nobody has asked for a while
}

// Open reads the embedded weights' header. It is cheap: the weights themselves stay where they are, untouched until the
// first text.
func Open() (*Encoder, error) {
	return open(weights, best())
}

func open(file string, l level) (*Encoder, error) {
	m, err := parse(file)
	if err != nil {
		return nil, fmt.Errorf("encoder: open: %w", err)
	}
	return &Encoder{model: m, level: l, busy: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}, nil
}

// Digest names the weights: the SHA-256 of the model's part of the file, in hexadecimal. Vectors of different digests
// must not be compared.
func (e *Encoder) Digest() string { return e.model.digest }

// Verify reads all weights and says whether they are what Digest says. It takes some tens of milliseconds.
func (e *Encoder) Verify() error {
	if err := e.model.verify(); err != nil {
		return fmt.Errorf("encoder: verify: %w", err)
	}
	return nil
}

// Encode writes the vector of a text to dst, which must have Dim places; its length (L2) is 1. Any bytes are a text: what
// is not UTF-8 is read as unknown characters. Texts over about 4,000 characters are read up to there. At most one less
// than GOMAXPROCS encodes run at once; further callers wait.
func (e *Encoder) Encode(dst []float32, text string) error {
	return e.Layers(dst, text, Depth)
}

// Layers writes, for each of the given layers (1 to Depth), the mean over the text's tokens, each of length 1, one after
// the other to dst, which must have Dim places for each.
func (e *Encoder) Layers(dst []float32, text string, layers ...int) error {
	if len(dst) != Dim*len(layers) {
		return fmt.Errorf("encoder: encode: dst has %d places, %d layers need %d", len(dst), len(layers), Dim*len(layers))
	}
	for _, l := range layers {
		if l < 1 || l > Depth {
			return fmt.Errorf("encoder: encode: layer %d is not one of 1 to %d", l, Depth)
		}
	}
	e.busy <- struct{}{}
	defer func() { <-e.busy }()
	s, _ := e.idle.Get().(*scratch)
	if s == nil {
		s = new(scratch)
	}
	defer e.idle.Put(s)

	ids := e.tokens(s, text)
	clear(dst)
	for len(ids) > 0 {
		n := min(len(ids), window-2)
		e.forward(s, ids[:n], dst, layers)
		ids = ids[n:]
	}
	for i := 0; i < len(dst); i += Dim {
		unit(dst[i : i+Dim])
	}
	return nil
}

// unit gives v the length 1.
func unit(v []float32) {
	var sum float32
	for _, x := range v {
		sum += x * x
	}
	f := float32(1 / math.Sqrt(math.Max(float64(sum), 1e-12)))
	for i := range v {
		v[i] *= f
	}
}
