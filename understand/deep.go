package understand

import (
	"container/list"
	"encoding/hex"
	"fmt"
	"sync"

	"terang/encoder"
	"terang/understand/ear"
)

// Encoder turns texts into vectors, for the deep ear; see [ear.Encoder].
type Encoder = ear.Encoder

// remembered is how many of the last texts' vectors are kept: a turn that is decided anew, and a message whose parts are
// read again, are not encoded twice.
const remembered = 256

// DeepEar makes the sentence encoder an [Encoder]. It keeps the vectors of the last few texts.
func DeepEar(e *encoder.Encoder) Encoder {
	return &deepEar{encoder: e, digest: e.Digest(), last: map[string]*list.Element{}, order: list.New()}
}

type deepEar struct {
	encoder *encoder.Encoder
	digest  string

	mu    sync.Mutex
	last  map[string]*list.Element // of kept
	order *list.List               // newest first
}

type kept struct {
	text   string
	vector []float32
}

// Digest implements [Encoder].
func (d *deepEar) Digest() string { return d.digest }

// Encode implements [Encoder].
func (d *deepEar) Encode(texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		if v := d.recall(text); v != nil {
			out[i] = v
			continue
		}
		v := make([]float32, encoder.Dim)
		if err := d.encoder.Encode(v, text); err != nil {
			return nil, fmt.Errorf("understand: encode: %w", err)
		}
		if len(texts) == 1 { // many at once are examples, which have a place of their own
			d.keep(text, v)
		}
		out[i] = v
	}
	return out, nil
}

func (d *deepEar) recall(text string) []float32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := d.last[text]
	if at == nil {
		return nil
	}
	d.order.MoveToFront(at)
	return at.Value.(*kept).vector
}

func (d *deepEar) keep(text string, v []float32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last[text] != nil {
		return
	}
	d.last[text] = d.order.PushFront(&kept{text, v})
	if d.order.Len() > remembered {
		oldest := d.order.Back()
		d.order.Remove(oldest)
		delete(d.last, oldest.Value.(*kept).text)
	}
}

// Vectors keeps the vectors of examples between trainings, by the digest of encoder and text.
type Vectors struct{ cache ear.Cache }

// NewVectors begins with what an earlier training gave; what cannot be read is left out and made again.
func NewVectors(known map[string][]byte) *Vectors {
	v := new(Vectors)
	for name, body := range known {
		var d ear.Digest
		if b, err := hex.DecodeString(name); err == nil && len(b) == len(d) {
			copy(d[:], b)
			_ = v.cache.Load(d, body) // damaged: encoded anew
		}
	}
	return v
}

// New returns the vectors that were made since, to be kept.
func (v *Vectors) New() map[string][]byte {
	out := map[string][]byte{}
	v.cache.Added(func(d ear.Digest, body []byte) { out[hex.EncodeToString(d[:])] = body })
	return out
}
