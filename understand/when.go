package understand

import (
	"time"

	"terang/understand/entity"
)

// When returns the day that a date means when it is now, or the moment, where the text named an hour as well (clock). A part of
// a day ("lusa sore") is its day. ok is false where it means no one day: a week, a range, or nothing at all.
func When(e Entity, now time.Time) (at time.Time, clock, ok bool) {
	if e.Kind != entity.KindDate {
		return time.Time{}, false, false
	}
	from, to, grain := entity.Resolve(e, now, entity.Future)
	switch {
	case grain == entity.GrainMinute:
		return from, true, true
	case grain == entity.GrainDay, grain == entity.GrainPart && to.Sub(from) <= 24*time.Hour:
		return from, false, true
	}
	return time.Time{}, false, false
}
