package action

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"terang"
)

// wire is a request made ready once and sent as often as it takes: the same bytes and the same key each time.
type wire struct {
	url    *url.URL
	header http.Header
	body   []byte         // nil without a body
	args   map[string]any // of a tool, instead of all the others
	key    string         // the idempotency key, "" where nothing changes
}

// prepare puts the inputs into their places.
func (c *Client) prepare(spec Spec, req Request) (wire, *terang.Error) {
	known := make(map[string]bool, len(spec.Inputs))
	header := make(http.Header, 8)
	query := url.Values{}
	body := map[string]any{}
	path := spec.Path
	for _, f := range spec.Inputs {
		known[f.Name] = true
		value := req.Inputs[f.Name]
		if value == nil || value == "" {
			if f.Required {
				return wire{}, fail(terang.Invalid, CodeInput, ReasonMissingInput, "input", f.Name)
			}
			continue
		}
		if f.Where == InBody {
			if s, ok := value.(string); ok && utf8.RuneCountInString(s) > f.Max {
				return wire{}, badInput(f)
			}
			body[f.As] = value
			continue
		}
		text, ok := plainText(value)
		if !ok || utf8.RuneCountInString(text) > f.Max {
			return wire{}, badInput(f)
		}
		switch f.Where {
		case InPath:
			if !validSegment(text) {
				return wire{}, badInput(f)
			}
			path = strings.Replace(path, "{"+f.Name+"}", url.PathEscape(text), 1)
		case InQuery:
			query.Set(f.As, text)
		case InHeader:
			if !validHeaderValue(text) {
				return wire{}, badInput(f)
			}
			header.Set(f.As, text)
		}
	}
	for name := range req.Inputs {
		if !known[name] {
			return wire{}, fail(terang.Invalid, CodeInput, ReasonUnknownInput) // the name may be anything: not quoted
		}
	}
	w := wire{header: header}
	if spec.changes() {
		if req.Key == "" {
			return wire{}, fail(terang.Invalid, CodeInput, ReasonMissingKey)
		}
		w.key = idempotencyKey(req)
		header.Set("Idempotency-Key", w.key)
	}
	if spec.Tool != "" {
		w.args = body
		_, ferr := encode(body)
		return w, ferr
	}
	u, err := joinPath(c.base, path)
	if err != nil {
		return wire{}, fail(terang.Invalid, CodeInput, ReasonBadInput)
	}
	u.RawQuery = query.Encode()
	w.url = u
	if spec.hasBody() {
		b, ferr := encode(body)
		if ferr != nil {
			return wire{}, ferr
		}
		w.body = b
		header.Set("Content-Type", "application/json")
	}
	header.Set("Accept", "application/json, application/problem+json")
	header.Set("User-Agent", "terang")
	return w, nil
}

// encode writes a body; its members are sorted, so that a replay has the same bytes.
func encode(body map[string]any) ([]byte, *terang.Error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, fail(terang.Invalid, CodeInput, ReasonBadInput)
	}
	if len(b) > maxRequestBytes {
		return nil, fail(terang.Invalid, CodeInput, ReasonTooMuchInput)
	}
	return b, nil
}

func badInput(f Field) *terang.Error {
	return fail(terang.Invalid, CodeInput, ReasonBadInput, "input", f.Name)
}

// idempotencyKey hashes scope, action and key, so that no id of the house leaves it and any text is usable.
// Each part goes in with its length: no two different triples run together.
func idempotencyKey(req Request) string {
	h := sha256.New()
	for _, part := range []string{req.Scope, req.Action, req.Key} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write([]byte(part))
	}
	return "trg-" + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:24])
}

// request makes one attempt's request of w.
func (w wire) request(ctx context.Context, method string, c Credential) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, w.url.String(), nil)
	if err != nil {
		return nil, err
	}
	if w.body != nil {
		r, err = http.NewRequestWithContext(ctx, method, w.url.String(), bytes.NewReader(w.body))
		if err != nil {
			return nil, err
		}
	}
	r.Header = w.header.Clone()
	if c.Header != "" {
		r.Header.Set(c.Header, string(c.Value))
	}
	return r, nil
}

// validSegment refuses what servers and proxies rewrite or cut even when it is escaped.
func validSegment(s string) bool {
	if s == "." || s == ".." || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r < 0x20 || r == 0x7f {
			return false
		}
	}
	return true
}

// plainText writes a scalar as text; lists and objects are refused.
func plainText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, utf8.ValidString(v)
	case bool:
		return strconv.FormatBool(v), true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "", false
		}
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case json.Number:
		return v.String(), true
	}
	return "", false
}
