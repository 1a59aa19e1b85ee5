package threshold

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/store"
	"terang/trust"
)

// packsOwn stands where a setting stands, in a version that went back to the pack's own lines, whatever they are then.
const packsOwn = "null"

// Version is one published setting. Number 0 is the pack's own lines.
type Version struct {
	Number  int64
	Setting trust.Setting
	Pack    bool // the lines are the pack's own
	Note    string
	By      string // the person's id
	At      time.Time
}

func version(row store.TrustSetting) Version {
	return Version{Number: row.Version, Pack: string(row.Setting) == packsOwn, Note: row.Note, By: row.By, At: row.At}
}

// Overview is what decides now, and what did before.
type Overview struct {
	Live      Version
	Playbooks []Playbook
	Versions  []Version // newest first, the pack's own last; without their settings
}

// Wrong is one line of a setting that cannot be. Where is "default", "risk money", "playbook dispute".
type Wrong struct{ Where, What string }

// Refused says why a setting is not published.
type Refused struct{ Lines []Wrong }

// Error implements error, for the log only.
func (r *Refused) Error() string {
	return fmt.Sprintf("threshold: %d lines of the setting cannot be", len(r.Lines))
}

// Overview returns a workspace's lines.
func (s *Service) Overview(ctx context.Context, workspaceID string) (Overview, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return Overview{}, err
	}
	rows, err := store.TrustSettings(ctx, s.Store, workspaceID, listed)
	if err != nil {
		return Overview{}, fmt.Errorf("threshold: overview: %w", err)
	}
	if len(rows) > 0 && rows[0].Version > b.live.Number { // another node's, which this one has not seen yet
		if err := s.adopt(ctx, workspaceID); err != nil {
			return Overview{}, err
		}
		if b, err = s.opened(workspaceID); err != nil {
			return Overview{}, err
		}
	}
	out := Overview{Live: b.live, Playbooks: s.Playbooks(workspaceID)}
	out.Live.Pack = b.live.Number == 0 || b.live.Pack
	for _, row := range rows {
		out.Versions = append(out.Versions, version(row))
	}
	out.Versions = append(out.Versions, Version{Pack: true})
	return out, nil
}

// Lines returns the setting that decides on this node now.
func (s *Service) Lines(workspaceID string) (trust.Setting, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return trust.Setting{}, err
	}
	return b.live.Setting, nil
}

// Publish lets a setting decide from the next turn on. seen is the version that the publisher changed: where another one became
// live meanwhile, it fails with a conflict.
func (s *Service) Publish(ctx context.Context, workspaceID, by string, set trust.Setting, note string, seen int64) (int64, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return 0, err
	}
	if utf8.RuneCountInString(note) > maxNote {
		return 0, terang.Fail(terang.Invalid, "trust_note_long", "limit", fmt.Sprint(maxNote))
	}
	if err := s.check(workspaceID, b, set); err != nil {
		return 0, err
	}
	body, err := json.Marshal(set)
	if err != nil {
		return 0, fmt.Errorf("threshold: publish: %w", err)
	}
	return s.publish(ctx, store.TrustSetting{WorkspaceID: workspaceID, Version: seen + 1, Setting: body, Note: strings.TrimSpace(note), By: by})
}

// Rollback publishes the lines of an earlier version again, under a new number; 0 goes back to the pack's own.
func (s *Service) Rollback(ctx context.Context, workspaceID, by string, to int64) (int64, error) {
	if _, err := s.opened(workspaceID); err != nil {
		return 0, err
	}
	last, err := store.TrustSettings(ctx, s.Store, workspaceID, 1)
	if err != nil {
		return 0, fmt.Errorf("threshold: roll back: %w", err)
	}
	now := int64(0)
	if len(last) > 0 {
		now = last[0].Version
	}
	if to == now {
		return 0, terang.Fail(terang.Conflict, "trust_setting_is_live")
	}
	row := store.TrustSetting{WorkspaceID: workspaceID, Version: now + 1, Setting: json.RawMessage(packsOwn), Note: fmt.Sprintf("↩ %d", to), By: by}
	if to > 0 {
		was, err := store.TrustSettingOf(ctx, s.Store, workspaceID, to)
		if err != nil {
			return 0, err
		}
		row.Setting = was.Setting
	}
	return s.publish(ctx, row)
}

// publish stores a version and lets it decide here at once; the other nodes follow.
func (s *Service) publish(ctx context.Context, row store.TrustSetting) (int64, error) {
	row.At = s.Clock()
	if row.Version > 1 { // a number that was never seen is no base
		if _, err := store.TrustSettingOf(ctx, s.Store, row.WorkspaceID, row.Version-1); err != nil {
			if terang.KindOf(err) == terang.NotFound {
				err = errMoved
			}
			return 0, err
		}
	}
	err := s.Store.Write(ctx, func(tx *store.Tx) error { return store.InsertTrustSetting(tx, row, errMoved) })
	if err != nil {
		return 0, err
	}
	s.Logger.Info("a setting of trust was published", "workspace", row.WorkspaceID, "version", row.Version, "agent", row.By)
	return row.Version, s.adopt(ctx, row.WorkspaceID)
}

// errMoved says that somebody else published meanwhile.
var errMoved = terang.Fail(terang.Conflict, "trust_setting_moved_on")

// check refuses lines that cannot be, and lines for playbooks that are not there: they would silently be without effect. Those that
// decide already may stay, because a playbook can be switched off for a while.
func (s *Service) check(workspaceID string, b *brand, set trust.Setting) error {
	var wrong []Wrong
	if err := set.Check(); err != nil {
		for _, e := range parts(err) {
			where, what, _ := strings.Cut(e.Error(), ": ")
			wrong = append(wrong, Wrong{Where: where, What: what})
		}
	}
	all := s.Playbooks(workspaceID)
	for _, id := range slices.Sorted(maps.Keys(set.Playbook)) {
		if _, had := b.live.Setting.Playbook[id]; !had && !slices.ContainsFunc(all, func(p Playbook) bool { return p.ID == id }) {
			wrong = append(wrong, Wrong{Where: "playbook " + id, What: "there is no such playbook"})
		}
	}
	if len(wrong) > 0 {
		return &Refused{Lines: wrong}
	}
	return nil
}

// parts are the errors that were joined.
func parts(err error) []error {
	var all interface{ Unwrap() []error }
	if errors.As(err, &all) {
		return all.Unwrap()
	}
	return []error{err}
}

// Curve is how trust moved in one conversation.
type Curve struct {
	Score    int
	Decision trust.Decision
	Lines    trust.Policy // of the matter that came last
	Points   []store.TrustTurn
}

// Curve returns how trust moved in a conversation. Where nothing ever did, the score is full.
func (s *Service) Curve(ctx context.Context, workspaceID, conversationID string) (Curve, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return Curve{}, err
	}
	out := Curve{Score: trust.Look(trust.State{}, trust.Policy{}).Score, Decision: trust.Keep, Lines: b.live.Setting.For("", "")}
	if out.Points, err = store.TrustTurns(ctx, s.Store, workspaceID, conversationID); err != nil {
		return out, fmt.Errorf("threshold: curve: %w", err)
	}
	if n := len(out.Points); n > 0 {
		last := out.Points[n-1]
		out.Score, out.Decision, out.Lines = last.Score, trust.Decision(last.Decision), b.live.Setting.For(last.Playbook, last.Risk)
	}
	return out, nil
}
