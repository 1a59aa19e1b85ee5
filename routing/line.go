package routing

// line is all that ask for the same.
type line struct {
	asks  asks
	heap  byDeadline
	able  []*seat // who fits, by id; nil where that has to be looked for
	free  []*seat // of them, who has room: for use within one decision
	stuck uint64  // the board's freed when nobody had room; 0 for never
}

type byDeadline []*item

func (h byDeadline) Len() int           { return len(h) }
func (h byDeadline) Less(i, j int) bool { return h[i].before(h[j]) < 0 }
func (h byDeadline) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}

func (h *byDeadline) Push(x any) {
	it, _ := x.(*item)
	it.place = len(*h)
	*h = append(*h, it)
}

func (h *byDeadline) Pop() any {
	old := *h
	it := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return it
}

// turns are the items for which time changes something, the earliest first.
type turns []*item

func (h turns) Len() int           { return len(h) }
func (h turns) Less(i, j int) bool { return h[i].turn.Before(h[j].turn) }
func (h turns) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].spot, h[j].spot = i, j
}

func (h *turns) Push(x any) {
	it, _ := x.(*item)
	it.spot = len(*h)
	*h = append(*h, it)
}

func (h *turns) Pop() any {
	old := *h
	it := old[len(old)-1]
	old[len(old)-1], it.spot = nil, -1
	*h = old[:len(old)-1]
	return it
}
