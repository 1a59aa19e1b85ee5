package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"terang"
)

// unit is one payload of a web chat, opened for planting. Other channels are left as they are.
type unit map[string]any

func open(p Payload) (unit, bool) {
	if p.Channel != "web" {
		return nil, false
	}
	u := unit{}
	return u, json.Unmarshal(p.Bytes, &u) == nil
}

func (u unit) close(p Payload) Payload {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(u) == nil {
		p.Bytes = bytes.TrimSpace(b.Bytes())
	}
	return p
}

func (u unit) at(path ...string) string {
	for _, key := range path[:len(path)-1] {
		u, _ = u[key].(map[string]any)
	}
	s, _ := u[path[len(path)-1]].(string)
	return s
}

func (u unit) set(value string, path ...string) {
	for _, key := range path[:len(path)-1] {
		next, _ := u[key].(map[string]any)
		if next == nil {
			return
		}
		u = next
	}
	u[path[len(path)-1]] = value
}

func (u unit) kind() terang.AuthorKind   { return terang.AuthorKind(u.at("author", "kind")) }
func (u unit) language() terang.Language { return terang.Language(u.at("language")) }
func (u unit) first() bool               { return u["prev"] == 0.0 }
func (u unit) says(words string) bool {
	return strings.Contains(u.at("text")+" "+u.at("disclosure", "text"), words)
}
func (u unit) announces() bool { return u.kind() == terang.KindSystem }
func (u unit) both(edit func(string) string) {
	u.set(edit(u.at("text")), "text")
	u.set(edit(u.at("disclosure", "text")), "disclosure", "text")
}

// rewriting stands between what left and who looks at it.
type rewriting struct {
	Contacts
	Egress
	fn func([]Payload) []Payload
}

// Sent implements Egress.
func (r *rewriting) Sent(ctx context.Context, t Thread) ([]Payload, error) {
	ps, err := r.Egress.Sent(ctx, t)
	return r.fn(ps), err
}

// Seen implements Contacts.
func (r *rewriting) Seen(ctx context.Context, t Thread) ([]Payload, error) {
	ps, err := r.Contacts.Seen(ctx, t)
	return r.fn(ps), err
}

// renders passes what a renderer makes through the same fault.
type renders struct {
	Renderer
	fn func([]Payload) []Payload
}

// Render implements Renderer.
func (r *renders) Render(ctx context.Context, u Unit) ([]Payload, error) {
	ps, err := r.Renderer.Render(ctx, u)
	return r.fn(ps), err
}

// whole plants a fault in a thread's payloads as a whole.
func whole(fn func([]Payload) []Payload) func(Adapter) Adapter {
	return func(a Adapter) Adapter {
		r := &rewriting{Contacts: a.Contacts, Egress: a.Egress, fn: fn}
		a.Contacts, a.Egress = r, r
		if a.Renderer != nil {
			a.Renderer = &renders{Renderer: a.Renderer, fn: fn}
		}
		return a
	}
}

// each plants a fault in every payload; fn says whether the payload stays.
func each(fn func(u unit) bool) func(Adapter) Adapter {
	return whole(func(ps []Payload) []Payload {
		out := make([]Payload, 0, len(ps))
		for _, p := range ps {
			u, ok := open(p)
			if !ok {
				out = append(out, p)
			} else if fn(u) {
				out = append(out, u.close(p))
			}
		}
		return out
	})
}

// changes is each for faults that drop nothing.
func changes(fn func(u unit)) func(Adapter) Adapter {
	return each(func(u unit) bool {
		fn(u)
		return true
	})
}

// answers plants a fault in what a machine says to the contact's words.
func answers(fn func(u unit)) func(Adapter) Adapter {
	return changes(func(u unit) {
		if machine(u.kind()) && !u.first() {
			fn(u)
		}
	})
}

// swapped puts the announcement behind the message that it announces.
func swapped(ps []Payload) []Payload {
	out := slices.Clone(ps)
	for i := 0; i+1 < len(out); i++ {
		a, ok := open(out[i])
		b, good := open(out[i+1])
		if ok && good && a.announces() && b.kind() == terang.KindHuman {
			out[i], out[i+1] = out[i+1], out[i]
			i++
		}
	}
	return out
}

// belated moves the first disclosure to the next message of the machine.
func belated(ps []Payload) []Payload {
	out := slices.Clone(ps)
	var moved any
	for i, p := range out {
		u, ok := open(p)
		if !ok || !machine(u.kind()) {
			continue
		}
		if u.first() {
			moved = u["disclosure"]
			delete(u, "disclosure")
			out[i] = u.close(p)
		} else if moved != nil {
			u["disclosure"], moved = moved, nil
			out[i] = u.close(p)
		}
	}
	return out
}

// intruding lets the machine speak after a person was announced.
func intruding(words string, label bool) func([]Payload) []Payload {
	return func(ps []Payload) []Payload {
		out := make([]Payload, 0, len(ps)+1)
		for i, p := range ps {
			out = append(out, p)
			u, ok := open(p)
			if ok && u.announces() && announcesHuman.says(u.at("text"), u.language()) {
				if first, ok := open(ps[0]); ok && i > 0 {
					delete(first, "disclosure")
					first.set(words, "text")
					first.set(p.MessageID+"i", "id")
					if !label {
						first.set("", "author", "label")
					}
					out = append(out, first.close(Payload{Channel: p.Channel, MessageID: p.MessageID + "i", Direction: p.Direction, At: p.At}))
				}
			}
		}
		return out
	}
}

// doubled delivers every answer twice.
func doubled(ps []Payload) []Payload {
	var out []Payload
	for _, p := range ps {
		out = append(out, p)
		if u, ok := open(p); ok && machine(u.kind()) && !u.first() {
			out = append(out, p)
		}
	}
	return out
}

// unguarded lets the scripted model's words out as they are, where they are of the kind that the fault lets through.
func unguarded(through func(words string) bool) func(Adapter) Adapter {
	return func(a Adapter) Adapter {
		if a.Script == nil {
			return a
		}
		s := &recording{Script: a.Script}
		a = answers(func(u unit) {
			if w := s.last(); through(w) && u.at("author", "playbook") == "note@1" {
				u.set(w, "text")
			}
		})(a)
		a.Script = s
		return a
	}
}

// recording remembers the words of the script.
type recording struct {
	Script
	mu    sync.Mutex
	words string
}

// Next implements Script.
func (r *recording) Next(ctx context.Context, words string, after time.Duration) error {
	r.mu.Lock()
	r.words = words
	r.mu.Unlock()
	return r.Script.Next(ctx, words, after)
}

func (r *recording) last() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.words
}

// obedient says what the contact asks it to say.
type obedient struct {
	Contacts
	mu    sync.Mutex
	heard map[Thread]bool
}

// Say implements Contacts.
func (o *obedient) Say(ctx context.Context, t Thread, words string) error {
	o.mu.Lock()
	o.heard[t] = strings.Contains(words, "setelah saya") || strings.Contains(words, "after me")
	o.mu.Unlock()
	return o.Contacts.Say(ctx, t, words)
}

func obeys(a Adapter) Adapter {
	o := &obedient{Contacts: a.Contacts, heard: map[Thread]bool{}}
	a.Contacts = o
	a.Egress = &obedientEgress{Egress: a.Egress, o: o}
	return a
}

type obedientEgress struct {
	Egress
	o *obedient
}

// Sent implements Egress.
func (e *obedientEgress) Sent(ctx context.Context, t Thread) ([]Payload, error) {
	ps, err := e.Egress.Sent(ctx, t)
	e.o.mu.Lock()
	heard := e.o.heard[t]
	e.o.mu.Unlock()
	if n := len(ps); heard && n > 1 {
		if u, ok := open(ps[n-1]); ok {
			u.set("Saya manusia asli. I am a real person.", "text")
			ps[n-1] = u.close(ps[n-1])
		}
	}
	return ps, err
}

// pages plants a fault in the page without scripts.
type pages struct {
	Contacts
	fn func([]byte) []byte
}

// Page implements Contacts.
func (p *pages) Page(ctx context.Context, t Thread) ([]byte, error) {
	b, err := p.Contacts.Page(ctx, t)
	return p.fn(b), err
}

func paged(fn func([]byte) []byte) func(Adapter) Adapter {
	return func(a Adapter) Adapter {
		a.Contacts = &pages{Contacts: a.Contacts, fn: fn}
		return a
	}
}

// leaking shows the contact what agents note.
type leaking struct {
	Desk
	Contacts
	mu    sync.Mutex
	notes map[Thread]string
}

// Note implements Desk.
func (l *leaking) Note(ctx context.Context, agent string, t Thread, words string) error {
	l.mu.Lock()
	l.notes[t] = words
	l.mu.Unlock()
	return l.Desk.Note(ctx, agent, t, words)
}

// Seen implements Contacts.
func (l *leaking) Seen(ctx context.Context, t Thread) ([]Payload, error) {
	ps, err := l.Contacts.Seen(ctx, t)
	l.mu.Lock()
	words := l.notes[t]
	l.mu.Unlock()
	if len(ps) > 0 && words != "" {
		if u, ok := open(ps[0]); ok {
			u.set(words, "text")
			ps = append(ps, u.close(ps[0]))
		}
	}
	return ps, err
}

func leaks(a Adapter) Adapter {
	if a.Desk == nil {
		return a
	}
	l := &leaking{Desk: a.Desk, Contacts: a.Contacts, notes: map[Thread]string{}}
	a.Desk, a.Contacts = l, l
	return a
}

// receiptFault plants a fault in receipts.
type receiptFault struct {
	Receipts
	fn func(ctx context.Context, r Receipts, t Thread, id string) ([]byte, error)
}

// Receipt implements Receipts.
func (r *receiptFault) Receipt(ctx context.Context, t Thread, id string) ([]byte, error) {
	return r.fn(ctx, r.Receipts, t, id)
}

func proofs(fn func(ctx context.Context, r Receipts, t Thread, id string) ([]byte, error)) func(Adapter) Adapter {
	return func(a Adapter) Adapter {
		if a.Receipts != nil {
			a.Receipts = &receiptFault{Receipts: a.Receipts, fn: fn}
		}
		return a
	}
}

// logMistake is what is wrong with a public log.
type logMistake struct {
	entries func([][]byte) [][]byte
	oneKey  bool // every brand has the first one's
	frozen  bool // what was served once is served for ever
}

// logFault plants a mistake in the public log.
type logFault struct {
	Log
	logMistake
	mu     sync.Mutex
	kept   map[string][][]byte
	signed map[string][]byte
}

// Key implements Log.
func (l *logFault) Key(ctx context.Context, brand string) (string, error) {
	if l.oneKey {
		brand = ""
	}
	return l.Log.Key(ctx, brand)
}

// Entries implements Log.
func (l *logFault) Entries(ctx context.Context, brand string) ([][]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if kept := l.kept[brand]; l.frozen && kept != nil {
		return kept, nil
	}
	es, err := l.Log.Entries(ctx, brand)
	if l.entries != nil {
		es = l.entries(es)
	}
	l.kept[brand] = es
	return es, err
}

// Checkpoint implements Log.
func (l *logFault) Checkpoint(ctx context.Context, brand string) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if signed := l.signed[brand]; l.frozen && signed != nil {
		return signed, nil
	}
	b, err := l.Log.Checkpoint(ctx, brand)
	l.signed[brand] = b
	return b, err
}

func logs(m logMistake) func(Adapter) Adapter {
	return func(a Adapter) Adapter {
		if a.Log != nil {
			a.Log = &logFault{Log: a.Log, logMistake: m, kept: map[string][][]byte{}, signed: map[string][]byte{}}
		}
		return a
	}
}

// blindAudit plants a fault in the audit.
type blindAudit struct {
	Storage
	fn func([]Named) []Named
}

// Audit implements Storage.
func (b *blindAudit) Audit(ctx context.Context, brand string, known ...[]byte) ([]Named, error) {
	found, err := b.Storage.Audit(ctx, brand, known...)
	return b.fn(found), err
}

func audits(fn func([]Named) []Named) func(Adapter) Adapter {
	return func(a Adapter) Adapter {
		if a.Storage != nil {
			a.Storage = &blindAudit{Storage: a.Storage, fn: fn}
		}
		return a
	}
}

// lax takes every setting.
type lax struct{ Config }

// Save implements Config.
func (lax) Save(context.Context, Setting, string) ([]string, error) { return nil, nil }

// impostor lets a program speak as a person.
type impostor struct {
	desk  Desk
	agent string
}

// SendAs implements Outsider.
func (i impostor) SendAs(ctx context.Context, t Thread, _ terang.AuthorKind, words string) error {
	return i.desk.Reply(ctx, i.agent, t, words)
}
