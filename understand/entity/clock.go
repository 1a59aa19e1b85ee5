package entity

// clock is a time of day as it was said.
type clock struct {
	h, m      int
	zone      string // "+07:00", "" for the contact's own
	part      string // a part of the day instead of an hour
	rel       string // "+30m", counted from now
	ambiguous bool   // morning or evening was not said
	last      int    // token
}

// text writes the value of a clock.
func (c clock) text() string {
	switch {
	case c.rel != "":
		return c.rel
	case c.part != "":
		return c.part
	}
	return two(c.h) + ":" + two(c.m) + c.zone
}

// clockAt reads the time of day that begins at token i. After says that a date stands before it.
func (s *scratch) clockAt(i int, after bool) (clock, bool) {
	if i >= len(s.tokens) {
		return clock{}, false
	}
	m := s.mean(i)
	switch m.role {
	case "jam":
		if !after && i > 0 && s.next(i-1) && (s.number(i-1) || s.mean(i-1).isCard || s.mean(i-1).role == "half") && s.is(i, "jam") {
			return clock{}, false // 24 jam
		}
		if !s.near(i) {
			return clock{}, false
		}
		if c, ok := s.named(i + 1); ok {
			return c, true
		}
		return s.hour(i+1, true)
	case "at", "around", "from":
		if !s.next(i) {
			return clock{}, false
		}
		if s.mean(i+1).role == "jam" || s.mean(i+1).role == "around" {
			return s.clockAt(i+1, after)
		}
		if c, ok := s.named(i + 1); ok {
			return c, true
		}
		c, ok := s.hour(i+1, m.role == "at" || after)
		if ok && m.role == "at" && c.ambiguous && c.last == i+1 && !s.clauseEnds(c.last) {
			return clock{}, false // at 5 stores
		}
		return c, ok
	}
	if c, ok := s.named(i); ok {
		return c, true
	}
	return s.hour(i, false)
}

// clauseEnds reports whether nothing follows token i that could be counted.
func (s *scratch) clauseEnds(i int) bool {
	if !s.next(i) {
		return true
	}
	m := s.mean(i + 1)
	if m.day != "" || m.daypart != "" || m.weekday > 0 || m.role != "" || m.hints != 0 || s.number(i+1) {
		return m.role != "at"
	}
	switch s.word(i + 1) {
	case "please", "pls", "ok", "okay", "thanks", "then", "is", "works", "would", "will", "for", "but", "ya", "kak", "aja", "if", "or", "sharp":
		return true
	}
	return false
}

// named reads noon, midnight and their like.
func (s *scratch) named(i int) (clock, bool) {
	switch m := s.mean(i); {
	case m.role == "noon" && s.is(i, "noon"):
		return clock{h: 12, last: i}, true
	case m.role == "midnight":
		return clock{h: 24, last: i}, true
	case s.is(i, "tengah") && s.next(i) && s.mean(i+1).part == "evening":
		return clock{h: 24, last: i + 1}, true
	case s.is(i, "tengah") && s.next(i) && s.is(i+1, "hari"):
		return clock{h: 12, last: i + 1}, true
	case m.role == "half" && s.next(i) && s.is(i+1, "past"):
		return s.past(i+2, 30)
	case m.role == "quarter" && s.next(i) && s.is(i+1, "past"):
		return s.past(i+2, 15)
	case m.role == "quarter" && s.next(i) && s.is(i+1, "to"):
		return s.past(i+2, -15)
	case m.role == "an" && s.next(i) && s.mean(i+1).role == "quarter":
		return s.named(i + 1)
	case (m.isCard && m.card%5 == 0 && m.card > 0 || s.number(i)) && s.next(i) && (s.is(i+1, "past") || s.is(i+1, "to")):
		n := int(m.card)
		if s.number(i) {
			n = s.value(i)
		}
		if n < 1 || n > 29 || n%5 != 0 {
			return clock{}, false
		}
		if s.is(i+1, "to") {
			if !s.mean(i + 2).isCard {
				return clock{}, false // 5 to 7 is a range
			}
			n = -n
		}
		return s.past(i+2, n)
	}
	return clock{}, false
}

// past is so many minutes after the hour at token i.
func (s *scratch) past(i, minutes int) (clock, bool) {
	h, last := s.hourNumber(i)
	if h < 1 || h > 12 {
		return clock{}, false
	}
	c := clock{h: h, m: minutes, ambiguous: true, last: last}
	if minutes < 0 {
		c.h, c.m = (h+11)%12, 60+minutes
	}
	c, _ = s.ended(c)
	return c.guess(), true
}

// hourNumber reads the number of an hour at token i, -1 for none.
func (s *scratch) hourNumber(i int) (int, int) {
	if i >= len(s.tokens) {
		return -1, i
	}
	if s.number(i) {
		if s.size(i) > 2 {
			return -1, i
		}
		return s.value(i), i
	}
	if !s.mean(i).isCard {
		return -1, i
	}
	n, ok := s.spelled(i)
	if !ok || n.mant > 24 || n.dec > 0 {
		if n.dec == 1 && n.mant%10 == 5 { // "tujuh setengah" was taken as seven and a half
			return int(n.mant / 10), n.last - 1
		}
		return -1, i
	}
	return int(n.mant), n.last
}

// hour reads an hour with its minutes, its part of the day and its zone. Said says that a word made it a time;
// else minutes after a colon, am or pm, or a part of the day must do so.
func (s *scratch) hour(i int, said bool) (clock, bool) {
	if s.is(i, "setengah") && s.next(i) {
		h, last := s.hourNumber(i + 1)
		if h < 1 || h > 12 {
			return clock{}, false
		}
		c := clock{h: (h + 11) % 12, m: 30, ambiguous: true, last: last}
		if c.h == 0 {
			c.h = 12
		}
		c, ended := s.ended(c)
		return c.guess(), said || ended
	}
	h, last := s.hourNumber(i)
	if h < 0 || h > 24 || i > 0 && s.tokens[i].glued && s.mean(i-1).role != "jam" {
		return clock{}, false
	}
	c := clock{h: h, last: last, ambiguous: h >= 1 && h <= 12}
	exact := false // minutes were written with the hour
	if s.number(i) && s.number(i+1) && s.size(i+1) == 2 && s.value(i+1) < 60 {
		if gap := s.between(i); gap == ":" || (gap == "." || gap == "," && said) {
			c.m, c.last, exact = s.value(i+1), i+1, gap == ":"
			if s.size(i) == 2 && s.folded[s.tokens[i].from] == '0' || h == 0 {
				c.ambiguous = false
			}
			if gap == ":" && s.between(i+1) == ":" && s.number(i+2) && s.size(i+2) == 2 {
				c.last++ // seconds
			}
			if !said && gap == "." && !s.zoned(c.last) && s.halfDay(c.last) == "" {
				return clock{}, false
			}
		}
	}
	if c.last == last && said {
		c = s.minutes(c)
	}
	c, ended := s.ended(c)
	if !said && !exact && !ended || c.h > 24 || c.h == 24 && c.m > 0 {
		return clock{}, false
	}
	if s.lettered(c.last) && !ended {
		return clock{}, false
	}
	if next := s.mean(c.last + 1); !ended && !exact && c.last == last && s.next(c.last) && (next.unit != "" || next.scale > 0 || next.currency != "" || s.is(c.last+1, "%")) {
		return clock{}, false
	}
	return c.guess(), true
}

// minutes reads what stands behind an hour: "lewat 10", "kurang seperempat".
func (s *scratch) minutes(c clock) clock {
	at := c.last + 1
	if at >= len(s.tokens) || !s.next(c.last) {
		return c
	}
	if s.is(at, "seperempat") {
		c.m, c.last = 15, at
		return c
	}
	role := s.mean(at).role
	if role != "lewat" && role != "kurang" || !s.next(at) {
		return c
	}
	n, last := -1, at+1
	if s.is(at+1, "seperempat") {
		n = 15
	} else if v, ok := s.numeralAt(at + 1); ok && v.dec == 0 && v.mant < 60 {
		n, last = int(v.mant), v.last
	}
	if n < 1 || c.h < 1 {
		return c
	}
	if s.mean(last+1).span == 'm' && s.next(last) {
		last++
	}
	c.last = last
	if role == "lewat" {
		c.m = n
	} else {
		c.h, c.m = c.h-1, 60-n
		if c.h == 0 {
			c.h = 12
		}
	}
	return c
}

// halfDay returns the part of the day that follows token i: "am", "pm", or the part's name; "" for none.
func (s *scratch) halfDay(i int) string {
	part, _ := s.halfDayAt(i)
	return part
}

func (s *scratch) halfDayAt(i int) (string, int) {
	at := i + 1
	if at >= len(s.tokens) || !s.next(i) {
		return "", i
	}
	m := s.mean(at)
	switch {
	case m.role == "am" || m.role == "pm":
		return m.role, at
	case (s.is(at, "a") || s.is(at, "p")) && s.is(at+1, "m") && s.between(at) == ".":
		return s.word(at) + "m", at + 1
	case m.role == "dini" && s.is(at+1, "hari"):
		return "dawn", at + 1
	case m.part != "" && m.daypast == "" && !s.is(at, "evening") && !s.is(at, "morning") && !s.is(at, "afternoon") && m.daypart == "":
		if s.is(at, "night") {
			return "", i
		}
		return m.part, at
	case (s.is(at, "in") || s.mean(at).role == "on") && s.is(at+1, "the") && s.mean(at+2).part != "":
		return s.mean(at + 2).part, at + 2
	case s.is(at, "at") && s.is(at+1, "night"):
		return "evening", at + 1
	}
	return "", i
}

// zoned reports whether a time zone follows token i.
func (s *scratch) zoned(i int) bool {
	r := s.mean(i + 1).role
	return s.next(i) && (r == "zone7" || r == "zone8" || r == "zone9" || r == "utc")
}

// ended reads the part of the day and the zone behind an hour, and moves the hour. It reports whether one of them
// stood there.
func (s *scratch) ended(c clock) (clock, bool) {
	ended := false
	if s.next(c.last) && s.mean(c.last+1).role == "oclock" {
		c.last, ended = c.last+1, true
	} else if s.is(c.last+1, "o") && s.is(c.last+2, "clock") {
		c.last, ended = c.last+2, true
	}
	if part, last := s.halfDayAt(c.last); part != "" {
		// "7 malam" may be nights; an hour in the evening is likelier from six on
		if c.m == 0 && part == "evening" && !s.timeWord(c.last) && c.h < 6 && c.h > 0 {
			return c, ended
		}
		c.last, ended = last, true
		c = c.in(part)
	}
	if s.zoned(c.last) {
		c.last++
		ended = true
		c.ambiguous = c.ambiguous && c.m == 0
		c.zone = map[string]string{"zone7": "+07:00", "zone8": "+08:00", "zone9": "+09:00", "utc": "Z"}[s.mean(c.last).role]
	}
	return c, ended
}

// timeWord reports whether a word before the hour that ends at token i makes it a time.
func (s *scratch) timeWord(i int) bool {
	for at := i; at >= 0 && i-at <= 4; at-- {
		if r := s.mean(at).role; r == "jam" || r == "at" || r == "half" {
			return true
		}
	}
	return false
}

// in moves an hour on the dial into a part of the day.
func (c clock) in(part string) clock {
	if c.h > 12 || c.h == 0 {
		c.ambiguous = false
		return c
	}
	switch part {
	case "am", "dawn", "morning":
		if c.h == 12 {
			c.h = 0
		}
	case "pm", "afternoon", "late_afternoon":
		if c.h < 12 {
			c.h += 12
		}
	case "midday":
		if c.h <= 6 {
			c.h += 12
		}
	case "evening":
		switch {
		case c.h == 12:
			c.h = 24
			if c.m > 0 {
				c.h = 0
			}
		case c.h >= 5:
			c.h += 12
		}
	}
	c.ambiguous = false
	return c
}

// guess takes an hour whose half of the day was not said into waking hours: one to five are in the afternoon.
func (c clock) guess() clock {
	if c.ambiguous && c.h >= 1 && c.h <= 5 {
		c.h += 12
	}
	if c.ambiguous && c.h == 12 {
		c.ambiguous = false
	}
	return c
}

// until makes the two ends of a range agree: of "jam 1 - 3 sore" both are in the afternoon, "9 to 5" ends in it.
func (c clock) until(to clock) (clock, clock) {
	minutes := func(x clock) int { return x.h*60 + x.m }
	dial := func(x clock) clock {
		if x.h > 12 {
			x.h -= 12
		}
		return x
	}
	switch {
	case c.ambiguous && !to.ambiguous:
		early := dial(c)
		if late := early; late.h < 12 {
			late.h += 12
			if minutes(late) < minutes(to) {
				early = late
			}
		}
		if minutes(early) < minutes(to) {
			early.ambiguous = false
			c = early
		}
	case to.ambiguous:
		early := dial(to)
		if minutes(early) <= minutes(c) && early.h < 12 {
			early.h += 12
		}
		if minutes(early) > minutes(c) {
			early.ambiguous = c.ambiguous
			to = early
		}
	}
	if to.zone != "" && c.zone == "" {
		c.zone = to.zone
	}
	return c, to
}

// offsetClock is a clock that was counted from now.
func offsetClock(d day) clock { return clock{rel: d.clock, last: d.last} }
