package audience

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"time"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/store"
)

// Limits of an event.
const (
	maxEventID    = 128
	maxEventName  = 64
	maxExternalID = 128
	maxEventData  = 16 << 10 // bytes
	maxEventDepth = 6
	maxEventFuse  = 24 * time.Hour // that an event may lie ahead: clocks differ, but not by more
	maxStarts     = 32             // playbooks that one event may start
	maxSame       = 16             // contacts of one person that are looked at
	maxRetries    = 3              // times that an event or a consent is taken anew because the contact was changed meanwhile
)

var (
	eventName = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,7}$`) // as playbooks name them
	eventID   = regexp.MustCompile(`^[\x21-\x7e]{1,128}$`)
)

// Event is something that happened to a contact in the brand's own world.
//
//	{"id":"evt-1","name":"order.delayed","contact":{"external_id":"CUS-1"},"data":{"order_no":"TRG-1042","days":2}}
type Event struct {
	WorkspaceID string
	ID          string // the sender's; the same one is taken once
	Name        string
	ContactID   string // one of the two
	ExternalID  string
	Data        json.RawMessage // an object; empty for none
	At          time.Time       // zero for now
}

// Receipt is what became of an event.
type Receipt struct {
	ID      string   `json:"id"`
	Started []string `json:"started"` // "order_late@3"
	Woken   int      `json:"woken"`
	Ignored int      `json:"ignored"` // starts of what lives already
	Unknown bool     `json:"unknown,omitempty"`
	Again   bool     `json:"-"` // the event was known: nothing was done
}

// check refuses what is no event.
func (e *Event) check(now time.Time) (map[string]any, error) {
	switch {
	case !eventID.MatchString(e.ID) || len(e.ID) > maxEventID:
		return nil, terang.Fail(terang.Invalid, "event_id_invalid")
	case len(e.Name) > maxEventName || !eventName.MatchString(e.Name):
		return nil, terang.Fail(terang.Invalid, "event_name_invalid")
	case (e.ContactID == "") == (e.ExternalID == "") || len(e.ExternalID) > maxExternalID || len(e.ContactID) > maxExternalID:
		return nil, terang.Fail(terang.Invalid, "event_contact_invalid")
	case len(e.Data) > maxEventData:
		return nil, terang.Fail(terang.TooLarge, "event_too_large", "most", "16 kB")
	case e.At.After(now.Add(maxEventFuse)):
		return nil, terang.Fail(terang.Invalid, "event_in_future")
	}
	if len(bytes.TrimSpace(e.Data)) == 0 || bytes.Equal(bytes.TrimSpace(e.Data), []byte("null")) {
		e.Data = json.RawMessage("{}")
	}
	if tooDeep(e.Data) {
		return nil, terang.Fail(terang.Invalid, "event_too_deep")
	}
	var data map[string]any
	if err := json.Unmarshal(e.Data, &data); err != nil || data == nil {
		return nil, terang.Fail(terang.Invalid, "event_data_invalid")
	}
	return tidy(data), nil
}

// tooDeep reports whether JSON has more levels than an event may, before anything is built of it.
func tooDeep(b []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(b))
	for depth := 0; ; {
		t, err := dec.Token()
		if err != nil {
			return false // the end, or broken: whoever reads it finds out
		}
		if d, ok := t.(json.Delim); ok {
			if d == '{' || d == '[' {
				if depth++; depth > maxEventDepth {
					return true
				}
			} else {
				depth--
			}
		}
	}
}

// tidy makes whole numbers whole again, which JSON does not tell apart.
func tidy(v map[string]any) map[string]any {
	for k, x := range v {
		v[k] = tidyValue(x)
	}
	return v
}

func tidyValue(v any) any {
	switch v := v.(type) {
	case float64:
		if v < 1<<53 && v > -1<<53 && v == float64(int(v)) {
			return int(v)
		}
	case map[string]any:
		return tidy(v)
	case []any:
		for i := range v {
			v[i] = tidyValue(v[i])
		}
	}
	return v
}

// Event takes an event: it wakes what waits for it and starts what it triggers, in one transaction, and returns when that is
// durable. An event whose id is known changes nothing and gets the first one's answer.
func (s *Service) Event(ctx context.Context, e Event) (Receipt, error) {
	brain := s.Brain(e.WorkspaceID)
	if brain == nil {
		return Receipt{}, terang.Fail(terang.Unavailable, "workspace_not_loaded")
	}
	now := s.Clock().UTC()
	data, err := e.check(now)
	if err != nil {
		return Receipt{}, err
	}
	if e.At.IsZero() {
		e.At = now
	}
	var out Receipt
	for range maxRetries {
		err = s.Store.Write(ctx, func(tx *store.Tx) error {
			out = Receipt{ID: e.ID, Started: []string{}}
			return s.take(ctx, tx, brain, e, data, now, &out)
		})
		if terang.KindOf(err) != terang.Conflict { // what is known of the contact was changed meanwhile
			break
		}
	}
	if err != nil {
		return Receipt{}, err
	}
	if !out.Again {
		s.Wake(now)
		for range out.Ignored {
			s.count("ignored")
		}
	}
	return out, nil
}

func (s *Service) take(ctx context.Context, tx *store.Tx, brain *engine.Brain, e Event, data map[string]any, now time.Time, out *Receipt) error {
	k, err := s.whose(ctx, tx, e)
	if err != nil && terang.KindOf(err) != terang.NotFound {
		return err
	}
	out.Unknown = err != nil
	person := store.PersonOf(k)
	if out.Unknown && e.ExternalID != "" {
		person = store.PersonOf(terang.Contact{ExternalID: e.ExternalID})
	}
	fresh, err := store.InsertEvent(tx, store.Event{ID: e.ID, WorkspaceID: e.WorkspaceID, Name: e.Name, Person: person, Data: string(e.Data), At: e.At, ReceivedAt: now})
	if err != nil {
		return err
	}
	if !fresh {
		return s.again(ctx, tx, e, out)
	}
	if !out.Unknown {
		if err := s.wakeSleepers(ctx, tx, brain, k, e, data, now, out); err != nil {
			return err
		}
		if err := s.startTriggered(tx, brain, k, e, data, now, out); err != nil {
			return err
		}
		if err := s.look(ctx, tx, brain, k, string(e.Data), now, false); err != nil {
			return err
		}
	}
	answer, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return store.AnswerEvent(tx, e.WorkspaceID, e.ID, string(answer))
}

func (s *Service) whose(ctx context.Context, tx *store.Tx, e Event) (terang.Contact, error) {
	if e.ContactID != "" {
		return store.Contact(ctx, tx.Reader(), e.WorkspaceID, e.ContactID)
	}
	return store.ContactByExternalID(ctx, tx.Reader(), e.WorkspaceID, e.ExternalID)
}

// again answers as the first time.
func (s *Service) again(ctx context.Context, tx *store.Tx, e Event, out *Receipt) error {
	answer, err := store.EventAnswer(ctx, tx.Reader(), e.WorkspaceID, e.ID)
	if err != nil {
		return err
	}
	if answer != "" {
		if err := json.Unmarshal([]byte(answer), out); err != nil {
			return err
		}
	}
	out.Again = true
	return nil
}

func (s *Service) wakeSleepers(ctx context.Context, tx *store.Tx, brain *engine.Brain, k terang.Contact, e Event, data map[string]any, now time.Time, out *Receipt) error {
	sleepers, err := store.Sleepers(ctx, tx.Reader(), e.WorkspaceID, store.PersonOf(k), e.Name)
	if err != nil {
		return err
	}
	for _, r := range sleepers {
		if !s.wants(brain, r, k, data, now) {
			continue
		}
		woken, err := store.WakeRun(tx, r, string(e.Data), now)
		if err != nil {
			return err
		}
		if woken {
			out.Woken++
		}
	}
	return nil
}

// wants reports whether the event is the one that a run waits for.
func (s *Service) wants(brain *engine.Brain, r store.Run, k terang.Contact, data map[string]any, now time.Time) bool {
	if r.Condition == "" {
		return true
	}
	var run engine.Run
	if err := json.Unmarshal([]byte(r.State), &run); err != nil {
		s.Logger.Warn("state of a sleeping run cannot be read", "job", r.ID, "error", err)
		return false
	}
	return brain.Wakes(run, data, engine.Contact{Name: k.Name, Attributes: k.Values(now)}, now)
}

// values are what the condition of a trigger may read.
func values(brain *engine.Brain, k terang.Contact, data map[string]any, now time.Time) map[string]any {
	contact := k.Values(now)
	contact["name"] = k.Name
	return map[string]any{"event": data, "contact": contact, "now": now, "brand": map[string]any{"name": brain.Brand().Name}}
}

// startTriggered starts each playbook that names the event, once.
func (s *Service) startTriggered(tx *store.Tx, brain *engine.Brain, k terang.Contact, e Event, data map[string]any, now time.Time, out *Receipt) error {
	for _, pb := range brain.Begins() {
		if !triggered(brain, pb, k, e.Name, data, now) || len(out.Started) >= maxStarts {
			continue
		}
		r := start(brain, k, pb.ID, "event:"+e.Name, string(e.Data), now)
		r.ID = stableID(e.WorkspaceID, e.ID, pb.ID)
		r.settleSingle(brain)
		began, err := store.InsertRun(tx, r.Run)
		if err != nil {
			return err
		}
		if !began {
			out.Ignored++
			continue
		}
		out.Started = append(out.Started, pb.Ref())
	}
	return nil
}

func triggered(brain *engine.Brain, pb *playbook.Playbook, k terang.Contact, name string, data map[string]any, now time.Time) bool {
	for _, t := range pb.On {
		if t.Kind == playbook.TriggerEvent && t.Event == name && (t.If == nil || t.If.Eval(values(brain, k, data, now)) == true) {
			return true
		}
	}
	return false
}
