package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/delivery"
	"terang/playbook"
	"terang/store"
)

// Limits of what an agent promises.
const (
	maxWords    = 300 // characters
	maxPromised = 90 * 24 * time.Hour
	maxOwed     = terang.MaxPromises - 2 // the assistant's answer and its call or mail keep their place beside them
	minPromised = time.Minute
	// What an agent says right after promising an answer belongs to the promise and does not keep it.
	sameBreath = 2 * time.Minute
)

// Promise writes down what an agent promises the contact. With tell, its words are said to the contact as the agent's own message in
// the same transaction; else the agent has said it already, on the telephone say. The same clientID again is the same promise.
func (k *Desk) Promise(ctx context.Context, a store.Agent, conversationID, clientID string, p terang.Promise, tell bool) (terang.Promise, error) {
	if clientID == "" {
		return p, terang.Fail(terang.Invalid, "client_id_missing")
	}
	if err := k.check(&p); err != nil {
		return p, err
	}
	p.ID, p.WorkspaceID, p.ConversationID = promiseID(a.WorkspaceID, conversationID, clientID), a.WorkspaceID, conversationID
	p.MadeBy, p.Owner = a.ID, a.ID
	_, err := k.delivery.Change(ctx, a.WorkspaceID, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		earlier, err := store.Promise(ctx, tx.Reader(), a.WorkspaceID, p.ID)
		if err == nil {
			p = earlier
			return nil
		}
		if terang.KindOf(err) != terang.NotFound {
			return err
		}
		c := &t.Conversation
		if len(c.Owed("")) >= maxOwed {
			return terang.Fail(terang.Conflict, "promises_many", "max", strconv.Itoa(maxOwed))
		}
		if c.Holder == terang.HolderAgent && c.AgentID != a.ID || tell {
			if err := held(t, a); err != nil {
				return err
			}
		}
		if tell {
			if err := sayAs(tx, t, terang.ByAgent(a.ID, a.Name), p.Words, clientID); err != nil {
				return err
			}
			if err := answered(tx, t, a); err != nil { // a person has spoken: that is what was awaited until now
				return err
			}
		}
		p.ContactID, p.CreatedAt = c.ContactID, t.Now
		*c = c.WithPromise(p)
		t.Emit(terang.EventPromise)
		return store.InsertPromise(tx, p)
	})
	if err == nil {
		k.Wake(p.WarnAt())
	}
	return p, err
}

// promiseID is the same for the same promise that is sent again.
func promiseID(parts ...string) string {
	d := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "prm_" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(d[:16])
}

// sayAs says an agent's words, or fails with the gate's reason.
func sayAs(tx *store.Tx, t *delivery.Thread, author terang.Author, text, clientID string) error {
	return sayContent(tx, t, author, terang.Content{Text: text}, clientID)
}

func sayContent(tx *store.Tx, t *delivery.Thread, author terang.Author, content terang.Content, clientID string) error {
	ok, err := t.Say(terang.Draft{
		Author: author, Purpose: terang.ForAnswer, Kind: terang.KindText, Language: t.Conversation.Language, Content: content, ClientID: clientID,
	})
	if err == nil && !ok {
		return terang.Fail(terang.Invalid, "message_held", "reason", t.Held()[len(t.Held())-1].String())
	}
	if err != nil {
		return err
	}
	return spoken(tx, t, content.Text)
}

func (k *Desk) check(p *terang.Promise) error {
	p.Words, p.Reach = strings.TrimSpace(p.Words), strings.TrimSpace(p.Reach)
	switch {
	case !p.Kind.Valid():
		return terang.Fail(terang.Invalid, "promise_kind")
	case p.Words == "" || !utf8.ValidString(p.Words) || utf8.RuneCountInString(p.Words) > maxWords:
		return terang.Fail(terang.Invalid, "promise_words", "max", strconv.Itoa(maxWords))
	}
	if p.Kind == terang.PromiseCall || p.Kind == terang.PromiseWrite {
		reach, err := Reachable(p.Kind, p.Reach)
		if err != nil {
			return err
		}
		p.Reach = reach
	} else {
		p.Reach = "" // nothing checks one that nobody needs
	}
	return k.checkDue(&p.DueAt)
}

func (k *Desk) checkDue(due *time.Time) error {
	*due = due.UTC().Truncate(time.Millisecond)
	if now := k.clock(); due.Before(now.Add(minPromised)) || due.After(now.Add(maxPromised)) {
		return terang.Fail(terang.Invalid, "promise_due")
	}
	return nil
}

// Limits of a number, in digits with the country's, which begins with none but 1 to 9: ITU-T E.164.
const (
	minDigits = 8
	maxDigits = 15
)

// country is what a number is taken to begin with that names none: "0812…" is "+62812…".
const country = "62"

// Reachable returns a number as it is dialled ("+628123456789"), or an address, by which a contact can be called or written to.
// A call needs a number.
func Reachable(kind terang.PromiseKind, to string) (string, error) {
	to = strings.TrimSpace(to)
	if kind != terang.PromiseCall && strings.Contains(to, "@") {
		return checkEmail(to)
	}
	abroad := strings.HasPrefix(to, "+")
	digits := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "", "+", "").Replace(to)
	switch {
	case abroad:
	case strings.HasPrefix(digits, "00"):
		digits = digits[2:]
	case strings.HasPrefix(digits, "0"):
		digits = country + digits[1:]
	case strings.HasPrefix(digits, "8"):
		digits = country + digits
	}
	if len(digits) < minDigits || len(digits) > maxDigits || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" || strings.LastIndex(to, "+") > 0 {
		return "", terang.Fail(terang.Invalid, "reach_invalid")
	}
	return "+" + digits, nil
}

// Keep records that a promise was kept, with a note for the colleagues, "" for none.
func (k *Desk) Keep(ctx context.Context, a store.Agent, id, note string) (terang.Promise, error) {
	return k.end(ctx, a, id, note, func(tx *store.Tx, t *delivery.Thread, p *terang.Promise) error {
		p.KeptAt, p.KeptBy = t.Now, a.ID
		return store.KeepPromise(tx, p.WorkspaceID, p.ID, a.ID, t.Now)
	})
}

// Cancel takes a promise back that the contact no longer waits for, with a note for the colleagues, "" for none.
func (k *Desk) Cancel(ctx context.Context, a store.Agent, id, note string) (terang.Promise, error) {
	return k.end(ctx, a, id, note, func(tx *store.Tx, t *delivery.Thread, p *terang.Promise) error {
		p.CancelledAt = t.Now
		return store.CancelPromise(tx, p.WorkspaceID, p.ID, t.Now)
	})
}

// Move gives a promise another time. One whose time has passed stays broken: the new time is a new promise. With tell the
// contact hears the new time; that the old one passed they hear in any case, if they have not yet.
func (k *Desk) Move(ctx context.Context, a store.Agent, id string, due time.Time, tell bool) (terang.Promise, error) {
	if err := k.checkDue(&due); err != nil {
		return terang.Promise{}, err
	}
	moved, err := k.end(ctx, a, id, "", func(tx *store.Tx, t *delivery.Thread, p *terang.Promise) error {
		l := t.Conversation.Language
		var say []string
		if p.State() == terang.PromiseBroken && p.ToldAt.IsZero() {
			say = append(say, fill(brokenTexts[p.Kind], l, *p, t.Now))
		}
		if err := k.postpone(tx, t, a, p, due); err != nil {
			return err
		}
		if tell {
			moved := movedText
			if p.Kind == terang.PromiseTask {
				moved = movedTask
			}
			say = append(say, fill(moved, l, *p, t.Now))
		}
		if len(say) == 0 {
			return nil
		}
		_, err := notice(t, strings.Join(say, " "))
		return err
	})
	if err == nil {
		k.Wake(moved.WarnAt())
	}
	return moved, err
}

// postpone writes another time down, with words that name no earlier one where they are the house's own to choose.
func (k *Desk) postpone(tx *store.Tx, t *delivery.Thread, a store.Agent, p *terang.Promise, due time.Time) error {
	old := *p
	p.DueAt = due
	if again, ok := againTexts[p.Kind]; ok {
		p.Words = fill(again, t.Conversation.Language, *p, t.Now)
	}
	if old.State() == terang.PromiseOpen {
		return store.MovePromise(tx, *p)
	}
	if err := store.CancelPromise(tx, p.WorkspaceID, p.ID, t.Now); err != nil {
		return err
	}
	old.CancelledAt = t.Now
	t.Conversation = t.Conversation.WithPromise(old)
	p.ID, p.MadeBy, p.Owner, p.CreatedAt, p.BrokenAt, p.ToldAt = k.delivery.IDs("prm"), a.ID, a.ID, t.Now, time.Time{}, time.Time{}
	return store.InsertPromise(tx, *p)
}

// end changes one owed promise together with its conversation.
func (k *Desk) end(ctx context.Context, a store.Agent, id, note string, fn func(tx *store.Tx, t *delivery.Thread, p *terang.Promise) error) (terang.Promise, error) {
	if note = strings.TrimSpace(note); note != "" {
		if _, err := checkText(note); err != nil {
			return terang.Promise{}, err
		}
	}
	p, err := store.Promise(ctx, k.store, a.WorkspaceID, id)
	if err != nil {
		return p, err
	}
	_, err = k.delivery.Change(ctx, a.WorkspaceID, p.ConversationID, func(tx *store.Tx, t *delivery.Thread) error {
		if p, err = store.Promise(ctx, tx.Reader(), a.WorkspaceID, id); err != nil {
			return err
		}
		if !p.Owed() {
			return terang.Fail(terang.Conflict, "promise_settled")
		}
		if err := fn(tx, t, &p); err != nil {
			return err
		}
		if note != "" {
			t.Note(terang.ByAgent(a.ID, a.Name), note, "")
		}
		t.Conversation = t.Conversation.WithPromise(p)
		t.Emit(terang.EventPromise)
		return nil
	})
	return p, err
}

// answered keeps what the contact was promised as an answer, now that a person has spoken.
func answered(tx *store.Tx, t *delivery.Thread, a store.Agent) error {
	kept := false
	for _, p := range t.Conversation.Owed(terang.PromiseReply) {
		if p.MadeBy != terang.MadeByAssistant && t.Now.Sub(p.CreatedAt) < sameBreath {
			continue
		}
		if err := store.KeepPromise(tx, p.WorkspaceID, p.ID, a.ID, t.Now); err != nil {
			return err
		}
		p.KeptAt, p.KeptBy = t.Now, a.ID
		t.Conversation = t.Conversation.WithPromise(p)
		kept = true
	}
	if kept {
		t.Emit(terang.EventPromise)
	}
	return nil
}

// entrust gives what is owed in the conversation to an agent, "" for the desk.
func entrust(tx *store.Tx, t *delivery.Thread, agentID string) error {
	owed := t.Conversation.Owed("")
	if len(owed) == 0 {
		return nil
	}
	for _, p := range owed {
		p.Owner = agentID
		t.Conversation = t.Conversation.WithPromise(p)
	}
	t.Emit(terang.EventPromise)
	return store.OwnPromises(tx, t.Conversation.WorkspaceID, t.Conversation.ID, agentID)
}

// closable fails while the contact waits for something that only a person can do or take back. What was promised as an answer
// ends with the conversation.
func closable(tx *store.Tx, t *delivery.Thread) error {
	c := &t.Conversation
	if p, ok := binding(c); ok {
		return terang.Fail(terang.Conflict, "promise_owed", "words", p.Words)
	}
	owed := c.Owed("")
	if len(owed) == 0 {
		return nil
	}
	for _, p := range owed {
		p.CancelledAt = t.Now
		*c = c.WithPromise(p)
	}
	t.Emit(terang.EventPromise)
	return store.CancelPromises(tx, c.WorkspaceID, c.ID, terang.PromiseReply, t.Now)
}

// binding is a promise that keeps a matter open, where there is one.
func binding(c *terang.Conversation) (terang.Promise, bool) {
	owed := c.Owed("")
	i := slices.IndexFunc(owed, func(p terang.Promise) bool { return p.Kind != terang.PromiseReply })
	if i < 0 {
		return terang.Promise{}, false
	}
	return owed[i], true
}

// notice says something that the house itself has to say, whoever has the word.
func notice(t *delivery.Thread, text string) (said bool, err error) {
	author := terang.ByAutomation("promise@1")
	if t.Conversation.Holder == terang.HolderAgent {
		author = terang.BySystem()
	}
	return t.Say(terang.Draft{
		Author: author, Purpose: terang.ForNotice, Kind: terang.KindNotice, Language: t.Conversation.Language, Content: terang.Content{Text: text},
	})
}

// fill puts a promise's words and time into a text.
func fill(text terang.Text, l terang.Language, p terang.Promise, now time.Time) string {
	return strings.NewReplacer("{what}", p.Words, "{reach}", p.Reach, "{time}", moment(p.DueAt, now, l)).Replace(text.In(l))
}

// moment writes a time as it is said: "pukul 14.30 WIB", with the day where it is not today.
func moment(at, now time.Time, l terang.Language) string {
	clock := "pukul " + playbook.Clock(at, l)
	on := ", "
	if l == terang.English {
		clock, on = playbook.Clock(at, l), " on "
	}
	today, day := now.In(playbook.Zone).Format(time.DateOnly), at.In(playbook.Zone).Format(time.DateOnly)
	switch day {
	case today:
		return clock
	case now.In(playbook.Zone).AddDate(0, 0, -1).Format(time.DateOnly):
		return yesterday.In(l) + " " + clock
	case now.In(playbook.Zone).AddDate(0, 0, 1).Format(time.DateOnly):
		return tomorrow.In(l) + " " + clock
	}
	return clock + on + playbook.Day(at, l)
}
