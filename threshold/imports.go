package threshold

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"terang"
	"terang/store"
	"terang/trust"
	"terang/understand/doubt"
	"terang/understand/request"
	"terang/understand/risk"
)

// The bounds of imports. MaxImport is for whoever reads the file.
const (
	MaxImport   = 64 << 20 // bytes
	maxImports  = 100      // of a workspace
	maxImported = 100_000  // talks of one import
	maxName     = 80       // characters of an import's name, and of a talk's
	importBatch = 400      // talks that are read and stored at once

)

// Import is a file of talks. Reading says that it is on its way; Read counts the talks that were read.
type Import struct {
	store.TrustImport
	Reading bool
	Read    int64
}

// BadFile says which line of a file is wrong. The problem is in English, as file formats are.
type BadFile struct {
	Line    int // 0 where it is not about one line
	Problem string
}

// Error implements error.
func (b *BadFile) Error() string { return fmt.Sprintf("threshold: line %d: %s", b.Line, b.Problem) }

// Import reads a file of dialogues, one in JSON a line, as `terang eval trust` reads them. Each turn of a contact is heard as the
// assistant would have heard it; what moved trust is kept, with its quotes, and nothing else of the text. It returns when all is
// stored; where ctx ends before, nothing is.
func (s *Service) Import(ctx context.Context, workspaceID, by, name string, file []byte) (Import, error) {
	if _, err := s.opened(workspaceID); err != nil {
		return Import{}, err
	}
	if name = strings.TrimSpace(name); utf8.RuneCountInString(name) > maxName {
		return Import{}, terang.Fail(terang.Invalid, "trust_import_name", "limit", strconv.Itoa(maxName))
	}
	have, err := store.TrustImports(ctx, s.Store, workspaceID, maxImports)
	if err != nil {
		return Import{}, fmt.Errorf("threshold: import: %w", err)
	}
	if len(have) >= maxImports {
		return Import{}, terang.Fail(terang.Conflict, "trust_imports_full", "limit", strconv.Itoa(maxImports))
	}
	select {
	case s.imports <- struct{}{}:
		defer func() { <-s.imports }()
	case <-ctx.Done():
		return Import{}, ctx.Err()
	}
	talks, err := dialogues(file)
	if err != nil {
		return Import{}, err
	}
	m := store.TrustImport{ID: s.IDs("imp"), WorkspaceID: workspaceID, Name: cmp.Or(name, s.Clock().Format("2006-01-02 15:04")), Talks: int64(len(talks)), By: by, At: s.Clock().UTC().Truncate(time.Millisecond)}
	for _, d := range talks {
		for _, t := range d.Turns {
			if t.Role == doubt.Contact {
				m.Turns++
			}
		}
	}
	if err := s.read(ctx, m, talks); err != nil {
		return Import{}, errors.Join(err, s.removeTurns(context.WithoutCancel(ctx), workspaceID, m.ID))
	}
	s.Logger.Info("talks were imported", "workspace", workspaceID, "detail", m.ID, "count", m.Talks)
	return Import{TrustImport: m, Read: m.Talks}, nil
}

// dialogues parses a file.
func dialogues(file []byte) ([]doubt.Dialogue, error) {
	const name = "file"
	all, err := doubt.ParseDialogues(name, file)
	switch {
	case err != nil:
		bad := &BadFile{Problem: err.Error()}
		if rest, ok := strings.CutPrefix(err.Error(), "doubt: "+name+":"); ok {
			line, problem, _ := strings.Cut(rest, ": ")
			if n, err := strconv.Atoi(line); err == nil {
				bad.Line, bad.Problem = n, problem
			}
		}
		return nil, bad
	case len(all) == 0:
		return nil, &BadFile{Problem: "there is no dialogue in it"}
	case len(all) > maxImported:
		return nil, &BadFile{Line: all[maxImported].Line, Problem: fmt.Sprintf("more than %d dialogues", maxImported)}
	}
	return all, nil
}

// heard is what one talk leaves.
type heard struct {
	told  told
	turns []store.TrustTurn
}

// read hears all talks, batch by batch on every core, and stores what they leave; the import itself last, so that it is there whole
// or not at all.
func (s *Service) read(ctx context.Context, m store.TrustImport, talks []doubt.Dialogue) error {
	ears, err := s.ears()
	if err != nil {
		return err
	}
	now := &reading{TrustImport: m}
	s.mu.Lock()
	s.reading[m.ID] = now
	lines := s.brands[m.WorkspaceID].live.Setting
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.reading, m.ID)
		s.mu.Unlock()
	}()
	facts := make([]told, 0, len(talks))
	for from := 0; from < len(talks); from += importBatch {
		batch := talks[from:min(from+importBatch, len(talks))]
		got := make([]heard, len(batch))
		var next atomic.Int64
		var pool sync.WaitGroup
		for range min(runtime.GOMAXPROCS(0), len(batch)) {
			pool.Go(func() {
				for i := int(next.Add(1)) - 1; i < len(batch) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
					got[i] = ears.hear(batch[i], lines)
					now.done.Add(1)
				}
			})
		}
		pool.Wait()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		clear(batch) // their texts are not needed any more
		err := s.Store.Write(ctx, func(tx *store.Tx) error {
			for i, h := range got {
				for _, t := range h.turns {
					t.WorkspaceID, t.Source, t.At, t.ConversationID = m.WorkspaceID, m.ID, m.At, talkID(m.ID, from+i)
					if err := store.InsertTrustTurn(tx, t); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("threshold: import: %w", err)
		}
		for _, h := range got {
			facts = append(facts, h.told)
		}
	}
	if m.Facts, err = json.Marshal(facts); err != nil {
		return fmt.Errorf("threshold: import: %w", err)
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error { return store.InsertTrustImport(tx, m) })
}

// hear reads one talk: the turns that moved trust, or could heal it, and what is known of how it went. The lines play no part but in
// the decisions that are kept with the turns.
func (e ears) hear(d doubt.Dialogue, lines trust.Setting) heard {
	out := heard{told: told{Name: short(d.ID)}}
	var s doubt.State
	var t trust.State
	labelled := false
	for i, turn := range d.Turns {
		seq := int64(i + 1)
		if turn.Role != doubt.Contact {
			s = e.reader.Said(s, turn.Role, turn.Text)
			if turn.Role == doubt.Agent && out.told.Person == 0 {
				out.told.Person = seq
			}
			continue
		}
		if turn.Label != nil {
			labelled = true
			if *turn.Label == 1 && out.told.Broke == 0 {
				out.told.Broke = seq
			}
		}
		h := e.listener.Hear(turn.Text, d.Language)
		var o doubt.Doubt
		s, o = e.reader.Read(s, h)
		if out.told.Person > 0 {
			continue // with a person it is no longer the assistant who is trusted or not
		}
		signals := signals(h, o, seq)
		calm := !t.Stands() && !slices.ContainsFunc(signals, func(g trust.Signal) bool { return g.Points() < 0 })
		var v trust.View
		t, v = trust.Update(t, signals, lines.For("", ""))
		if calm {
			continue
		}
		row := store.TrustTurn{Seq: seq, Score: v.Score, Decision: string(v.Decision)}
		for _, g := range signals {
			row.Signals = append(row.Signals, store.TrustSignal{Kind: g.Kind, Weight: g.Weight, Quote: masked(g.Quote), Seq: seq})
		}
		out.turns = append(out.turns, row)
	}
	out.told.Calm = labelled && out.told.Broke == 0
	return out
}

// signals are those of one turn, as the engine makes them of a text. What only a playbook or a call could tell, such as an answer that
// failed, is not among them.
func signals(h doubt.Heard, o doubt.Doubt, seq int64) []trust.Signal {
	var out []trust.Signal
	why, quote := "", ""
	if len(o.Causes) > 0 {
		why, quote = string(o.Causes[0].Why), o.Causes[0].Quote
	}
	if g, ok := trust.Doubted(o.Probability, why, trust.Cut(quote), seq); ok {
		out = append(out, g)
	}
	note := func(kind, quote string) {
		if kind != "" && !slices.ContainsFunc(out, func(g trust.Signal) bool { return g.Kind == kind }) {
			out = append(out, trust.Signal{Kind: kind, Quote: trust.Cut(quote), Seq: seq})
		}
	}
	for _, f := range h.Requests {
		note(requested(f), f.Quote)
	}
	for _, f := range risk.Find(h.Line) {
		switch f.Kind {
		case risk.Health:
			note(trust.KindHealth, f.Quote)
		case risk.Legal:
			note(trust.KindLegal, f.Quote)
		case risk.Bereavement, risk.Money: // a playbook may take these; nobody knows whether the house they come from had one
		}
	}
	return out
}

// telling are a quote's words that lead to somebody, or open something: addresses, and numbers of more digits than a price has.
var telling = regexp.MustCompile(`\S+@\S+|\+?\d(?:[ .()-]{0,2}\d){7,}`)

// masked is a quote as it is kept: nobody in a talk from elsewhere can be asked, and none of them can be found here to be erased.
func masked(quote string) string { return telling.ReplaceAllString(quote, "•••") }

// requested is the signal of a special request, "" for none.
func requested(f request.Found) string {
	switch {
	case f.Request == request.Person:
		return trust.KindPersonAsked
	case f.Request == request.Thanks:
		return trust.KindThanks
	case f.Request == request.Emergency && f.Topic == request.Fraud:
		return trust.KindFraud
	case f.Request == request.Emergency:
		return trust.KindHealth
	}
	return ""
}

// short cuts what is kept of a text.
func short(s string) string {
	n := 0
	for at := range s {
		if n == maxName {
			return s[:at] + "…"
		}
		n++
	}
	return s
}

// talkID names a talk of an import as a conversation; talkNumber reads it.
func talkID(importID string, n int) string { return fmt.Sprintf("%s.%07d", importID, n) }

func talkNumber(importID, id string) (int, bool) {
	rest, ok := strings.CutPrefix(id, importID+".")
	n, err := strconv.Atoi(rest)
	return n, ok && err == nil && n >= 0
}

// Imports returns a workspace's imports, newest first, with those that this node is reading.
func (s *Service) Imports(ctx context.Context, workspaceID string) ([]Import, error) {
	rows, err := store.TrustImports(ctx, s.Store, workspaceID, maxImports)
	if err != nil {
		return nil, fmt.Errorf("threshold: imports: %w", err)
	}
	var out []Import
	s.mu.Lock()
	for _, r := range s.reading {
		if r.WorkspaceID == workspaceID {
			out = append(out, Import{TrustImport: r.TrustImport, Reading: true, Read: r.done.Load()})
		}
	}
	s.mu.Unlock()
	for _, m := range rows {
		if !slices.ContainsFunc(out, func(have Import) bool { return have.ID == m.ID }) {
			out = append(out, Import{TrustImport: m, Read: m.Talks})
		}
	}
	return out, nil
}

// Forget removes an import with all that was kept of its talks.
func (s *Service) Forget(ctx context.Context, workspaceID, id string) error {
	if _, err := store.TrustImportOf(ctx, s.Store, workspaceID, id); err != nil {
		return err
	}
	if err := s.removeTurns(ctx, workspaceID, id); err != nil {
		return err
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error { return store.DeleteTrustImport(tx, workspaceID, id) })
}

func (s *Service) removeTurns(ctx context.Context, workspaceID, id string) error {
	for {
		var n int64
		err := s.Store.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = store.DeleteTrustTurns(tx, workspaceID, id, pruneBatch)
			return err
		})
		if err != nil {
			return fmt.Errorf("threshold: forget: %w", err)
		}
		if n < pruneBatch {
			return nil
		}
	}
}
