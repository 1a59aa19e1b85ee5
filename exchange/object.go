package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object whose members are read by name, each with what is wrong with it.
type object struct {
	at      Place
	path    string
	keys    []string // in their order
	fields  map[string]json.RawMessage
	problem *Problem // the first
	notes   []Note
}

func parseObject(at Place, raw json.RawMessage) (*object, *Problem) {
	if firstByte(raw) != '{' {
		return nil, &Problem{Code: "not_a_record"}
	}
	o := &object{at: at, fields: make(map[string]json.RawMessage)}
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return nil, &Problem{Code: "json", Detail: jsonFault(err)}
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, &Problem{Code: "json", Detail: jsonFault(err)}
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return nil, &Problem{Code: "json", Detail: jsonFault(err)}
		}
		name, _ := key.(string)
		if _, twice := o.fields[name]; !twice {
			o.keys = append(o.keys, name)
		}
		o.fields[name] = v
	}
	if _, err := d.Token(); err != nil && !errors.Is(err, io.EOF) {
		return nil, &Problem{Code: "json", Detail: jsonFault(err)}
	}
	return o, nil
}

func firstByte(raw []byte) byte {
	if raw = bytes.TrimLeft(raw, " \t\r\n"); len(raw) > 0 {
		return raw[0]
	}
	return 0
}

func (o *object) fail(code, field, detail string) {
	if o.problem == nil {
		o.problem = &Problem{Code: code, Field: o.path + field, Detail: detail}
	}
}

func (o *object) note(code, field string) {
	o.notes = append(o.notes, Note{Code: code, Field: o.path + field})
}

// raw returns a member, nil where it is missing or null.
func (o *object) raw(field string) json.RawMessage {
	if v := o.fields[field]; firstByte(v) != 'n' {
		return v
	}
	return nil
}

func (o *object) has(field string) bool { return o.raw(field) != nil }

// text reads text; numbers are taken as they are written.
func (o *object) text(field string) string {
	v := o.raw(field)
	switch b := firstByte(v); {
	case v == nil:
		return ""
	case b == '"':
		var s string
		if err := json.Unmarshal(v, &s); err != nil {
			o.fail("json", field, jsonFault(err))
		}
		return s
	case b == '-' || b >= '0' && b <= '9':
		return string(bytes.TrimSpace(v))
	}
	o.fail("not_text", field, "")
	return ""
}

// first is the first of some members that says something.
func (o *object) first(fields ...string) string {
	for _, f := range fields {
		if s := o.text(f); s != "" {
			return s
		}
	}
	return ""
}

// id reads an id, which a record must have.
func (o *object) id(field string) string {
	s := strings.TrimSpace(o.text(field))
	switch {
	case s == "":
		o.fail("missing", field, "")
	case len(s) > maxName || strings.ContainsAny(s, "\x00\n\r"):
		o.fail("id", field, "")
		s = ""
	}
	return s
}

func (o *object) yes(field string) bool {
	switch string(bytes.TrimSpace(o.raw(field))) {
	case "true":
		return true
	case "", "false":
		return false
	}
	o.fail("not_yes_or_no", field, "")
	return false
}

// time reads RFC 3339, or seconds since 1970; zero where the member is missing.
func (o *object) time(field string) time.Time {
	s := strings.TrimSpace(o.text(field))
	if s == "" {
		return time.Time{}
	}
	t, ok := parseTime(s)
	if !ok {
		o.fail("time", field, "")
	}
	return t
}

// layouts are how times are written in exports, besides seconds.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02"}

// Times that can be true.
const (
	earliest = 0
	latest   = 253402300799 // the end of the year 9999
)

func parseTime(s string) (time.Time, bool) {
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		if f > 1e11 { // milliseconds
			f /= 1000
		}
		if f <= earliest || f > latest || math.IsNaN(f) {
			return time.Time{}, false
		}
		return time.UnixMilli(int64(math.Round(f * 1000))).UTC(), true
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			t = t.UTC().Truncate(time.Millisecond)
			return t, t.Unix() > earliest && t.Unix() <= latest
		}
	}
	return time.Time{}, false
}

// object reads an object; nil where there is none.
func (o *object) object(field string) *object {
	v := o.raw(field)
	if v == nil {
		return nil
	}
	in, p := parseObject(o.at, v)
	if p != nil {
		o.fail(p.Code, field, p.Detail)
		return nil
	}
	in.path = o.path + field + "."
	return in
}

// list reads a list of objects.
func (o *object) list(field string) []*object {
	v := o.raw(field)
	if v == nil {
		return nil
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(v, &raws); err != nil {
		o.fail("not_a_list", field, "")
		return nil
	}
	list := make([]*object, 0, len(raws))
	for i, raw := range raws {
		one, p := parseObject(o.at, raw)
		where := field + "[" + strconv.Itoa(i) + "]"
		if p != nil {
			o.fail(p.Code, where, p.Detail)
			continue
		}
		one.path = o.path + where + "."
		list = append(list, one)
	}
	return list
}

// texts reads a list of texts, or of objects with a name or title.
func (o *object) texts(field string) []string {
	v := o.raw(field)
	if v == nil {
		return nil
	}
	if firstByte(v) == '"' { // labels in one text, parted by commas
		return clip(strings.Split(o.text(field), ","))
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(v, &raws); err != nil {
		o.fail("not_a_list", field, "")
		return nil
	}
	var list []string
	for _, raw := range raws {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			if one, p := parseObject(o.at, raw); p == nil {
				s = one.first("name", "title")
			}
		}
		list = append(list, s)
	}
	return clip(list)
}

func clip(list []string) []string {
	var kept []string
	for _, s := range list {
		if s = tidy(s, maxName); s != "" && !slices.Contains(kept, s) && len(kept) < maxLabels {
			kept = append(kept, s)
		}
	}
	return kept
}

// facts reads an object of plain values; what is not plain is left out.
func (o *object) facts(field string) map[string]any {
	if firstByte(o.raw(field)) != '{' {
		return nil
	}
	in := o.object(field)
	if in == nil {
		return nil
	}
	out := make(map[string]any)
	for _, key := range in.keys {
		var v any
		if json.Unmarshal(in.fields[key], &v) != nil {
			continue
		}
		switch x := v.(type) {
		case string:
			if x = tidy(x, maxFact); x != "" {
				out[attributeName(key)] = x
			}
		case float64, bool:
			out[attributeName(key)] = x
		}
	}
	return out
}

// row forms a row out of what was read, with its problem and notes.
func (o *object) row(kind Kind, id string) Row {
	return Row{Place: o.at, Kind: kind, ID: id, Problem: o.problem, Notes: o.notes}
}

// after hands a part's problem and notes to the whole.
func (o *object) after(part *object) {
	if o.problem == nil {
		o.problem = part.problem
	}
	o.notes = append(o.notes, part.notes...)
}
