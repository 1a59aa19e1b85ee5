package backend

import (
	"errors"
	"fmt"
	"slices"
)

// Happening is something that the demo can make happen in the brand's world: a parcel is delayed, a card is used
// somewhere strange. It changes the data as real life would, and emits the event.
type Happening struct {
	ID    string
	Title map[string]string // what the button says, by language
	Do    func(*Call) (Happened, error)
}

// ErrNothing is what a happening gives where there is nothing left that it could happen to.
var ErrNothing = errors.New("nothing to happen to")

// Happened says what became of it.
//
//	{"event":"order.delayed","customer_id":"cus_1001","about":"TRG-1055"}
type Happened struct {
	Event      string `json:"event"`
	CustomerID string `json:"customer_id"` // whom it concerns first
	About      string `json:"about"`       // the number of the thing that it is about
}

func (s *Server) getHappenings(*Call) (Answer, error) {
	type item struct {
		ID    string            `json:"id"`
		Title map[string]string `json:"title"`
	}
	list := []item{}
	for _, h := range s.system.Happenings {
		list = append(list, item{h.ID, h.Title})
	}
	return Items(list), nil
}

func (s *Server) postHappening(c *Call) (Answer, error) {
	i := slices.IndexFunc(s.system.Happenings, func(h Happening) bool { return h.ID == c.Param("happening") })
	if i < 0 {
		return Refuse("not_found"), nil
	}
	out, err := s.system.Happenings[i].Do(c)
	if errors.Is(err, ErrNothing) {
		return Refuse("not_found"), nil
	}
	if err != nil {
		return Answer{}, fmt.Errorf("happening: %w", err)
	}
	return OK(out), nil
}
