package ear

import (
	"cmp"
	"math"
	"slices"
)

const (
	leastTexts   = 2     // a feature of one text alone teaches nothing that its parts do not
	maxRows      = 60000 // features that are kept; the most frequent ones win
	rarityPower  = 0.5   // how much more a rare feature counts than a common one
	unknownShare = 0.7   // how rare a feature that no example has counts, against the rarest that is kept
)

// value is one feature that the model knows: its row of weights and how much it counts in this text.
type value struct {
	row int32
	x   float32
}

// vocabulary finds the row of a feature and how rare it is. The hashes rise, so that those whose upper bits are the same
// stand together: starts says from which row on.
type vocabulary struct {
	hashes  []uint32 // of each row, in rising order
	rarity  []uint16 // of each row, in rarityUnits
	starts  []int32  // of the rows of each value of the upper bits, and one past the last
	shift   uint
	unknown float32 // what stands for the rarity of a feature without a row
}

// newVocabulary keeps the features that stand in at least leastTexts of the texts, most of them first, up to
// a number of rows.
func newVocabulary(texts [][]feature, rows int) *vocabulary {
	type sight struct {
		texts, last int32
	}
	seen := make(map[uint32]sight, 1<<15)
	for i, fs := range texts {
		for _, f := range fs {
			if f.sense {
				continue
			}
			if s := seen[f.hash]; s.last != int32(i+1) {
				seen[f.hash] = sight{s.texts + 1, int32(i + 1)}
			}
		}
	}
	type count struct {
		hash  uint32
		texts int32
	}
	var kept []count
	for h, s := range seen {
		if s.texts >= leastTexts {
			kept = append(kept, count{h, s.texts})
		}
	}
	slices.SortFunc(kept, func(a, b count) int {
		return cmp.Or(cmp.Compare(b.texts, a.texts), cmp.Compare(a.hash, b.hash))
	})
	kept = kept[:min(len(kept), rows)]
	slices.SortFunc(kept, func(a, b count) int { return cmp.Compare(a.hash, b.hash) })
	v := &vocabulary{hashes: make([]uint32, len(kept)), rarity: make([]uint16, len(kept)), unknown: 1}
	for i, k := range kept {
		v.hashes[i] = k.hash
		r := math.Log(1 + float64(len(texts))/float64(k.texts))
		v.rarity[i] = wholeUnits(float32(math.Pow(r, rarityPower)))
	}
	if len(v.rarity) > 0 {
		v.unknown = float32(wholeUnits(max(float32(slices.Max(v.rarity))*rarityUnit*unknownShare, 1))) * rarityUnit
	}
	v.index()
	return v
}

// wholeUnits brings a rarity to the number that is kept.
func wholeUnits(r float32) uint16 { return uint16(min(r, 15) / rarityUnit) }

// index finds where the hashes of each value of the upper bits start; there are about two of each.
func (v *vocabulary) index() {
	bits := uint(1)
	for 2<<bits < len(v.hashes) {
		bits++
	}
	v.shift, v.starts = 32-bits, make([]int32, 1<<bits+1)
	for _, h := range v.hashes {
		v.starts[h>>v.shift+1]++
	}
	for i := range v.starts[1:] {
		v.starts[i+1] += v.starts[i]
	}
}

// row returns the row of a feature, -1 for one that was not kept.
func (v *vocabulary) row(hash uint32) int32 {
	at := hash >> v.shift
	for row := v.starts[at]; row < v.starts[at+1]; row++ {
		if v.hashes[row] == hash {
			return row
		}
	}
	return -1
}

// rare is how much the feature of a row counts for being rare.
func (v *vocabulary) rare(row int32) float32 { return float32(v.rarity[row]) * rarityUnit }

// values appends the kept features of a text in the order of their rows, each once, weighed by its rarity and
// damped where it comes again, and brought to length one. Features that were not kept take their part of the
// length, so that a text of mostly unknown words moves little. known is the part of the squared length that
// the kept ones have.
func (v *vocabulary) values(dst []value, fs []feature) (_ []value, known float32) {
	from, missed := len(dst), float32(0)
	for _, f := range fs {
		if f.sense {
			continue
		}
		if row := v.row(f.hash); row >= 0 {
			dst = append(dst, value{row, f.value * v.rare(row)})
		} else {
			x := f.value * v.unknown
			missed += x * x
		}
	}
	own := dst[from:]
	slices.SortFunc(own, func(a, b value) int { return int(a.row) - int(b.row) })
	sum, n := float32(0), 0
	for i := 0; i < len(own); {
		j := i + 1
		for j < len(own) && own[j].row == own[i].row {
			j++
		}
		x := own[i].x * damped(j-i)
		own[n] = value{own[i].row, x}
		sum += float32(x * x)
		n++
		i = j
	}
	own = own[:n]
	if sum > 0 {
		scale := 1 / sqrt32(sum+missed)
		for i := range own {
			own[i].x *= scale
		}
		known = sum / (sum + missed)
	}
	return dst[:from+n], known
}

// damped is how much a feature that comes n times counts: 1 + log n.
func damped(n int) float32 {
	if n == 1 {
		return 1
	}
	return float32(1 + math.Log(float64(n)))
}

func sqrt32(x float32) float32 { return float32(math.Sqrt(float64(x))) }
