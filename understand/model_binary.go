package understand

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"terang/understand/ear"
)

// How a model is written: magic; length and text of the digest of what was learned from; length and JSON of the report;
// for each example the number of the intent that was guessed, counted from 1, and its confidence; the ear. Numbers are
// unsigned varints, confidences are sixteen bits of the range from 0 to 1, little-endian.
const modelMagic = "TrgModel\x01"

const (
	maxReport    = 4 << 20 // bytes
	maxDigest    = 200     // bytes
	maxIntent    = 1 << 20 // number of an intent
	bytesOfTrial = 3       // at least
)

var errModel = errors.New("the bytes of the model are damaged")

// ErrStale is returned by [Load] where a model was learned from other examples, or by other weights or another program.
var ErrStale = errors.New("the model was learned from something else")

// AppendBinary appends the model in a form that [Load] reads.
func (m *Model) AppendBinary(b []byte) ([]byte, error) {
	report, err := json.Marshal(m.report)
	if err != nil {
		return nil, fmt.Errorf("understand: write: %w", err)
	}
	b = append(b, modelMagic...)
	b = binary.AppendUvarint(b, uint64(len(m.digest)))
	b = append(b, m.digest...)
	b = binary.AppendUvarint(b, uint64(len(report)))
	b = append(b, report...)
	number := make(map[string]uint64, len(m.intents))
	for i, name := range m.intents {
		number[name] = uint64(i) + 1
	}
	b = binary.AppendUvarint(b, uint64(len(m.report.Trials)))
	for _, t := range m.report.Trials {
		b = binary.AppendUvarint(b, number[t.Guess])
		b = binary.LittleEndian.AppendUint16(b, uint16(math.Round(min(max(t.Confidence, 0), 1)*math.MaxUint16)))
	}
	if b, err = m.ear.AppendBinary(b); err != nil {
		return nil, fmt.Errorf("understand: write: %w", err)
	}
	return b, nil
}

// Load reads a model that [Model.AppendBinary] wrote, for the examples and options that it was learned with. A model that
// was learned from anything else is [ErrStale]. Without opt.Encoder the fast ear of a model that has both is used alone.
func Load(b []byte, examples []Example, opt Options) (*Model, error) {
	p := modelParser{b: b}
	if string(p.take(uint64(len(modelMagic)))) != modelMagic {
		return nil, fmt.Errorf("understand: load: %w", errModel)
	}
	learned := string(p.take(p.number(maxDigest)))
	report := p.take(p.number(maxReport))
	guesses := make([]Trial, p.number(uint64(len(p.b)/bytesOfTrial)))
	numbers := make([]uint64, len(guesses))
	for i := range guesses {
		numbers[i] = p.number(maxIntent)
		if raw := p.take(2); raw != nil {
			guesses[i].Confidence = float64(binary.LittleEndian.Uint16(raw)) / math.MaxUint16
		}
	}
	if p.bad {
		return nil, fmt.Errorf("understand: load: %w", errModel)
	}
	if len(guesses) != len(examples) || !fits(learned, examples, opt) {
		return nil, fmt.Errorf("understand: load: %w", ErrStale)
	}
	m, err := assemble(examples, opt)
	if err != nil {
		return nil, err
	}
	if m.ear, err = ear.Read(p.b, opt.Encoder, m.book); err != nil {
		return nil, fmt.Errorf("understand: load: %w", err)
	}
	m.intents = m.ear.Labels()
	if err := json.Unmarshal(report, &m.report); err != nil {
		return nil, fmt.Errorf("understand: load: report: %w", err)
	}
	for i, n := range numbers {
		if n > uint64(len(m.intents)) {
			return nil, fmt.Errorf("understand: load: %w", errModel)
		}
		if n > 0 {
			guesses[i].Guess = m.intents[n-1]
		}
	}
	m.report.Trials = guesses
	if opt.Promise > 0 && opt.Promise != m.report.Promise.Precision {
		return m.WithPromise(opt.Promise), nil
	}
	return m, nil
}

// fits reports whether a model that names itself so was learned from these examples. One that has a deep ear serves as
// well where that is not wanted.
func fits(learned string, examples []Example, opt Options) bool {
	if learned == DigestOf(examples, opt) {
		return true
	}
	if opt.Encoder != nil {
		return false
	}
	base, _, deep := strings.Cut(learned, deepMark)
	return deep && base == DigestOf(examples, opt)
}

// modelParser reads numbers and stretches of bytes until something does not fit.
type modelParser struct {
	b   []byte
	bad bool
}

func (p *modelParser) number(most uint64) uint64 {
	n, size := binary.Uvarint(p.b)
	if size <= 0 || n > most {
		p.bad, p.b = true, nil
		return 0
	}
	p.b = p.b[size:]
	return n
}

func (p *modelParser) take(n uint64) []byte {
	if p.bad || n > uint64(len(p.b)) {
		p.bad, p.b = true, nil
		return nil
	}
	out := p.b[:n]
	p.b = p.b[n:]
	return out
}
