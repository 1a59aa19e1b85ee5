package request

import (
	"encoding/binary"
	"errors"
	"math"
)

const (
	bucketBits = 16
	buckets    = 1 << bucketBits
	labels     = len(all)

	magic      = "TRQ1"
	headerSize = 4 + 8 + 8*labels // magic, digest, scale and bias of each label
)

// linear is a logistic regression for each request over hashed features. The weights are one byte each and
// used where they lie in the embedded file: nothing is unpacked.
type linear struct {
	scale   [labels]float32
	bias    [labels]float32
	weights string // buckets rows of labels bytes
}

var errDamaged = errors.New("request: the classifier's file is damaged")

// openLinear reads what packLinear wrote.
func openLinear(file string) (*linear, error) {
	if len(file) != headerSize+buckets*labels || file[:4] != magic {
		return nil, errDamaged
	}
	m := &linear{weights: file[headerSize:]}
	head := []byte(file[:headerSize])[12:]
	for i := range labels {
		m.scale[i] = math.Float32frombits(binary.LittleEndian.Uint32(head[8*i:]))
		m.bias[i] = math.Float32frombits(binary.LittleEndian.Uint32(head[8*i+4:]))
		if !(m.scale[i] >= 0) || math.IsInf(float64(m.scale[i]), 0) || !(m.bias[i]*0 == 0) {
			return nil, errDamaged
		}
	}
	return m, nil
}

// scores returns the log-odds of each request.
func (m *linear) scores(fs []feature) (out [labels]float32) {
	for _, f := range fs {
		row := m.weights[int(f.bucket)*labels:][:labels]
		for i := range labels {
			out[i] += float32(int8(row[i])) * f.value
		}
	}
	for i := range out {
		out[i] = out[i]*m.scale[i] + m.bias[i]
	}
	return out
}

// weight is what one feature adds to a request's log-odds.
func (m *linear) weight(f feature, label int) float32 {
	return float32(int8(m.weights[int(f.bucket)*labels+label])) * f.value * m.scale[label]
}

// likely turns log-odds into a probability.
func likely(x float32) float64 { return 1 / (1 + math.Exp(-float64(x))) }

func sqrt32(x float32) float32 { return float32(math.Sqrt(float64(x))) }
