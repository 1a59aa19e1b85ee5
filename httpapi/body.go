package httpapi

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"unicode/utf8"

	"terang"
)

// maxJSONDepth bounds nesting: parsers recurse, and nothing of ours is deeper than four.
const maxJSONDepth = 32

// firstRoom is what a body is given before it has come.
const firstRoom = 4 << 10

// readBody reads a request's body whole, bounded by limit, and checks that it is UTF-8 and not too deep, so
// that nothing behind it meets a hostile one. It is the only place that reads from the wire.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	// Room is made as bytes come, not as they are promised.
	var buf bytes.Buffer
	buf.Grow(int(min(max(r.ContentLength, 0), firstRoom)) + bytes.MinRead)
	_, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, limit))
	b := buf.Bytes()
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLarge(limit)
	case err != nil:
		return nil, terang.Fail(terang.Invalid, "body_incomplete")
	case !utf8.Valid(b):
		return nil, terang.Fail(terang.Invalid, "not_utf8")
	case tooDeep(b):
		return nil, terang.Fail(terang.Invalid, "too_deep", "limit", strconv.Itoa(maxJSONDepth))
	}
	return b, nil
}

func tooLarge(limit int64) error {
	return terang.Fail(terang.TooLarge, "body_too_large", "limit", strconv.FormatInt(limit>>10, 10)+" kB")
}

// tooDeep reports whether JSON nests deeper than maxJSONDepth. On bytes that are not JSON it may say
// anything but never fails.
func tooDeep(b []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted:
			switch c {
			case '\\':
				i++
			case '"':
				quoted = false
			}
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			if depth++; depth > maxJSONDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// withBody replaces a request's body by one that was read and checked.
func withBody(r *http.Request, b []byte) *http.Request {
	r.Body = io.NopCloser(bytes.NewReader(b))
	r.ContentLength = int64(len(b))
	return r
}
