package httpapi

import (
	"encoding/base64"
	"strconv"
	"strings"

	"terang"
	"terang/store"
)

// maxCursor bounds what is parsed.
const maxCursor = 200

// formatCursor makes the opaque word that stands for a place in a list: "1800000000000.cnv_1", or "2/1800000000000.cnv_1" among the
// urgent.
func formatCursor(c store.Cursor) string {
	place := strconv.FormatInt(c.At, 10) + "." + c.ID
	if c.Priority != terang.Normal {
		place = strconv.Itoa(int(c.Priority)) + "/" + place
	}
	return base64.RawURLEncoding.EncodeToString([]byte(place))
}

// parseCursor reads what formatCursor made; "" is the beginning. A cursor is not signed: it only says where
// to begin inside what the caller may see anyway.
func parseCursor(s string) (*store.Cursor, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(s) > maxCursor || strings.ContainsAny(s, "\r\n") { // which the decoder passes over
		return nil, terang.Fail(terang.Invalid, "cursor_invalid")
	}
	c, place := store.Cursor{}, string(b)
	if level, rest, ok := strings.Cut(place, "/"); ok {
		if n, err := strconv.Atoi(level); err == nil {
			c.Priority, place = terang.Priority(n), rest
		}
	}
	at, id, ok := strings.Cut(place, ".")
	n, err := strconv.ParseInt(at, 10, 64)
	if c.At, c.ID = n, id; !ok || err != nil || id == "" || formatCursor(c) != s {
		return nil, terang.Fail(terang.Invalid, "cursor_invalid")
	}
	return &c, nil
}
