package webchat

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"terang"
	"terang/gate"
)

// maxDepth is how deep a payload's values may be nested.
const maxDepth = 8

// Shown implements [gate.Renderer]: it reads a payload as a browser would, and shares nothing with Render. It
// is stricter than JSON asks: a key twice, anything after the object, or a message that does not go out is
// an error, for then two readers might see two things.
func (*Channel) Shown(payload []byte) (gate.Shown, error) {
	if len(payload) > maxPayload {
		return gate.Shown{}, fmt.Errorf("webchat: read back: %d bytes are too many", len(payload))
	}
	s := scanner{b: payload}
	var out gate.Shown
	var direction string
	s.object(0, func(key string) {
		switch key {
		case "id":
			out.ID = s.text()
		case "seq":
			out.Seq = s.integer()
		case "direction":
			direction = s.text()
		case "language":
			out.Language = terang.Language(s.text())
		case "text":
			out.Text = s.text()
		case "author":
			s.object(1, func(key string) {
				switch key {
				case "kind":
					out.Kind = terang.AuthorKind(s.text())
				case "label":
					out.Label = s.text()
				case "name":
					out.Name = s.text()
				default:
					s.skip(2)
				}
			})
		case "disclosure":
			s.object(1, func(key string) {
				if key == "text" {
					out.Disclosure = s.text()
				} else {
					s.skip(2)
				}
			})
		case "attachments":
			s.list(1, func() { out.Files = append(out.Files, s.file()) })
		default:
			s.skip(1)
		}
	})
	s.space()
	if s.err == "" && s.i != len(s.b) {
		s.fail("something follows the message")
	}
	if s.err == "" && direction != string(terang.Out) {
		s.fail("not an outbound message")
	}
	if s.err != "" {
		return gate.Shown{}, fmt.Errorf("webchat: read back: byte %d: %s", s.i, s.err)
	}
	return out, nil
}

// scanner reads JSON strictly. After an error it reads nothing more.
type scanner struct {
	b   []byte
	i   int
	err string
}

func (s *scanner) fail(why string) {
	if s.err == "" {
		s.err = why
	}
}

func (s *scanner) space() {
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\n' || s.b[s.i] == '\r' || s.b[s.i] == '\t') {
		s.i++
	}
}

// eat reads c after space and reports whether it was there.
func (s *scanner) eat(c byte) bool {
	s.space()
	if s.err != "" || s.i >= len(s.b) || s.b[s.i] != c {
		return false
	}
	s.i++
	return true
}

// object reads an object; member reads the value of each key.
func (s *scanner) object(depth int, member func(key string)) {
	if depth > maxDepth {
		s.fail("nested too deep")
	}
	if !s.eat('{') {
		s.fail("an object was expected")
		return
	}
	if s.eat('}') {
		return
	}
	var space [16]string
	keys := space[:0]
	for {
		key := s.text()
		for _, k := range keys {
			if k == key {
				s.fail("a key stands twice")
			}
		}
		keys = append(keys, key)
		if !s.eat(':') {
			s.fail("a colon was expected")
		}
		if s.err != "" {
			return
		}
		member(key)
		if s.eat(',') {
			continue
		}
		if !s.eat('}') {
			s.fail("the end of an object was expected")
		}
		return
	}
}

// skip passes one value of any kind.
func (s *scanner) skip(depth int) {
	s.space()
	if s.err != "" || s.i >= len(s.b) {
		s.fail("a value was expected")
		return
	}
	switch c := s.b[s.i]; {
	case c == '"':
		s.text()
	case c == '{':
		s.object(depth, func(string) { s.skip(depth + 1) })
	case c == '[':
		s.array(depth)
	case c == '-' || c >= '0' && c <= '9':
		s.number()
	default:
		for _, word := range []string{"null", "true", "false"} {
			if len(s.b)-s.i >= len(word) && string(s.b[s.i:s.i+len(word)]) == word {
				s.i += len(word)
				return
			}
		}
		s.fail("a value was expected")
	}
}

func (s *scanner) array(depth int) { s.list(depth, func() { s.skip(depth + 1) }) }

// file reads one attachment. All that it has is what the message promises of the file, so nothing is passed over.
func (s *scanner) file() (a terang.Attachment) {
	s.object(2, func(key string) {
		switch key {
		case "id":
			a.ID = s.text()
		case "name":
			a.Name = s.text()
		case "type":
			a.Type = s.text()
		case "size":
			a.Size = s.integer()
		case "digest":
			a.Digest = s.text()
		case "width":
			a.Width = int(s.integer())
		case "height":
			a.Height = int(s.integer())
		default:
			s.fail("an unknown word about a file")
		}
	})
	return a
}

// list reads an array; element reads each value.
func (s *scanner) list(depth int, element func()) {
	if depth > maxDepth {
		s.fail("nested too deep")
		return
	}
	if !s.eat('[') {
		s.fail("a list was expected")
		return
	}
	if s.eat(']') {
		return
	}
	for s.err == "" {
		element()
		if s.eat(',') {
			continue
		}
		if !s.eat(']') {
			s.fail("the end of an array was expected")
		}
		return
	}
}

// number passes a number as RFC 8259 section 6 writes it.
func (s *scanner) number() {
	digits := func() int {
		n := 0
		for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
			s.i++
			n++
		}
		return n
	}
	at := func(set string) bool {
		for j := range len(set) {
			if s.i < len(s.b) && s.b[s.i] == set[j] {
				s.i++
				return true
			}
		}
		return false
	}
	at("-")
	start := s.i
	n := digits()
	ok := n > 0 && (n == 1 || s.b[start] != '0')
	if ok && at(".") {
		ok = digits() > 0
	}
	if ok && at("eE") {
		at("+-")
		ok = digits() > 0
	}
	if !ok {
		s.fail("not a number")
	}
}

func (s *scanner) integer() int64 {
	s.space()
	start := s.i
	s.number()
	if s.err != "" {
		return 0
	}
	n, err := strconv.ParseInt(string(s.b[start:s.i]), 10, 64)
	if err != nil {
		s.fail("not a whole number")
	}
	return n
}

// text reads a string.
func (s *scanner) text() string {
	if !s.eat('"') {
		s.fail("a string was expected")
		return ""
	}
	start := s.i
	for s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			t := s.b[start:s.i]
			s.i++
			if !utf8.Valid(t) {
				s.fail("not UTF-8")
			}
			return string(t)
		case c == '\\':
			return s.escaped(start)
		case c < ' ':
			s.fail("a control character in a string")
			return ""
		}
		s.i++
	}
	s.fail("a string without end")
	return ""
}

// escaped reads on from the first escape of a string that began at start.
func (s *scanner) escaped(start int) string {
	out := append(make([]byte, 0, len(s.b)-start), s.b[start:s.i]...)
	for s.i < len(s.b) && s.err == "" {
		c := s.b[s.i]
		s.i++
		switch {
		case c == '"':
			if !utf8.Valid(out) {
				s.fail("not UTF-8")
			}
			return string(out)
		case c < ' ':
			s.fail("a control character in a string")
		case c != '\\':
			out = append(out, c)
		case s.i >= len(s.b):
		default:
			c = s.b[s.i]
			s.i++
			switch c {
			case '"', '\\', '/':
				out = append(out, c)
			case 'b':
				out = append(out, '\b')
			case 'f':
				out = append(out, '\f')
			case 'n':
				out = append(out, '\n')
			case 'r':
				out = append(out, '\r')
			case 't':
				out = append(out, '\t')
			case 'u':
				out = utf8.AppendRune(out, s.unicode())
			default:
				s.fail("an unknown escape")
			}
		}
	}
	s.fail("a string without end")
	return ""
}

// unicode reads the four digits after \u, and the second half of a pair.
func (s *scanner) unicode() rune {
	r := s.four()
	if !utf16.IsSurrogate(r) {
		return r
	}
	if s.i+1 < len(s.b) && s.b[s.i] == '\\' && s.b[s.i+1] == 'u' {
		s.i += 2
		if r = utf16.DecodeRune(r, s.four()); r != utf8.RuneError {
			return r
		}
	}
	s.fail("half of a surrogate pair")
	return utf8.RuneError
}

func (s *scanner) four() rune {
	if s.i+4 > len(s.b) {
		s.fail("a short escape")
		return 0
	}
	n, err := strconv.ParseUint(string(s.b[s.i:s.i+4]), 16, 16)
	if err != nil {
		s.fail("an escape that is no number")
		return 0
	}
	s.i += 4
	return rune(n)
}
