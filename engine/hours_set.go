package engine

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"terang"
	"terang/calendar"
)

// Limits of hours that people set.
const (
	maxOpenings  = 50
	maxDaysOff   = 200
	maxHoursText = 200 // characters
)

// SetHours are opening hours as people set them over those of the brand's file, whose zone and time to answer stay.
type SetHours struct {
	Open       []Opening   `json:"open" doc:"None: the clocks always run."`
	Off        []string    `json:"off" doc:"The brand's own days without service, as 2026-12-31."`
	Calendar   string      `json:"calendar" enum:"id," doc:"Whose holidays are off too; empty for nobody's."`
	JointLeave bool        `json:"joint_leave" doc:"Whether the calendar's days of joint leave are off."`
	Except     []string    `json:"except" doc:"Days of the calendar on which there is service."`
	Text       terang.Text `json:"text" doc:"As contacts are told, in id and en."`
}

// AsSet are the hours as they could be set.
func (h Hours) AsSet() SetHours {
	s := SetHours{Open: h.Open, Text: h.Text, JointLeave: true}
	for _, d := range h.Off {
		if d.Calendar == "" {
			s.Off = append(s.Off, d.Date)
		} else if s.Calendar == "" {
			s.Calendar, s.JointLeave, s.Except = d.Calendar, !d.NoLeave, d.Except
		}
	}
	s.Tidy()
	return s
}

// Tidy makes of what is left out what it stands for, for the wire, and puts the days in order.
func (s *SetHours) Tidy() {
	s.Open = append([]Opening{}, s.Open...)
	for _, days := range []*[]string{&s.Off, &s.Except} {
		*days = append([]string{}, *days...)
		slices.Sort(*days)
		*days = slices.Compact(*days)
	}
	s.Text = terang.Text{terang.Indonesian: s.Text[terang.Indonesian], terang.English: s.Text[terang.English]}
}

// Set returns the hours with what people set of them, and refuses what cannot be.
func (h Hours) Set(s SetHours) (Hours, error) {
	if len(s.Open) > maxOpenings || len(s.Off)+len(s.Except) > maxDaysOff {
		return h, fmt.Errorf("hours: at most %d openings and %d days", maxOpenings, maxDaysOff)
	}
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		text := s.Text[l]
		if len(s.Open) > 0 && strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > maxHoursText || !utf8.ValidString(text) {
			return h, fmt.Errorf("hours: text in %s is what contacts are told, at most %d characters", l, maxHoursText)
		}
	}
	if s.Calendar != "" && s.Calendar != calendar.Indonesia {
		return h, fmt.Errorf("hours: calendar %q is not known here", s.Calendar)
	}
	h.Open, h.Text, h.Off = slices.Clone(s.Open), s.Text, nil
	for _, date := range s.Off {
		h.Off = append(h.Off, DayOff{Date: date})
	}
	if s.Calendar != "" {
		h.Off = append(h.Off, DayOff{Calendar: s.Calendar, NoLeave: !s.JointLeave, Except: slices.Clone(s.Except)})
	}
	return h, h.check()
}

// WithHours returns the same brain with other opening hours.
func (b *Brain) WithHours(h Hours) *Brain {
	c := *b
	c.brand.Hours = h
	return &c
}
