package scenario

import "time"

// Lend puts the answers that a file states, and that are no failures, behind those that are there, so that somebody can be
// shown what the brand's system might say. Their times are moved as if the scenario began now.
func (f *File) Lend(s *System, now time.Time) {
	w := NewWorld(nil)
	for _, l := range f.world {
		_ = setWorld(w, l) // was checked when the file was read
	}
	by := now.Sub(w.Now)
	for _, c := range f.canned {
		if !c.answer.Result.OK {
			continue
		}
		if data, ok := moved(c.answer.Result.Data, by).(map[string]any); ok {
			c.answer.Result.Data = data
		}
		s.add(c)
	}
}

// moved returns data with its times later by as much.
func moved(v any, by time.Duration) any {
	return each(v, func(text string) string {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return at.Add(by).Truncate(time.Second).Format(time.RFC3339)
		}
		if at, err := time.Parse(time.DateOnly, text); err == nil {
			return at.Add(by.Round(24 * time.Hour)).Format(time.DateOnly)
		}
		return text
	})
}
