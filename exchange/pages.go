package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// dialect is how one system writes its pages.
type dialect interface {
	name() string
	// page reports whether a member of the outermost object is a list of records, or an object that holds such lists.
	page(key string) bool
	// take reads one record that stood in a list, or alone (list ""), and hands on its rows; false when nobody wants more.
	take(list string, o *object) bool
}

// readPages reads JSON as APIs and exports write it: pages ({"tickets": […], "next_page": …}), lists, single records, one after
// the other in a file, or one a line (JSON Lines). In JSON Lines a broken line costs that line alone.
func readPages(f File, d dialect, yield func(Row) bool) bool {
	in := bufio.NewReaderSize(skipMark(f.Body), maxPeek)
	head, _ := in.Peek(maxPeek)
	if b := firstByte(head); b != '{' && b != '[' && b != 0 { // each of the systems writes its contacts as CSV too
		return readTable(CSVContacts, d.name(), File{Name: f.Name, Body: in}, yield)
	}
	if i := bytes.IndexByte(head, '\n'); i >= 0 && oneValue(head[:i]) {
		return readLines(f.Name, in, yield, func(at Place, line []byte) bool {
			return takeTree(at, json.RawMessage(line), d, yield)
		})
	}
	return readTree(f.Name, in, d, yield)
}

func oneValue(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) > 0 && line[0] == '{' && json.Valid(line)
}

// skipMark leaves out a byte order mark.
func skipMark(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if head, _ := b.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = b.Discard(3)
	}
	return b
}

// readLines hands on each line that is not empty; it reports whether more is wanted.
func readLines(name string, in *bufio.Reader, yield func(Row) bool, take func(at Place, line []byte) bool) bool {
	at := Place{File: name, Line: 1}
	for {
		line, size, err := readLine(in)
		if trimmed := bytes.TrimSpace(line); size > MaxRecord {
			if !yield(Row{Place: at, Problem: &Problem{Code: "record_too_large"}}) {
				return false
			}
		} else if len(trimmed) > 0 {
			if err != nil && !errors.Is(err, io.EOF) {
				return yield(Row{Place: at, Problem: &Problem{Code: "unreadable", Detail: err.Error()}})
			}
			if !json.Valid(trimmed) {
				if !yield(Row{Place: at, Problem: &Problem{Code: "json", Detail: broken(trimmed)}}) {
					return false
				}
			} else if !take(at, trimmed) {
				return false
			}
		}
		if err != nil {
			return errors.Is(err, io.EOF) || yield(Row{Place: at, Problem: &Problem{Code: "unreadable", Detail: err.Error()}})
		}
		at.Line++
		at.Offset += size
	}
}

// readLine reads a line; of one that is too long it keeps nothing and tells its size.
func readLine(in *bufio.Reader) (line []byte, size int64, err error) {
	for {
		part, err := in.ReadSlice('\n')
		size += int64(len(part))
		if size <= MaxRecord {
			line = append(line, part...)
		} else {
			line = nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, size, err
		}
	}
}

// broken tells what is wrong with JSON, and at which byte, without quoting it.
func broken(b []byte) string {
	var v json.RawMessage
	err := json.Unmarshal(b, &v)
	return jsonFault(err)
}

// readTree reads JSON values that may be larger than memory, list by list.
func readTree(name string, in io.Reader, d dialect, yield func(Row) bool) bool {
	t := &tree{file: name, lines: &lineCounter{in: in}, d: d, yield: yield}
	t.dec = json.NewDecoder(t.lines)
	for {
		at := t.place()
		err := t.value("", 0)
		switch {
		case errors.Is(err, errEnough):
			return false
		case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return true
		case err != nil:
			if p := t.place(); p.Offset > at.Offset {
				at = p
			}
			return yield(Row{Place: at, Problem: treeProblem(err)})
		}
	}
}

// takeTree reads one value that is in memory.
func takeTree(at Place, raw json.RawMessage, d dialect, yield func(Row) bool) bool {
	o, p := parseObject(at, raw)
	if p != nil {
		return yield(Row{Place: at, Problem: p})
	}
	paged := false
	for _, key := range o.keys {
		if !d.page(key) || isRecord(o.fields["type"]) {
			continue
		}
		switch raw := o.fields[key]; firstByte(raw) {
		case '[':
			paged = true
			var list []json.RawMessage
			if err := json.Unmarshal(raw, &list); err != nil {
				return yield(Row{Place: at, Problem: &Problem{Code: "json", Field: key, Detail: jsonFault(err)}})
			}
			for _, one := range list {
				if !takeRecord(at, key, one, d, yield) {
					return false
				}
			}
		case '{':
			paged = true
			if !takeTree(at, raw, &within{dialect: d, key: key}, yield) {
				return false
			}
		}
	}
	return paged || takeRecord(at, listOf(d), raw, d, yield)
}

// isRecord reports whether the member "type" says that an object is a record ("conversation"), and no list ("conversation.list").
func isRecord(kind json.RawMessage) bool {
	var s string
	return json.Unmarshal(kind, &s) == nil && s != "" && s != "list" && !strings.HasSuffix(s, ".list")
}

// within is a dialect inside of a member: a record there stands in that list.
type within struct {
	dialect
	key string
}

func listOf(d dialect) string {
	if w, ok := d.(*within); ok {
		return w.key
	}
	return ""
}

func takeRecord(at Place, list string, raw json.RawMessage, d dialect, yield func(Row) bool) bool {
	o, p := parseObject(at, raw)
	if p != nil {
		p.Field = list
		return yield(Row{Place: at, Problem: p})
	}
	return d.take(list, o)
}

var errEnough = errors.New("exchange: enough")

const maxDepth = 8 // of pages inside of pages

// tree walks a value too large to hold.
type tree struct {
	file  string
	lines *lineCounter
	dec   *json.Decoder
	d     dialect
	yield func(Row) bool
}

func (t *tree) place() Place {
	off := t.dec.InputOffset()
	return Place{File: t.file, Line: t.lines.line(off), Offset: off}
}

// value reads the next value: a list of records, or an object that is a page or a record itself.
func (t *tree) value(list string, depth int) error {
	t.lines.room = t.dec.InputOffset() + MaxRecord
	tok, err := t.dec.Token()
	if err != nil {
		return err
	}
	switch {
	case depth > maxDepth:
		return &Problem{Code: "json", Detail: "too deep"}
	case tok == json.Delim('['):
		return t.list(list)
	case tok == json.Delim('{'):
		return t.object(list, depth)
	}
	return &Problem{Code: "not_a_record", Field: list}
}

func (t *tree) list(key string) error {
	for t.dec.More() {
		t.lines.room = t.dec.InputOffset() + MaxRecord
		var raw json.RawMessage
		if err := t.dec.Decode(&raw); err != nil {
			return err
		}
		at := t.placeOf(len(raw))
		if !takeRecord(at, key, raw, t.d, t.yield) {
			return errEnough
		}
	}
	_, err := t.dec.Token()
	return unexpected(err)
}

// placeOf is where a value of a size that was just read began.
func (t *tree) placeOf(size int) Place {
	off := t.dec.InputOffset() - int64(size)
	return Place{File: t.file, Line: t.lines.line(off), Offset: off}
}

func (t *tree) object(list string, depth int) error {
	start := t.dec.InputOffset() - 1
	at := Place{File: t.file, Line: t.lines.line(start), Offset: start}
	var rest bytes.Buffer // the members of a record that stands alone
	rest.WriteByte('{')
	paged, record := false, false
	for t.dec.More() {
		t.lines.room = t.dec.InputOffset() + MaxRecord
		tok, err := t.dec.Token()
		if err != nil {
			return unexpected(err)
		}
		key, _ := tok.(string)
		if !record && t.d.page(key) {
			ok, err := t.member(key, depth)
			if err != nil {
				return unexpected(err)
			}
			paged = paged || ok
			continue
		}
		var raw json.RawMessage
		if err := t.dec.Decode(&raw); err != nil {
			return unexpected(err)
		}
		record = record || key == "type" && isRecord(raw)
		if rest.Len()+len(raw) > MaxRecord {
			return &Problem{Code: "record_too_large"}
		}
		if rest.Len() > 1 {
			rest.WriteByte(',')
		}
		name, _ := json.Marshal(key)
		rest.Write(name)
		rest.WriteByte(':')
		rest.Write(raw)
	}
	if _, err := t.dec.Token(); err != nil {
		return unexpected(err)
	}
	rest.WriteByte('}')
	if !paged && !takeRecord(at, list, rest.Bytes(), t.d, t.yield) {
		return errEnough
	}
	return nil
}

// member reads a member that may be a page. A null or a number there is none.
func (t *tree) member(key string, depth int) (bool, error) {
	t.lines.room = t.dec.InputOffset() + MaxRecord
	tok, err := t.dec.Token()
	if err != nil {
		return false, err
	}
	switch {
	case depth >= maxDepth:
		return false, &Problem{Code: "json", Detail: "too deep"}
	case tok == json.Delim('['):
		return true, t.list(key)
	case tok == json.Delim('{'):
		return true, t.object(key, depth+1)
	}
	return false, nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func treeProblem(err error) *Problem {
	var p *Problem
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Problem{Code: "cut_off"}
	case errors.As(err, &syntax):
		return &Problem{Code: "json", Detail: jsonFault(err)}
	}
	return &Problem{Code: "unreadable", Detail: err.Error()}
}

// jsonFault is what a JSON reader says, which never quotes more than one character.
func jsonFault(err error) string {
	if err == nil {
		return ""
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// lineCounter knows the line of each byte that is still of interest, and ends a record that does not end.
type lineCounter struct {
	in     io.Reader
	read   int64
	room   int64   // where reading ends, 0 for anywhere
	before int64   // lines that ended before the first of ends
	ends   []int64 // offsets of line ends
}

// slack is what a decoder reads ahead.
const slack = 1 << 20

// Read implements io.Reader.
func (l *lineCounter) Read(p []byte) (int, error) {
	if l.room > 0 && l.read > l.room+slack {
		return 0, &Problem{Code: "record_too_large"}
	}
	n, err := l.in.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// line is the line of an offset. Offsets are asked for in order, but for the beginning of the record that was just read.
func (l *lineCounter) line(offset int64) int64 {
	i, _ := slices.BinarySearch(l.ends, offset)
	out := l.before + int64(i) + 1
	if drop := i; drop > 4096 {
		l.ends = slices.Delete(l.ends, 0, drop)
		l.before += int64(drop)
	}
	return out
}
