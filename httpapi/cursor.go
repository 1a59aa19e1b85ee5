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

// formatCursor makes the opaque word that stands for a place in a list.
func formatCursor(c store.Cursor) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(c.At, 10) + "." + c.ID))
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
	at, id, ok := strings.Cut(string(b), ".")
	n, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil || id == "" || strconv.FormatInt(n, 10) != at {
		return nil, terang.Fail(terang.Invalid, "cursor_invalid")
	}
	return &store.Cursor{At: n, ID: id}, nil
}
