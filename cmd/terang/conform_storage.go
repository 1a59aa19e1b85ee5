package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/channel"
	"terang/channel/email"
	"terang/channel/push"
	"terang/channel/sms"
	"terang/channel/telegram"
	"terang/channel/voice"
	"terang/channel/whatsapp"
	"terang/conform"
	"terang/gate"
	"terang/store"
)

// workspaceOf returns the workspace of a brand, "" for the first.
func (c *conformHouse) workspaceOf(brand string) (string, error) {
	if brand == "" {
		brand = conformBrand
	}
	for id, b := range c.house.brands {
		if b.workspace.Name == brand {
			return id, nil
		}
	}
	return "", fmt.Errorf("no brand %q", brand)
}

// savedRow is a row as it was, for putting it back.
type savedRow struct {
	table string
	cells map[string]any
}

// savedTables are the tables of a message and its proof, with their columns.
var savedTables = map[string][]string{
	"message": {"id", "workspace_id", "conversation_id", "seq", "prev", "kind", "direction", "author", "language", "content", "external_id", "payload", "delivery", "at"},
	"leaf":    {"workspace_id", "idx", "message_id", "hash", "statement", "at", "words"},
	"tile":    {"workspace_id", "level", "n", "data"},
	"log":     {"workspace_id", "origin", "size", "edge", "signer", "verifier", "secret"},
}

// saveTables reads all rows of a workspace in the tables.
func (c *conformHouse) saveTables(ctx context.Context, workspaceID string) ([]savedRow, error) {
	var out []savedRow
	for _, table := range slices.Sorted(maps.Keys(savedTables)) {
		columns := savedTables[table]
		rows, err := c.db.Query(ctx, "select "+strings.Join(columns, ", ")+" from "+table+" where workspace_id = $1", workspaceID)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			cells, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range cells {
				into[i] = &cells[i]
			}
			if err := rows.Scan(into...); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			row := savedRow{table: table, cells: map[string]any{}}
			for i, column := range columns {
				if b, ok := cells[i].([]byte); ok {
					cells[i] = bytes.Clone(b)
				}
				row.cells[column] = cells[i]
			}
			out = append(out, row)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// restore puts the rows of a workspace back as they were.
func (c *conformHouse) restore(ctx context.Context, workspaceID string, saved []savedRow) error {
	return c.db.Write(ctx, func(tx *store.Tx) error {
		for table := range savedTables {
			if _, err := tx.Exec("delete from "+table+" where workspace_id = $1", workspaceID); err != nil {
				return err
			}
		}
		for _, row := range saved {
			columns := savedTables[row.table]
			places, cells := make([]string, len(columns)), make([]any, len(columns))
			for i, column := range columns {
				places[i], cells[i] = fmt.Sprintf("$%d", i+1), row.cells[column]
			}
			if _, err := tx.Exec("insert into "+row.table+" ("+strings.Join(columns, ", ")+") values ("+strings.Join(places, ", ")+")", cells...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Tamper implements conform.Storage: what a database administrator could type.
func (c *conformHouse) Tamper(ctx context.Context, how conform.Tampering, t conform.Thread, messageID string) (func() error, error) {
	conv := string(t)
	var workspaceID string
	if err := c.db.QueryRow(ctx, `select workspace_id from conversation where id = $1`, conv).Scan(&workspaceID); err != nil {
		return nil, err
	}
	saved, err := c.saveTables(ctx, workspaceID)
	if err != nil {
		return nil, err
	}
	undo := func() error { return c.restore(context.WithoutCancel(ctx), workspaceID, saved) }
	err = c.db.Write(ctx, func(tx *store.Tx) error {
		if how == conform.Rebuild {
			return c.rebuild(tx, workspaceID, messageID, saved)
		}
		for _, statement := range tamperings[how] {
			if n, err := tx.Exec(statement, messageID); err != nil || n == 0 {
				return errors.Join(err, fmt.Errorf("%s: %d rows", how, n))
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, undo())
	}
	return undo, nil
}

var tamperings = map[conform.Tampering][]string{
	// One byte of the stored payload.
	conform.ChangeBody:   {`update message set payload = cast(replace(cast(payload as text), '"direction":"out"', '"direction":"oux"') as blob) where id = $1`},
	conform.ChangeAuthor: {`update message set author = replace(replace(author, '"kind":"automation"', '"kind":"human"'), '"kind":"ai"', '"kind":"human"') where id = $1`},
	conform.ChangeTime:   {`update message set at = at + 1000 where id = $1`},
	conform.ChangePolicy: {`update leaf set statement = replace(statement, '"policy":"', '"policy":"x') where message_id = $1`},
	conform.DeleteRow:    {`delete from leaf where message_id = $1`, `delete from message where id = $1`},
	conform.InsertRow: {`insert into message (id, workspace_id, conversation_id, seq, prev, kind, direction, author, language, content, external_id, payload, delivery, at)
		select id || 'X', workspace_id, conversation_id, seq + 1000, prev, kind, direction, author, language, content, '', payload, delivery, at from message where id = $1`},
	conform.Reorder: {
		`update leaf set idx = -1 where message_id = $1`,
		`update leaf set idx = idx + 1 where idx >= 0 and workspace_id = (select workspace_id from leaf where message_id = $1)
			and idx = (select max(b.idx) from leaf b join leaf a on a.message_id = $1 and a.workspace_id = b.workspace_id join message m on m.id = a.message_id
				join message p on p.id = b.message_id and p.conversation_id = m.conversation_id and p.seq < m.seq)`,
		`update leaf set idx = (select min(g.i) from (select b.idx - 1 as i from leaf b where b.workspace_id = leaf.workspace_id and b.idx > 0
			and not exists (select 1 from leaf c where c.workspace_id = b.workspace_id and c.idx = b.idx - 1)) g) where message_id = $1`,
	},
}

// rebuild makes the log anew without one message, with the key that it has.
func (c *conformHouse) rebuild(tx *store.Tx, workspaceID, messageID string, saved []savedRow) error {
	for _, statement := range []string{`delete from leaf where workspace_id = $1`, `delete from tile where workspace_id = $1`} {
		if _, err := tx.Exec(statement, workspaceID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`update log set size = 0, edge = $1 where workspace_id = $2`, []byte{}, workspaceID); err != nil {
		return err
	}
	if _, err := tx.Exec(`delete from message where id = $1`, messageID); err != nil {
		return err
	}
	var leaves []savedRow
	for _, row := range saved {
		if row.table == "leaf" && row.cells["message_id"] != messageID {
			leaves = append(leaves, row)
		}
	}
	slices.SortFunc(leaves, func(a, b savedRow) int { return int(number(a.cells["idx"]) - number(b.cells["idx"])) })
	for _, row := range leaves {
		id, statement := fmt.Sprint(row.cells["message_id"]), fmt.Sprint(row.cells["statement"])
		if err := c.house.proofs.Append(tx, workspaceID, id, []byte(statement), store.Time(number(row.cells["at"]))); err != nil {
			return err
		}
	}
	return nil
}

func number(v any) int64 {
	n, _ := v.(int64)
	return n
}

// Audit implements conform.Storage.
func (c *conformHouse) Audit(ctx context.Context, brand string, known ...[]byte) ([]conform.Named, error) {
	workspaceID, err := c.workspaceOf(brand)
	if err != nil {
		return nil, err
	}
	r, err := c.house.proofs.Audit(ctx, workspaceID, known...)
	if err != nil {
		return nil, err
	}
	out := make([]conform.Named, 0, len(r.Findings))
	for _, f := range r.Findings {
		out = append(out, conform.Named{MessageID: f.MessageID, Detail: string(f.Code) + ": " + f.Detail})
	}
	return out, nil
}

// Erase implements conform.Storage.
func (c *conformHouse) Erase(ctx context.Context, t conform.Thread) error {
	var workspaceID, contactID string
	if err := c.db.QueryRow(ctx, `select workspace_id, contact_id from conversation where id = $1`, string(t)).Scan(&workspaceID, &contactID); err != nil {
		return err
	}
	return c.db.Write(ctx, func(tx *store.Tx) error { return c.house.proofs.Erase(tx, workspaceID, contactID) })
}

// Rotate implements conform.Storage.
func (c *conformHouse) Rotate(ctx context.Context, brand string) error {
	workspaceID, err := c.workspaceOf(brand)
	if err != nil {
		return err
	}
	_, err = c.house.proofs.Rotate(ctx, workspaceID)
	return err
}

// Channels implements conform.Renderer.
func (c *conformHouse) Channels() []string { return slices.Sorted(maps.Keys(c.renderers())) }

// renderers are the channels whose bytes can be judged: those that are enabled, and those that wait for a provider.
func (c *conformHouse) renderers() map[string]gate.Renderer {
	out := map[string]gate.Renderer{}
	for name, ch := range c.house.channels {
		out[name] = ch
	}
	// What is not enabled yet renders without a provider: the secrets are made up, and nothing is sent.
	if ch, err := whatsapp.New(whatsapp.Config{PhoneID: "1", Token: "t", AppSecret: "s", VerifyToken: "v"}); err == nil {
		out[ch.Name()] = ch
	}
	if ch, err := email.New(email.Config{Address: "halo@toko.example"}); err == nil {
		out[ch.Name()] = ch
	}
	if ch, err := voice.New(voice.Config{Account: "AC1", Token: "t", From: "+622150", Callback: "https://toko.example/hooks/voice"}); err == nil {
		out[ch.Name()] = ch
	}
	if ch, err := push.New(push.Config{}); err == nil {
		out[ch.Name()] = ch
	}
	for _, ch := range []channel.Channel{telegram.New(telegram.Config{}), sms.New(sms.Config{Account: "AC1", Token: "t", From: "+622150"})} {
		out[ch.Name()] = ch
	}
	return out
}

// Render implements conform.Renderer: the gate clears the unit as delivery does, and the payload is what it cleared.
func (c *conformHouse) Render(_ context.Context, u conform.Unit) ([]conform.Payload, error) {
	ch, ok := c.renderers()[u.Channel]
	if !ok {
		return nil, conform.NotSupported("renderer absent: " + u.Channel)
	}
	now := c.clock.Now().Add(u.Later)
	d, f := unitDraft(u), gate.Facts{
		WorkspaceID: "ws_conform", ConversationID: "cnv_conform", MessageID: newID("msg"), Channel: u.Channel, Seq: 1, Now: now,
		Holder: terang.HolderAssistant, Language: u.Language, Brand: conformBrand, Asked: u.Asked, Consent: u.Proactive, Jurisdictions: u.Countries,
	}
	if u.Minor {
		f.Audience = gate.KnownMinor
	}
	if d.Author.Kind() == "" {
		return nil, conform.NotSupported("renderer absent: of a person's words")
	}
	if !u.First {
		before := now.Add(-max(u.Since, time.Minute))
		f.Disclosed = terang.Disclosed{FirstContact: before, Language: u.Language, LastMachine: now.Add(-time.Minute), Reminded: before}
		f.Disclosed.Voice = unitAuthor(u.Voice).Voice()
	}
	cleared, held := gate.Clear(d, f, ch)
	if held != nil {
		return nil, fmt.Errorf("held: %s (%s)", held, held.Detail)
	}
	p := conform.Payload{Channel: u.Channel, MessageID: f.MessageID, Direction: terang.Out, At: now, Policy: cleared.Policy()}
	return callsOf(p, cleared.Message().Payload), nil
}

// callsOf is what a provider gets of a payload: each call that it holds, else the payload itself.
func callsOf(p conform.Payload, payload []byte) []conform.Payload {
	var parcel struct {
		Calls []struct{ Body string } `json:"calls"`
	}
	if json.Unmarshal(payload, &parcel) != nil || len(parcel.Calls) == 0 {
		p.Bytes = payload
		return []conform.Payload{p}
	}
	out := make([]conform.Payload, 0, len(parcel.Calls))
	for _, call := range parcel.Calls {
		p.Bytes = []byte(call.Body)
		out = append(out, p)
	}
	return out
}

func unitDraft(u conform.Unit) terang.Draft {
	d := terang.Draft{
		Author: unitAuthor(u.Kind), Purpose: terang.ForAnswer, Kind: terang.KindText, Language: u.Language,
		Content: terang.Content{Text: u.Text}, PersonalPrice: u.Price,
	}
	if u.Proactive {
		d.Purpose = terang.ForProactive
	}
	for i, label := range u.Replies {
		d.Content.Replies = append(d.Content.Replies, terang.QuickReply{ID: fmt.Sprintf("r%d", i+1), Label: label, Value: fmt.Sprintf("v%d", i+1)})
	}
	return d
}

func unitAuthor(k terang.AuthorKind) terang.Author {
	switch k {
	case terang.KindAI:
		return terang.ByAI("conform@1", "conform@1")
	case terang.KindAutomation:
		return terang.ByAutomation("conform@1")
	case terang.KindSystem:
		return terang.BySystem()
	case terang.KindHuman, terang.KindAIAssisted, terang.KindContact: // people speak through the desk alone
	}
	return terang.Author{}
}
