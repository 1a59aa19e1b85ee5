package audience

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"terang/playbook"
	"terang/store"
)

// maxMissed is how late a time that passed while nobody worked is still made up for, once; and how late what an event or a
// segment starts may begin.
const maxMissed = 24 * time.Hour

// cronForm reads schedules as playbooks write them: minute, hour, day of month, month, day of week.
var cronForm = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// planned is a schedule with its rule.
type planned struct {
	store.Schedule
	segment string
	rule    cron.Schedule
	zone    *time.Location
}

// spec names a time rule within its playbook.
func spec(t playbook.Trigger) string { return t.Schedule + " " + t.Segment }

// after is when the rule fires next.
func (p planned) after(now time.Time) time.Time { return p.rule.Next(now.In(p.zone)) }

// fire starts what its time has come for, and makes the plan anew where it is stale.
func (s *Service) fire(ctx context.Context) error {
	if s.takeStale() {
		if err := s.makePlan(ctx); err != nil {
			s.mu.Lock()
			s.stale = true
			s.mu.Unlock()
			return err
		}
	}
	now := s.Clock()
	s.mu.Lock()
	plan := slices.Clone(s.plan)
	s.mu.Unlock()
	fired := false
	for _, p := range plan {
		if p.NextAt.IsZero() || now.Before(p.NextAt) {
			continue
		}
		if err := s.fireOne(ctx, p, now); err != nil {
			return err
		}
		fired = true
	}
	if fired {
		return s.makePlan(ctx) // another node may have been faster: what is true stands in the store
	}
	return nil
}

func (s *Service) takeStale() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	stale := s.stale
	s.stale = false
	return stale
}

// fireOne moves the schedule and starts the playbook for its segment, in one transaction: of several nodes one does it.
func (s *Service) fireOne(ctx context.Context, p planned, now time.Time) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		moved, err := store.MoveSchedule(tx, p.Schedule, p.after(now))
		if err != nil || !moved {
			return err
		}
		if now.Sub(p.NextAt) >= maxMissed {
			s.Logger.Warn("a scheduled time was missed", "workspace", p.WorkspaceID, "detail", p.Playbook)
			return nil
		}
		id := stableID(p.WorkspaceID, p.Playbook, p.Spec, p.NextAt.UTC().Format(time.RFC3339))
		r, err := spreadRun(p.WorkspaceID, p.Playbook, p.segment, "schedule:"+p.Spec, id, now)
		if err != nil {
			return err
		}
		_, err = store.InsertRun(tx, r)
		return err
	})
}

// makePlan compares the schedules of all playbooks with those in the store: new ones are put there with their next time,
// those of playbooks that are gone are removed, and what is there keeps its time.
func (s *Service) makePlan(ctx context.Context) error {
	stored, err := store.Schedules(ctx, s.Store)
	if err != nil {
		return err
	}
	have := make(map[string]store.Schedule, len(stored))
	key := func(x store.Schedule) string {
		return strings.Join([]string{x.WorkspaceID, x.Playbook, x.Spec}, "\x00")
	}
	for _, x := range stored {
		have[key(x)] = x
	}
	wanted, loaded, err := s.wanted()
	if err != nil {
		return err
	}
	now := s.Clock()
	var added []store.Schedule
	var others []string // workspaces whose segments are not those with which everybody was looked at
	for ws := range loaded {
		set := s.segments(ws)
		if set == nil {
			continue
		}
		mark := segmentsPlan(ws, set)
		if _, ok := have[key(mark)]; ok {
			delete(have, key(mark))
			continue
		}
		added, others = append(added, mark), append(others, ws)
	}
	for i := range wanted {
		p := &wanted[i]
		k := key(p.Schedule)
		if x, ok := have[k]; ok {
			p.NextAt = x.NextAt
			delete(have, k)
			continue
		}
		p.NextAt = p.after(now)
		added = append(added, p.Schedule)
	}
	var gone []store.Schedule
	for _, x := range have {
		if loaded[x.WorkspaceID] { // a workspace that runs elsewhere keeps its own
			gone = append(gone, x)
		}
	}
	if len(added)+len(gone) > 0 {
		err = s.Store.Write(ctx, func(tx *store.Tx) error {
			for _, x := range added {
				if err := store.InsertSchedule(tx, x); err != nil {
					return err
				}
			}
			for _, x := range gone {
				if err := store.DeleteSchedule(tx, x); err != nil {
					return err
				}
			}
			for _, ws := range others {
				if err := s.lookAtAll(tx, ws, now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.plan = wanted
	s.mu.Unlock()
	return nil
}

// wanted are the schedules that the playbooks of this node's workspaces name.
func (s *Service) wanted() (out []planned, loaded map[string]bool, err error) {
	loaded = map[string]bool{}
	for _, ws := range s.Workspaces() {
		brain := s.Brain(ws)
		if brain == nil {
			continue
		}
		loaded[ws] = true
		for _, pb := range brain.Begins() {
			for _, t := range pb.On {
				if t.Kind != playbook.TriggerSchedule {
					continue
				}
				rule, err := cronForm.Parse(t.Schedule)
				if err != nil {
					return nil, nil, fmt.Errorf("audience: schedule of %s: %w", pb.ID, err)
				}
				out = append(out, planned{
					Schedule: store.Schedule{WorkspaceID: ws, Playbook: pb.ID, Spec: spec(t)}, segment: t.Segment, rule: rule, zone: brain.Zone(),
				})
			}
		}
	}
	return out, loaded, nil
}

// nextPlanned is when the next schedule fires, zero where there is none.
func (s *Service) nextPlanned() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next time.Time
	for _, p := range s.plan {
		if !p.NextAt.IsZero() && (next.IsZero() || p.NextAt.Before(next)) {
			next = p.NextAt
		}
	}
	return next
}
