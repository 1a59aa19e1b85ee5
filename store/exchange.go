package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
)

// shape is how a column stands in a file.
type shape int

const (
	asText   shape = iota
	asNumber       // a whole number
	asTime         // RFC 3339
	asJSON         // as it is; an object where it is missing
	asList         // as it is; a list where it is missing
	asMaybe        // as it is; nothing where it is missing
	asBytes        // base64
	asAuthor       // an author, who is one of an import once the file was read
)

// fromFile is the system that an author is of who came with a file of the house's own.
const fromFile = "terang"

type column struct {
	name  string
	shape shape
}

// Portable is one table of a workspace as it is written to a file and read from one: a record a row, one member a column. What is
// secret, and what is worked out anew, is no column here.
type Portable struct {
	Record  string // its name in a file
	table   string
	key     []string // within the workspace, in the order of the rows
	columns []column
	rows    int               // most rows of a page where they are large; 0 is what the caller wants
	links   map[string]string // column → the record that must be there before
	fill    func(random func(n int) []byte) map[string]any
	after   func(tx *Tx, workspaceID string, r *PortableRecord) error // works out what follows from a new row
}

// cols reads "id, due_at:time, author:author" into columns.
func cols(spec string) []column {
	shapes := map[string]shape{"": asText, "number": asNumber, "time": asTime, "json": asJSON, "list": asList, "maybe": asMaybe, "bytes": asBytes, "author": asAuthor}
	var out []column
	for one := range strings.SplitSeq(spec, ",") {
		name, kind, _ := strings.Cut(strings.TrimSpace(one), ":")
		out = append(out, column{name, shapes[kind]})
	}
	return out
}

// Portables are the tables that go along with a workspace, in the order in which they must be read again.
func Portables() []Portable {
	id := []string{"id"}
	ofContact, ofConversation := map[string]string{"contact_id": "contact"}, map[string]string{"conversation_id": "conversation"}
	of := map[string]string{"contact_id": "contact", "conversation_id": "conversation"}
	return []Portable{
		{Record: "agent", table: "agent", key: id, columns: cols("id, email, name, role, language, created_at:time, disabled_at:time, undo_choice:number")},
		{
			Record: "contact", table: "contact", key: id, columns: cols("id, external_id, name, language, created_at:time, attributes:json, consent:json, reached:json"),
			fill:  func(random func(n int) []byte) map[string]any { return map[string]any{"salt": random(32)} },
			after: foundAgain,
		},
		{Record: "consent_change", table: "consent_change", key: []string{"contact_id", "at", "class"}, links: ofContact, columns: cols("contact_id, at:time, class, given:number, source")},
		{
			Record: "merge", table: "person_merge", key: id, links: ofContact, columns: cols("id, contact_id, other_id, note, made_by, at:time, ended_at:time, ended_by, ended_why"),
			after: mergedAgain,
		},
		{Record: "conversation", table: "conversation", key: id, links: ofContact, columns: cols(`id, contact_id, channel, language, status, holder, agent_id, agent_name, seq:number, public_seq:number,
			handled_seq:number, contact_seen:number, agent_seen:number, last_inbound:number, disclosed:json, trust:number, hand_over:maybe, waiting_since:time, last_message:json,
			survey_score:number, survey_comment, created_at:time, last_at:time, promises:list, priority:number, snoozed_until:time, tags:list, team`)},
		{Record: "tag", table: "conversation_tag", key: []string{"conversation_id", "tag"}, links: ofConversation, columns: cols("conversation_id, tag, added_by, added_at:time")},
		{Record: "change", table: "conversation_change", key: id, links: ofConversation, columns: cols("id, conversation_id, at:time, what, was, became, until_at:time, made_by")},
		{Record: "view", table: "saved_view", key: id, columns: cols("id, owner, name, filter:json, created_by, created_at:time, updated_at:time")},
		{Record: "routing", table: "routing_setting", key: []string{"updated_at"}, columns: cols("setting:json, updated_by, updated_at:time")},
		{Record: "agent_routing", table: "agent_routing", key: []string{"agent_id"}, columns: cols("agent_id, setting:json, updated_by, updated_at:time")},
		{Record: "message", table: "message", key: []string{"conversation_id", "seq"}, links: ofConversation, columns: cols(`id, conversation_id, seq:number, prev:number, kind, direction, author:author, language,
			content:json, external_id, payload:bytes, delivery, at:time`)},
		{Record: "attachment", table: "attachment", key: id, links: of, columns: cols(`id, conversation_id, contact_id, message_id, added_by, name, type, size:number, digest, width:number, height:number,
			preview_type, preview_size:number, ready:number, added_at:time`)},
		{
			Record: "attachment_piece", table: "attachment_piece", key: []string{"attachment_id", "variant", "n"}, rows: 64, links: map[string]string{"attachment_id": "attachment"},
			columns: cols("attachment_id, variant, n:number, data:bytes"),
		},
		// Without its time: what was on its way waits for its agent where it is read, and is never sent by itself.
		{Record: "outgoing", table: "outgoing", key: id, links: ofConversation, columns: cols("id, conversation_id, agent_id, client_id, place:number, body, draft_id, files, macros, at:time, why")},
		{Record: "promise", table: "promise", key: id, links: of, columns: cols(`id, conversation_id, contact_id, kind, words, reach, made_by, owner, due_at:time, created_at:time, kept_at:time, kept_by,
			broken_at:time, told_at:time, cancelled_at:time`)},
		{Record: "hand_over", table: "hand_over", key: id, links: of, columns: cols(`id, conversation_id, contact_id, seq:number, at:time, reason, topic, skill, score:number, facts_known:number, facts_passed:number,
			agent_id, claimed_at:time, first_word_at:time, reasked:number, returned_at:time, ended_at:time, needless, smooth:number, survey:number`)},
		{Record: "matter", table: "matter", key: id, links: of, columns: cols(`id, conversation_id, contact_id, person, topic, playbook, started_at:time, ended_at:time, outcome, confirmed_at:time, handed_at:time,
			low:number, back_at:time`)},
		{Record: "trust_turn", table: "trust_turn", key: []string{"conversation_id", "seq"}, columns: cols("conversation_id, seq:number, at:time, source, playbook, risk, score:number, decision, signals:list")},
		{Record: "trust_setting", table: "trust_setting", key: []string{"version"}, columns: cols("version:number, setting:json, note, published_by, published_at:time")},
		{Record: "playbook_version", table: "playbook_version", key: []string{"playbook", "version"}, columns: cols(`playbook, version:number, digest, source:bytes, scenarios:bytes, origin, note, restores:number,
			published_by, published_at:time`)},
		{Record: "playbook_live", table: "playbook_live", key: []string{"playbook"}, columns: cols("playbook, version:number, is_off:number, changed_by, changed_at:time")},
		{Record: "playbook_draft", table: "playbook_draft", key: []string{"playbook"}, columns: cols("playbook, source:bytes, scenarios:bytes, etag, saved_by, saved_at:time")},
		{Record: "example", table: "example", key: id, columns: cols("id, intent, language, body, removes:number, conversation_id, seq:number, added_by, added_at:time")},
		{Record: "training", table: "training", key: []string{"number"}, columns: cols("number:number, digest, promise:number, added:number, removed:number, changes:list, report:json, published_by, published_at:time")},
		{
			Record: "connection", table: "connection", key: []string{"name"}, columns: cols("name, kind, url, hosts, auth, settings, version:number, created_at:time, updated_at:time, updated_by"),
			fill: func(func(n int) []byte) map[string]any { return map[string]any{"secret_at": int64(0)} },
		},
		{Record: "reading", table: "reading", key: id, links: ofConversation, columns: cols("id, conversation_id, agent_id, agent_name, role, reason, words, at:time, until_at:time")},
		{Record: "macro", table: "macro", key: id, columns: cols("id, scope, owner, team, name, shortcut, texts:json, tags:list, priority, resolves:number, origin, uses:number, used_at:time, created_by, created_at:time, updated_at:time")},
		{Record: "mention", table: "mention", key: []string{"message_id", "agent_id"}, links: ofConversation, columns: cols("message_id, agent_id, conversation_id, seq:number, by_agent, at:time, read_at:time")},
		{Record: "notify_setting", table: "notify_setting", key: []string{"agent_id"}, links: map[string]string{"agent_id": "agent"}, columns: cols("agent_id, setting:json, changed_at:time")},
		{Record: "item", table: "imported_item", key: []string{"source", "kind", "id"}, columns: cols("source, kind, id, contact_id, title, body, detail:json")},
		{Record: "statement", table: "imported_statement", key: []string{"origin", "idx"}, columns: cols("origin, idx:number, message_id, hash:bytes, statement:maybe, at:time")},
	}
}

// PortableRow is one row as it stands in a file, with the key after which the next ones come.
type PortableRow struct {
	Key  []any
	JSON []byte // one object, without a line end
}

func (p *Portable) names() string {
	names := make([]string, len(p.columns))
	for i, c := range p.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

func marks(from, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("$%d", from+i)
	}
	return strings.Join(out, ", ")
}

// Page returns rows of a workspace after a key, nil for the first ones, in the order of their keys.
func (p *Portable) Page(ctx context.Context, q Querier, workspaceID string, after []any, limit int) ([]PortableRow, error) {
	if p.rows > 0 {
		limit = min(limit, p.rows)
	}
	where, args := "", []any{workspaceID}
	if after != nil {
		where = fmt.Sprintf(" and (%s) > (%s)", strings.Join(p.key, ", "), marks(2, len(p.key)))
		args = append(args, after...)
	}
	rows, err := q.Query(ctx, fmt.Sprintf(`select %s from %s where workspace_id = $1%s order by %s limit $%d`, p.names(), p.table, where, strings.Join(p.key, ", "), len(args)+1),
		append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", p.Record, err)
	}
	defer rows.Close()
	var out []PortableRow
	for rows.Next() {
		r, err := p.scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

func (p *Portable) scan(row scanner) (PortableRow, error) {
	texts, numbers, blobs := make([]string, len(p.columns)), make([]int64, len(p.columns)), make([][]byte, len(p.columns))
	dest := make([]any, len(p.columns))
	for i, c := range p.columns {
		switch c.shape {
		case asNumber, asTime:
			dest[i] = &numbers[i]
		case asBytes:
			dest[i] = &blobs[i]
		case asText, asJSON, asList, asMaybe, asAuthor:
			dest[i] = &texts[i]
		}
	}
	if err := row.Scan(dest...); err != nil {
		return PortableRow{}, err
	}
	values := make([]any, len(p.columns))
	for i, c := range p.columns {
		switch c.shape {
		case asNumber, asTime:
			values[i] = numbers[i]
		case asBytes:
			values[i] = blobs[i]
		case asText, asJSON, asList, asMaybe, asAuthor:
			values[i] = texts[i]
		}
	}
	return p.encode(values)
}

// encode writes a row; what is empty is left out.
func (p *Portable) encode(values []any) (PortableRow, error) {
	var b bytes.Buffer
	b.WriteString(`{"record":` + quoted(p.Record))
	out := PortableRow{Key: make([]any, len(p.key))}
	for i, c := range p.columns {
		for k, name := range p.key {
			if name == c.name {
				out.Key[k] = values[i]
			}
		}
		text, err := c.write(values[i])
		if err != nil {
			return out, fmt.Errorf("store: %s: %s: %w", p.Record, c.name, err)
		}
		if text != "" {
			b.WriteString(`,"` + c.name + `":` + text)
		}
	}
	b.WriteByte('}')
	out.JSON = b.Bytes()
	return out, nil
}

func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string has no error
	return strings.TrimSuffix(b.String(), "\n")
}

// write is a value as it stands in a file, "" for an empty one.
func (c *column) write(v any) (string, error) {
	switch v := v.(type) {
	case int64:
		switch {
		case v == 0:
			return "", nil
		case c.shape == asTime:
			return quoted(Time(v).Format(time.RFC3339Nano)), nil
		}
		return fmt.Sprint(v), nil
	case []byte:
		if v == nil {
			return "", nil
		}
		return quoted(base64.StdEncoding.EncodeToString(v)), nil
	case string:
		switch {
		case v == "":
			return "", nil
		case c.shape == asText:
			return quoted(v), nil
		case c.shape == asAuthor:
			var a terang.Author
			if err := json.Unmarshal([]byte(v), &a); err != nil {
				return "", err
			}
			own, err := json.Marshal(a.AsOwn(fromFile))
			return string(own), err
		}
		var b bytes.Buffer
		err := json.Compact(&b, []byte(v))
		return b.String(), err
	}
	return "", fmt.Errorf("store: a value of %T", v)
}

// PortableError is a record that a table cannot take. Column names the member.
type PortableError struct {
	Column string
	Err    error
}

// Error implements error.
func (e *PortableError) Error() string { return fmt.Sprintf("store: %s: %v", e.Column, e.Err) }

// Unwrap returns the cause.
func (e *PortableError) Unwrap() error { return e.Err }

// PortableRecord is a record that was read and fits its table.
type PortableRecord struct {
	table  *Portable
	values []any
	canon  []byte
}

// Read reads a record from a file. What it does not know is left out; what does not fit is a [PortableError].
func (p *Portable) Read(raw []byte) (*PortableRecord, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, &PortableError{Column: "record", Err: err}
	}
	r := &PortableRecord{table: p, values: make([]any, len(p.columns))}
	for i, c := range p.columns {
		v, err := c.read(fields[c.name])
		if err != nil {
			return nil, &PortableError{Column: c.name, Err: err}
		}
		r.values[i] = v
	}
	for _, k := range p.key {
		if v := r.value(k); v == "" {
			return nil, &PortableError{Column: k, Err: errors.New("is missing")}
		}
	}
	row, err := p.encode(r.values)
	if err != nil {
		return nil, &PortableError{Column: "record", Err: err}
	}
	r.canon = row.JSON
	return r, nil
}

func (r *PortableRecord) value(name string) any {
	for i, c := range r.table.columns {
		if c.name == name {
			return r.values[i]
		}
	}
	return nil
}

// Links are what must be there before the record: the name of a record, and its id.
func (r *PortableRecord) Links() map[string]string {
	out := make(map[string]string)
	for name, record := range r.table.links {
		if id, _ := r.value(name).(string); id != "" {
			out[record] = id
		}
	}
	return out
}

func (c *column) read(raw json.RawMessage) (any, error) {
	missing := len(raw) == 0 || string(raw) == "null"
	switch c.shape {
	case asNumber:
		var n int64
		if missing {
			return n, nil
		}
		err := json.Unmarshal(raw, &n)
		return n, err
	case asTime:
		if missing {
			return int64(0), nil
		}
		var t time.Time
		err := json.Unmarshal(raw, &t)
		return Millis(t), err
	case asBytes:
		if missing {
			return []byte(nil), nil
		}
		var b []byte
		err := json.Unmarshal(raw, &b)
		return b, err
	case asJSON, asList, asMaybe:
		if missing {
			return map[shape]string{asJSON: "{}", asList: "[]"}[c.shape], nil
		}
		return string(raw), c.fits(raw)
	case asAuthor:
		var a terang.Author
		if err := json.Unmarshal(raw, &a); err != nil {
			return nil, err
		}
		b, err := json.Marshal(a.AsImported(fromFile))
		return string(b), err
	case asText:
		var s string
		if missing {
			return s, nil
		}
		err := json.Unmarshal(raw, &s)
		if allowed := c.allowed(); err == nil && allowed != nil && !slices.Contains(allowed, s) {
			err = errors.New("is none of " + strings.Join(allowed, ", "))
		}
		return s, err
	}
	return nil, errors.New("of no shape")
}

// fits reports what is wrong with JSON that the house reads again with every turn.
func (c *column) fits(raw json.RawMessage) error {
	switch c.name {
	case "attributes":
		return json.Unmarshal(raw, new(map[string]terang.Attribute))
	case "consent":
		return json.Unmarshal(raw, new(map[terang.Class]terang.Consent))
	case "reached":
		return json.Unmarshal(raw, new(map[terang.Class][]time.Time))
	case "disclosed":
		return json.Unmarshal(raw, new(terang.Disclosed))
	case "hand_over":
		return json.Unmarshal(raw, new(terang.HandOver))
	case "last_message":
		return json.Unmarshal(raw, new(terang.LastMessage))
	case "promises":
		return json.Unmarshal(raw, new([]terang.Promise))
	case "content":
		return json.Unmarshal(raw, new(terang.Content))
	case "changes":
		return json.Unmarshal(raw, new([]Change))
	case "texts":
		return json.Unmarshal(raw, new(map[terang.Language]string))
	case "tags":
		return json.Unmarshal(raw, new([]string))
	}
	if c.shape == asList {
		return json.Unmarshal(raw, new([]json.RawMessage))
	}
	return json.Unmarshal(raw, new(map[string]json.RawMessage))
}

// allowed are the words that a column may hold, nil for any.
func (c *column) allowed() []string {
	switch c.name {
	case "status":
		return []string{string(terang.Open), string(terang.Resolved)}
	case "holder":
		return []string{string(terang.HolderAssistant), string(terang.HolderQueue), string(terang.HolderAgent)}
	case "scope":
		return []string{string(MacroMine), string(MacroTeam), string(MacroAll)}
	case "direction":
		return []string{string(terang.In), string(terang.Out), string(terang.Internal)}
	}
	return nil
}

// Find looks for the record's row in a workspace: whether it is there, and whether it is the same.
func (r *PortableRecord) Find(ctx context.Context, q Querier, workspaceID string) (found, same bool, err error) {
	p, args := r.table, []any{workspaceID}
	where := make([]string, len(p.key))
	for i, k := range p.key {
		where[i] = fmt.Sprintf("%s = $%d", k, i+2)
		args = append(args, r.value(k))
	}
	row, err := p.scan(q.QueryRow(ctx, fmt.Sprintf(`select %s from %s where workspace_id = $1 and %s`, p.names(), p.table, strings.Join(where, " and ")), args...))
	if errors.Is(err, sql.ErrNoRows) {
		return false, false, nil
	}
	if err != nil {
		return false, false, fmt.Errorf("store: %s: %w", p.Record, err)
	}
	return true, bytes.Equal(row.JSON, r.canon), nil
}

// Insert stores the record's row where nothing stands in its place; it reports whether it did.
func (r *PortableRecord) Insert(tx *Tx, workspaceID string, random func(n int) []byte) (bool, error) {
	p := r.table
	names, args := "workspace_id, "+p.names(), append([]any{workspaceID}, r.values...)
	if p.fill != nil {
		for name, v := range p.fill(random) {
			names, args = names+", "+name, append(args, v)
		}
	}
	n, err := tx.Exec(fmt.Sprintf(`insert into %s (%s) values (%s) on conflict do nothing`, p.table, names, marks(1, len(args))), args...)
	if err == nil && n > 0 && p.after != nil {
		err = p.after(tx, workspaceID, r)
	}
	return n > 0, err
}

// ID returns the record's id where its key is one, else "".
func (r *PortableRecord) ID() string {
	s, _ := r.value("id").(string)
	return s
}
