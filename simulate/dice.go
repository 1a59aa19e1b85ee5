package simulate

// dice is SplitMix64 (Steele, Lea, Flood 2014): the same throws for the same seed, on every machine. Each conversation has
// its own, so that it does not matter how many are held at a time.
type dice struct{ state uint64 }

// diceFor gives the dice of one conversation of a simulation.
func diceFor(seed uint64, id int) *dice {
	d := &dice{seed}
	d.state = d.next() ^ uint64(id+1)*0xd1342543de82ef95
	d.next()
	return d
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// chance is true in p of 1.
func (d *dice) chance(p float64) bool { return float64(d.next()>>11)/(1<<53) < p }

func (d *dice) intN(n int) int { return int(d.next() % uint64(n)) }

func pick[T any](d *dice, list []T) T {
	var none T
	if len(list) == 0 {
		return none
	}
	return list[d.intN(len(list))]
}

// weighted picks an index by weight; -1 where all are zero.
func weighted(d *dice, weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += max(w, 0)
	}
	if sum == 0 {
		return -1
	}
	n := d.intN(sum)
	for i, w := range weights {
		if n -= max(w, 0); n < 0 {
			return i
		}
	}
	return -1
}
