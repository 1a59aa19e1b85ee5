package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"terang"
	"terang/store"
)

// Detail is how much a notification says: it may stand on a locked screen.
type Detail string

// The details.
const (
	DetailKind  Detail = "kind"  // what happened
	DetailName  Detail = "name"  // and with whom
	DetailWords Detail = "words" // and what they wrote
)

// Quiet are hours of the day in which nothing is shown and nothing rings.
type Quiet struct {
	On   bool   `json:"on"`
	From string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"21:00"`
	To   string `json:"to" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"06:00" doc:"On the next day where it is before from."`
	Zone string `json:"zone" maxLength:"64" example:"Asia/Jakarta" doc:"IANA time zone."`
}

// Setting is what an agent wants to be told, on all their devices.
type Setting struct {
	Waiting bool   `json:"waiting" doc:"Somebody waits for a person, or rings at me."`
	Reply   bool   `json:"reply" doc:"My contact wrote."`
	Promise bool   `json:"promise" doc:"A promise of mine is due or broken."`
	Mention bool   `json:"mention" doc:"A colleague named me in a note."`
	Detail  Detail `json:"detail" enum:"kind,name,words" doc:"How much is said: what happened, with whom, and what they wrote."`
	Quiet   Quiet  `json:"quiet"`
}

// DefaultSetting is what holds for who never said.
func DefaultSetting() Setting {
	return Setting{Waiting: true, Reply: true, Promise: true, Mention: true, Detail: DetailName, Quiet: Quiet{From: "21:00", To: "06:00", Zone: "Asia/Jakarta"}}
}

const clockForm = "15:04"

func (s Setting) check() error {
	_, from := time.Parse(clockForm, s.Quiet.From)
	_, to := time.Parse(clockForm, s.Quiet.To)
	if from != nil || to != nil {
		return terang.Fail(terang.Invalid, "notify_quiet")
	}
	if _, err := time.LoadLocation(s.Quiet.Zone); err != nil || s.Quiet.Zone == "" {
		return terang.Fail(terang.Invalid, "notify_zone")
	}
	switch s.Detail {
	case DetailKind, DetailName, DetailWords:
		return nil
	}
	return terang.Fail(terang.Invalid, "notify_detail")
}

// wants reports whether a kind is to be told at a time.
func (s Setting) wants(k Kind, now time.Time) bool {
	on := true
	switch k {
	case Waiting, Offered:
		on = s.Waiting
	case Reply:
		on = s.Reply
	case Due, Broken:
		on = s.Promise
	case Mention:
		on = s.Mention
	case Try:
		return true
	}
	return on && !s.Quiet.holds(now)
}

// holds reports whether the hours hold at a time. Hours that begin when they end hold never.
func (q Quiet) holds(now time.Time) bool {
	zone, err := time.LoadLocation(q.Zone)
	if !q.On || err != nil {
		return false
	}
	at := now.In(zone).Format(clockForm)
	if q.From <= q.To {
		return at >= q.From && at < q.To
	}
	return at >= q.From || at < q.To
}

// Setting returns what an agent wants to be told.
func (s *Service) Setting(ctx context.Context, workspaceID, agentID string) (Setting, error) {
	out := DefaultSetting()
	text, err := store.NotifySetting(ctx, s.db, workspaceID, agentID)
	if err != nil || text == "" {
		return out, err
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return out, fmt.Errorf("notify: setting: %w", err)
	}
	return out, nil
}

// SetSetting stores what an agent wants to be told.
func (s *Service) SetSetting(ctx context.Context, workspaceID, agentID string, set Setting) error {
	if err := set.check(); err != nil {
		return err
	}
	b, err := json.Marshal(set)
	if err != nil {
		return fmt.Errorf("notify: setting: %w", err)
	}
	return s.db.Write(ctx, func(tx *store.Tx) error {
		return store.SaveNotifySetting(tx, workspaceID, agentID, string(b), s.opt.Clock())
	})
}
