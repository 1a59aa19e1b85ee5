package ear

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

const learnMagic = "TrgLearn\x01"

// AppendBinary appends the classifier in a compact form that [Classifier.UnmarshalBinary] reads: its labels,
// its calibration and its network, a byte for each weight.
func (c *Classifier) AppendBinary(b []byte) ([]byte, error) {
	if c.fast == nil {
		return b, errors.New("ear: classifier: write: nothing was learned")
	}
	from := len(b)
	b = append(b, learnMagic...)
	b = binary.AppendUvarint(b, uint64(len(c.labels)))
	for _, l := range c.labels {
		b = binary.AppendUvarint(b, uint64(len(l)))
		b = append(b, l...)
	}
	b = binary.AppendUvarint(b, uint64(len(c.plates)))
	for _, p := range c.plates {
		b = appendFloats(b, []float32{p.scale, p.shift})
	}
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b[from:]))
	return c.fast.appendBinary(b), nil
}

// UnmarshalBinary reads what [Classifier.AppendBinary] wrote. Damaged bytes are an error and leave the
// classifier as it was. The bytes are not kept.
func (c *Classifier) UnmarshalBinary(b []byte) error {
	p := &parser{b: b}
	if string(p.take(len(learnMagic))) != learnMagic {
		return fmt.Errorf("ear: classifier: read: %w", errDamaged)
	}
	out := Classifier{pool: newPool()}
	for range p.count(maxLabels) {
		out.labels = append(out.labels, p.text(labelBytes))
		if p.bad {
			break
		}
	}
	plates := p.count(maxLabels)
	for range plates {
		xs := p.floats(2)
		if p.bad {
			break
		}
		out.plates = append(out.plates, plate{xs[0], xs[1]})
	}
	written := len(b) - len(p.b)
	sum := p.take(4)
	if p.bad || binary.LittleEndian.Uint32(sum) != crc32.ChecksumIEEE(b[:written]) {
		return fmt.Errorf("ear: classifier: read: %w", errDamaged)
	}
	f, rest, err := readFast(p.b)
	if err != nil {
		return fmt.Errorf("ear: classifier: read: %w", err)
	}
	if len(rest) > 0 {
		return fmt.Errorf("ear: classifier: read: %w", errDamaged)
	}
	want := 1
	if f.many {
		want = len(out.labels)
	}
	if f.classes != len(out.labels) || f.dense != 0 || f.narrow != nil || plates != want || f.many && plates > maxMarks {
		return fmt.Errorf("ear: classifier: read: %w", errDamaged)
	}
	out.fast = f
	*c = out
	return nil
}
