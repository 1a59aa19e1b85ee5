package authoring

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/scenario"
)

// Limits of one try-out.
const (
	maxTrySteps = 100
	maxTryBytes = 256 << 10 // of all that the steps say and bring
	maxFires    = 200       // timers that one try-out may see
)

// Try is a talk that is tried out: the whole of it, each time.
type Try struct {
	Source     []byte // a draft that takes the place of what is live; nil tries what is live
	Language   terang.Language
	Reader     terang.Language // of the notes
	Start      time.Time       // when the talk begins; zero is now
	Name       string          // of the contact, where the brand knows it
	Attributes map[string]any  // of the contact
	Steps      []TryStep
}

// TryStep is one thing that happens. Exactly one field is set.
type TryStep struct {
	Say    string
	Choice string // the value of a quick reply
	Event  *TryEvent
	Result *TryResult // of the action that is waited for
	Wait   time.Duration
	Begin  string // a playbook that is started by hand
}

// TryEvent is something that happens in the brand's world.
type TryEvent struct {
	Name string
	Data map[string]any
}

// TryResult is what the brand's system answers. An OK without data is answered by the sample.
type TryResult struct {
	OK   bool
	Data map[string]any
	Code string
}

// Who speaks in a line of a try-out.
const (
	WhoContact   = "contact"
	WhoAssistant = "assistant"
	WhoSystem    = "system"
	WhoAction    = "action"
	WhoNote      = "note"
)

// TryLine is one line of the transcript.
type TryLine struct {
	Who      string
	Text     string
	Kind     string // of a note: hand_over, sleep, woken, started, ended, verified, attribute, unused, stopped
	Content  terang.Content
	Author   terang.Author
	Language terang.Language // of what is said
	Playbook string          // "order_status@4"; where it stands written
	Step     string
	Action   *TryAction
	At       time.Time
}

// TryAction is a call that is waited for, or was made up.
type TryAction struct {
	Name   string
	Risk   playbook.Risk
	Inputs map[string]any
	Sample map[string]any // what the brand's system might answer
	Errors []string       // codes with which it may refuse
}

// What a try-out waits for.
const (
	WaitContact = "contact"
	WaitAction  = "action"
	WaitTimer   = "timer"
	WaitEvent   = "event"
	WaitNothing = "nothing"
)

// Tried is how a talk went.
type Tried struct {
	Lines    []TryLine
	Waiting  string
	Playbook string // that is open, or sleeps
	At       string // path of its step
	Slots    map[string]string
	Trust    terang.TrustView
	Holder   terang.Holder
	Start    time.Time
	Now      time.Time // of the talk
}

// Try plays a talk on what is live, with a draft in its place where one is given. No system is called, nothing is sent and
// nothing is kept.
func (s *Service) Try(workspaceID string, t Try) (Tried, error) {
	if err := t.check(); err != nil {
		return Tried{}, err
	}
	b, err := s.opened(workspaceID)
	if err != nil {
		return Tried{}, err
	}
	books, brain := b.books, b.brain
	if t.Source != nil {
		pb, problems := parse(file(or(idOf(t.Source), "playbook")), t.Source)
		if pb == nil {
			return Tried{}, &Refused{Problems: problems}
		}
		books = b.with(pb.ID, pb)
		if brain, err = b.build(books); err != nil {
			return Tried{}, &Refused{Problems: playbook.Problems{unfit(pb.File, err)}}
		}
	}
	if brain, err = s.mind(b, brain, books); err != nil {
		return Tried{}, err
	}
	if t.Start.IsZero() {
		t.Start = s.Clock().UTC().Truncate(time.Second)
	}
	w := &world{
		brain: brain, brand: b, now: t.Start, reader: t.Reader.Or(terang.Indonesian), language: t.Language, holder: terang.HolderAssistant, desk: engine.Desk{Online: 1},
		contact: engine.Contact{Name: t.Name, Attributes: t.Attributes}, target: t.Start, answers: b.answers(t.Start),
	}
	for _, step := range t.Steps {
		w.play(step)
	}
	out := w.result()
	out.Start = t.Start
	return out, nil
}

func (t Try) check() error {
	if len(t.Steps) > maxTrySteps {
		return terang.Fail(terang.TooLarge, "try_too_long", "limit", strconv.Itoa(maxTrySteps))
	}
	size := 0
	for _, s := range t.Steps {
		if utf8.RuneCountInString(s.Say) > terang.MaxText {
			return terang.Fail(terang.TooLarge, "message_too_long")
		}
		b, err := json.Marshal(s)
		if err != nil {
			return terang.Fail(terang.Invalid, "invalid_json")
		}
		if size += len(b); size > maxTryBytes {
			return terang.Fail(terang.TooLarge, "body_too_large", "limit", strconv.Itoa(maxTryBytes>>10)+" kB")
		}
		if s.Wait < 0 || s.Wait > playbook.MaxWait {
			return terang.Fail(terang.Invalid, "try_wait")
		}
	}
	return nil
}

// answers are those that the pack's scenarios state, to be offered as samples in a talk that begins now.
func (b *brand) answers(now time.Time) *scenario.System {
	var s scenario.System
	for _, f := range b.pack.played {
		f.Lend(&s, now)
	}
	return &s
}
