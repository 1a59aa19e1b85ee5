package move

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"terang/exchange"
	"terang/store"
)

// The records that are no rows of a table.
const (
	recordWorkspace = "workspace"
	recordStatement = "statement"
)

// The records that others name, beside contacts and conversations.
const (
	recordAgent      = "agent"
	recordAttachment = "attachment"
)

// workspaceRecord is the brand as a file tells it.
type workspaceRecord struct {
	Record   string         `json:"record"`
	Name     string         `json:"name"`
	Pack     string         `json:"pack"`
	Settings store.Settings `json:"settings"`
}

// workspace takes over a brand's settings. Its name and pack are those of the workspace that the file is read into.
func (s *step) workspace(row *exchange.Row, r *Result) error {
	var in workspaceRecord
	if err := json.Unmarshal(row.Record, &in); err != nil {
		return refuse("field", "settings", "")
	}
	w, err := store.WorkspaceByID(s.ctx, s.q, s.WorkspaceID)
	if err != nil {
		return err
	}
	if w.Pack != in.Pack {
		return refuse("other_pack", "pack", in.Pack)
	}
	if w.Name != in.Name {
		r.Notes = append(r.Notes, exchange.Note{Code: "other_name", Field: "name"})
	}
	if r.Action = Same; w.Settings == in.Settings {
		return nil
	}
	r.Action = Update
	if s.tx == nil {
		return nil
	}
	return store.SaveSettings(s.tx, s.WorkspaceID, in.Settings)
}

// Written counts what an export wrote.
type Written struct {
	Rows   int64            `json:"rows"`
	Counts map[string]int64 `json:"counts"`
}

type writer struct {
	Written
	out *bufio.Writer
	ctx context.Context //nolint:containedctx // the export's own
	q   store.Querier
	ws  string
}

// Export writes all that a workspace has as the house's own file (docs/exchange.md): the same bytes for the same data. Passwords,
// keys, tokens, credentials of connections and contacts' salts are no part of it.
func (s *Service) Export(ctx context.Context, workspaceID string, out io.Writer) (Written, error) {
	w := &writer{Written: Written{Counts: make(map[string]int64)}, out: bufio.NewWriterSize(out, 1<<16), ctx: ctx, q: s.db, ws: workspaceID}
	if err := w.all(); err != nil {
		return w.Written, fmt.Errorf("move: export: %w", err)
	}
	return w.Written, nil
}

func (w *writer) all() error {
	ws, err := store.WorkspaceByID(w.ctx, w.q, w.ws)
	if err != nil {
		return err
	}
	if err := w.value(exchange.Header{Record: exchange.RecordHeader, Format: string(exchange.Terang), Version: exchange.Version}); err != nil {
		return err
	}
	if err := w.value(workspaceRecord{recordWorkspace, ws.Name, ws.Pack, ws.Settings}); err != nil {
		return err
	}
	w.counted(recordWorkspace)
	for _, p := range store.Portables() {
		if p.Record == recordStatement {
			continue
		}
		if err := w.table(&p); err != nil {
			return err
		}
	}
	if err := w.statements(); err != nil {
		return err
	}
	if err := w.value(exchange.End{Record: exchange.RecordEnd, Rows: w.Rows}); err != nil {
		return err
	}
	return w.out.Flush()
}

func (w *writer) counted(record string) {
	w.Rows++
	w.Counts[record]++
}

func (w *writer) value(v any) error {
	e := json.NewEncoder(w.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func (w *writer) line(record string, b []byte) error {
	if _, err := w.out.Write(b); err != nil {
		return err
	}
	w.counted(record)
	return w.out.WriteByte('\n')
}

func (w *writer) table(p *store.Portable) error {
	for after := []any(nil); ; {
		page, err := p.Page(w.ctx, w.q, w.ws, after, pageRows)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, row := range page {
			if err := w.line(p.Record, row.JSON); err != nil {
				return err
			}
		}
		after = page[len(page)-1].Key
	}
}

// statements writes the own log's statements and those that came along from other logs, log by log.
func (w *writer) statements() error {
	origin, _, err := store.LoggedStatements(w.ctx, w.q, w.ws, 0, 1)
	if err != nil {
		return err
	}
	own := origin == "" // whether the own log's are written: their place is among the others, by the logs' names
	i := slices.IndexFunc(store.Portables(), func(p store.Portable) bool { return p.Record == recordStatement })
	p := store.Portables()[i]
	for key := []any(nil); ; {
		page, err := p.Page(w.ctx, w.q, w.ws, key, pageRows)
		if err != nil {
			return err
		}
		for _, row := range page {
			if name, _ := row.Key[0].(string); !own && name > origin {
				own = true
				if err := w.ownStatements(); err != nil {
					return err
				}
			}
			if err := w.line(recordStatement, row.JSON); err != nil {
				return err
			}
		}
		if len(page) == 0 {
			break
		}
		key = page[len(page)-1].Key
	}
	if own {
		return nil
	}
	return w.ownStatements()
}

func (w *writer) ownStatements() error {
	for from := int64(0); ; {
		origin, page, err := store.LoggedStatements(w.ctx, w.q, w.ws, from, pageRows)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, one := range page {
			b, err := store.StatementRecord(origin, one)
			if err != nil {
				return err
			}
			if err := w.line(recordStatement, bytes.TrimSpace(b)); err != nil {
				return err
			}
		}
		from = page[len(page)-1].Index + 1
	}
}
