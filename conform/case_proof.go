package conform

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/provenance/receipt"
)

// prove fetches a message's receipt and checks it, R.
func (t *trial) prove(ctx context.Context, th Thread, p Payload, brand string) (receipt.Report, error) {
	if t.Receipts == nil || t.Log == nil {
		return receipt.Report{}, NotSupported("no receipts")
	}
	key, err := t.Log.Key(ctx, brand)
	if err != nil {
		return receipt.Report{}, err
	}
	var r receipt.Report
	var why error
	limit := quick
	if t.waited {
		limit = 0 // one message has shown it: the case need not wait for each
	}
	took, there, err := t.waitFor(ctx, limit, func() (bool, error) {
		file, err := t.Receipts.Receipt(ctx, th, p.MessageID)
		if err != nil { // not yet: a receipt may be pending
			why = err
			return false, nil
		}
		r, why = proof(file, key, p)
		return true, nil
	})
	if err != nil {
		return r, err
	}
	if t.waited = t.waited || !there; why != nil {
		t.find(NoReceipt, p.MessageID, "after %s: %v", took.Round(time.Millisecond), why)
	}
	return r, nil
}

// story holds a conversation in which everybody speaks, and returns what left.
func (t *trial) story(ctx context.Context, brand string) (Thread, []view, []Payload, error) {
	l := t.System.Default
	if t.channel() == "" {
		return "", nil, nil, NotSupported("no channel with whole conversations")
	}
	th, err := t.Contacts.New(ctx, Contact{Channel: t.channel(), Language: l, Brand: brand})
	if err != nil {
		return th, nil, nil, err
	}
	if err := t.Contacts.Say(ctx, th, t.System.Topics.Question.In(l)); err != nil {
		return th, nil, nil, err
	}
	if agent, err := t.agent(0); err == nil && brand == "" {
		if err := t.Desk.TakeOver(ctx, agent, th); err != nil {
			return th, nil, nil, err
		}
		if err := t.Desk.Reply(ctx, agent, th, "OK 1"); err != nil {
			return th, nil, nil, err
		}
	}
	vs, ps, err := t.sent(ctx, th)
	if err == nil && len(vs) < 2 {
		err = fmt.Errorf("a conversation of %d messages", len(vs))
	}
	return th, vs, ps, err
}

func receipts(ctx context.Context, t *trial) error {
	th, vs, ps, err := t.story(ctx, "")
	if err != nil {
		return err
	}
	for i, p := range ps {
		r, err := t.prove(ctx, th, p, "")
		if err != nil {
			return err
		}
		if r.Statement.Author.Kind != vs[i].kind {
			t.find(NoReceipt, p.MessageID, "the statement says %q, the bytes say %q", r.Statement.Author.Kind, vs[i].kind)
		}
	}
	return nil
}

// tampered does one thing to the database, and returns what the audit and the public find.
func (t *trial) tampered(ctx context.Context, how Tampering, brand string, th Thread, id string, known ...[]byte) (named []Named, after head, err error) {
	undo, err := t.Storage.Tamper(ctx, how, th, id)
	if err != nil {
		return nil, after, err
	}
	named, err = t.Storage.Audit(ctx, brand, known...)
	if t.Log != nil && err == nil {
		after, err = t.head(ctx, brand)
	}
	return named, after, errors.Join(err, undo())
}

// unspoilt fails a case whose audit finds something before anything was done.
func (t *trial) unspoilt(ctx context.Context, brand string) error {
	if t.Storage == nil {
		return NotSupported("no access to the database")
	}
	found, err := t.Storage.Audit(ctx, brand)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		t.find(BadLog, "before", "%v", found[0])
	}
	return nil
}

func changed(ctx context.Context, t *trial) error {
	if err := t.unspoilt(ctx, ""); err != nil {
		return err
	}
	th, _, ps, err := t.story(ctx, "")
	if err != nil {
		return err
	}
	id := ps[1].MessageID
	for _, how := range []Tampering{ChangeBody, ChangeAuthor, ChangeTime, ChangePolicy} {
		named, _, err := t.tampered(ctx, how, "", th, id)
		if err != nil {
			return err
		}
		t.names(how, named, id)
	}
	return t.unspoilt(ctx, "")
}

// names finds an audit that does not name the message.
func (t *trial) names(how Tampering, named []Named, id string) {
	if !slices.ContainsFunc(named, func(n Named) bool { return n.MessageID == id || strings.Contains(n.Detail, id) }) {
		t.find(Unnoticed, string(how), "the audit does not name %s: %v", id, named)
	}
}

func rows(ctx context.Context, t *trial) error {
	brand := t.System.Topics.Other
	th, _, ps, err := t.story(ctx, brand)
	if err != nil {
		return err
	}
	if err := t.unspoilt(ctx, brand); err != nil {
		return err
	}
	before, err := t.head(ctx, brand)
	if err != nil {
		return err
	}
	for _, how := range []Tampering{DeleteRow, InsertRow, Reorder} {
		named, after, err := t.tampered(ctx, how, brand, th, ps[1].MessageID, before.signed)
		if err != nil {
			return err
		}
		if len(named) == 0 {
			t.find(Unnoticed, string(how), "the audit finds nothing")
		}
		if how != InsertRow && after.extends(before.Tree) == "" && after.whole() == "" {
			t.find(Unnoticed, string(how), "the public log still fits the checkpoint from before")
		}
	}
	return t.unspoilt(ctx, brand)
}

func rebuilt(ctx context.Context, t *trial) error {
	brand := t.System.Topics.Other
	th, _, ps, err := t.story(ctx, brand)
	if err != nil {
		return err
	}
	if err := t.unspoilt(ctx, brand); err != nil {
		return err
	}
	before, err := t.head(ctx, brand)
	if err != nil {
		return err
	}
	named, after, err := t.tampered(ctx, Rebuild, brand, th, ps[1].MessageID, before.signed)
	if err != nil {
		return err
	}
	if len(named) == 0 {
		t.find(Unnoticed, "", "the audit finds nothing, though it was given the checkpoint from before")
	}
	if after.extends(before.Tree) == "" {
		t.find(Unnoticed, "", "who holds the checkpoint from before cannot tell")
	}
	return t.unspoilt(ctx, brand)
}

// guesses are how many phone numbers are tried against an erased message.
const guesses = 1_000_000

func erased(ctx context.Context, t *trial) error {
	if t.Storage == nil || t.Receipts == nil {
		return NotSupported("no access to the database, or no receipts")
	}
	const number = 812_345_678 // of a million that begin alike
	phone := func(n int) string { return "0812" + fmt.Sprintf("%06d", n%guesses) }
	l := t.System.Default
	th, err := t.meet(ctx, l)
	if err != nil {
		return err
	}
	vs, err := t.note(ctx, th, l, "Nomor Anda "+phone(number)+" sudah tercatat.")
	if err != nil || !t.answered("", vs) {
		return err
	}
	_, ps, err := t.sent(ctx, th)
	if err != nil {
		return err
	}
	p := ps[len(ps)-1]
	if _, err := t.prove(ctx, th, p, ""); err != nil {
		return err
	}
	if err := t.Storage.Erase(ctx, th); err != nil {
		return err
	}
	if err := t.unspoilt(ctx, ""); err != nil {
		return err
	}
	h, err := t.head(ctx, "")
	if err != nil {
		return err
	}
	if why := h.whole(); why != "" {
		t.find(BadLog, "", "%s", why)
	}
	key, err := t.Log.Key(ctx, "")
	if err != nil {
		return err
	}
	file, err := t.Receipts.Receipt(ctx, th, p.MessageID)
	if err != nil {
		t.find(NoReceipt, "", "the old receipt is not to be had: %v", err)
		return nil
	}
	r, err := receipt.Verify(file, key)
	if err != nil || !r.Erased {
		t.find(NoReceipt, "", "the old receipt does not say erased: %v", err)
	}
	if strings.Contains(string(file), phone(number)) || r.Body != nil {
		t.find(Accepted, "", "the receipt still holds what was erased")
	}
	if t.guessed(r.Statement, p.Bytes, phone(number), phone) {
		t.find(Accepted, "", "the number can be found by trying")
	}
	return nil
}

// guessed tries every number in the captured bytes, with the digests that need no secret.
func (t *trial) guessed(s terang.Statement, body []byte, number string, phone func(int) string) bool {
	want, err := base64.StdEncoding.DecodeString(s.Body)
	if err != nil {
		return false
	}
	n := guesses
	if t.sizes.burst < 20_000 {
		n = guesses / 20
	}
	at := strings.Index(string(body), number)
	if at < 0 {
		return false
	}
	guess := slices.Clone(body)
	first, _ := strconv.Atoi(number[4:])
	for i := range n {
		candidate := phone(first - i + guesses)
		copy(guess[at:], candidate)
		if sum := sha256.Sum256(guess); hmac.Equal(sum[:], want) {
			return true
		}
		if receipt.Commit([]byte(candidate), guess) == s.Body {
			return true
		}
	}
	return false
}

func rotated(ctx context.Context, t *trial) error {
	if t.Storage == nil {
		return NotSupported("no access to the database")
	}
	brand := t.System.Topics.Other
	th, _, ps, err := t.story(ctx, brand)
	if err != nil {
		return err
	}
	old, err := t.Log.Key(ctx, brand)
	if err != nil {
		return err
	}
	file, err := t.Receipts.Receipt(ctx, th, ps[0].MessageID)
	if err != nil {
		return err
	}
	if err := t.Storage.Rotate(ctx, brand); err != nil {
		return err
	}
	if _, err := proof(file, old, ps[0]); err != nil {
		t.find(NoReceipt, "old key", "%v", err)
	}
	th, _, ps, err = t.story(ctx, brand)
	if err != nil {
		return err
	}
	now, err := t.Log.Key(ctx, brand)
	if err != nil {
		return err
	}
	if now == old {
		t.find(BadLog, "", "the key is the old one")
	}
	if _, err := t.prove(ctx, th, ps[0], brand); err != nil {
		return err
	}
	h, err := t.head(ctx, brand)
	if err == nil && h.whole() != "" {
		t.find(BadLog, "", "%s", h.whole())
	}
	return err
}

func clockBack(ctx context.Context, t *trial) error {
	if t.Clock == nil {
		return NotSupported("time cannot be moved")
	}
	l := t.System.Default
	th, err := t.meet(ctx, l)
	if err != nil {
		return err
	}
	question := t.System.Topics.Question.In(l)
	if err := t.Contacts.Say(ctx, th, question); err != nil {
		return err
	}
	t.Clock.Pass(-time.Hour)
	err = t.Contacts.Say(ctx, th, question)
	t.Clock.Pass(time.Hour)
	if err != nil {
		return err
	}
	_, ps, err := t.sent(ctx, th)
	if err != nil {
		return err
	}
	last := ""
	for _, p := range ps {
		r, err := t.prove(ctx, th, p, "")
		if err != nil {
			return err
		}
		if r.Statement.At < last { // RFC 3339 in UTC sorts as it tells
			t.find(WrongOrder, p.MessageID, "%s after %s", r.Statement.At, last)
		}
		last = r.Statement.At
	}
	return nil
}

func otherTenant(ctx context.Context, t *trial) error {
	other := t.System.Topics.Other
	if other == "" || t.Receipts == nil {
		return NotSupported("one brand only, or no receipts")
	}
	th, _, ps, err := t.story(ctx, "")
	if err != nil {
		return err
	}
	if _, _, _, err := t.story(ctx, other); err != nil {
		return err
	}
	file, err := t.Receipts.Receipt(ctx, th, ps[0].MessageID)
	if err != nil {
		return err
	}
	key, err := t.Log.Key(ctx, other)
	if err != nil {
		return err
	}
	if _, err := proof(file, key, ps[0]); err == nil {
		t.find(Accepted, "", "the other brand's key opens it")
	}
	own, err := t.Log.Key(ctx, "")
	if err != nil {
		return err
	}
	if _, err := proof(file, own, ps[0]); err != nil {
		t.find(NoReceipt, "", "%v", err)
	}
	return nil
}
