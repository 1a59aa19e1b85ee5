package httpapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"terang"
)

// Limits of a contact token.
const (
	maxContactToken = 512
	contactVersion  = "ct1"
	macBytes        = sha256.Size
)

// contact is what a token says: whose browser this is. The server keeps no list of tokens; who has one has
// this one conversation and nothing else.
type contact struct {
	Workspace    string
	ID           string
	Conversation string
	IssuedAt     time.Time
}

// contactTokens signs and checks tokens:
//
//	ct1.<workspace>.<contact>.<conversation>.<issued, seconds, base 36>.<HMAC-SHA256 of all before, base64url>
//
// Ids hold letters, digits, "_" and "-" only, so that "." parts them without doubt.
type contactTokens struct {
	key   []byte
	life  time.Duration
	clock terang.Clock
}

func (t *contactTokens) sign(c contact) string {
	body := contactVersion + "." + c.Workspace + "." + c.ID + "." + c.Conversation + "." + strconv.FormatInt(c.IssuedAt.Unix(), 36)
	return body + "." + base64.RawURLEncoding.EncodeToString(t.mac(body))
}

func (t *contactTokens) mac(body string) []byte {
	m := hmac.New(sha256.New, t.key)
	m.Write([]byte(body))
	return m.Sum(nil)
}

var errContactToken = terang.Fail(terang.Unauthorized, "contact_token_invalid")

// parse checks the signature before it looks at anything else. A token from the future is taken: the clock
// may have been set back.
func (t *contactTokens) parse(token string) (contact, error) {
	at := strings.LastIndexByte(token, '.')
	if len(token) > maxContactToken || at < 0 || strings.ContainsAny(token, "\r\n") { // which the decoder passes over
		return contact{}, errContactToken
	}
	body := token[:at]
	mac, err := base64.RawURLEncoding.Strict().DecodeString(token[at+1:])
	if err != nil || len(mac) != macBytes || !hmac.Equal(mac, t.mac(body)) {
		return contact{}, errContactToken
	}
	parts := strings.Split(body, ".")
	if len(parts) != 5 || parts[0] != contactVersion {
		return contact{}, errContactToken
	}
	issued, err := strconv.ParseInt(parts[4], 36, 64)
	if err != nil {
		return contact{}, errContactToken
	}
	c := contact{Workspace: parts[1], ID: parts[2], Conversation: parts[3], IssuedAt: time.Unix(issued, 0).UTC()}
	if t.clock().Sub(c.IssuedAt) > t.life {
		return contact{}, terang.Fail(terang.Unauthorized, "contact_token_expired")
	}
	return c, nil
}
