// Package twilio is what the channels of SMS and voice share about Twilio: how its web hooks are signed and what its
// errors mean. It never sends and never renders; other providers that speak the same forms are read by it too.
//
// The way in is [Verified].
package twilio

import (
	"crypto/hmac"
	"crypto/sha1" // #nosec G505 -- the provider signs with HMAC-SHA1, which is not broken as a MAC (RFC 6194 section 3.3)
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"

	"terang/channel"
)

// Base is the address of the REST API.
const Base = "https://api.twilio.com/2010-04-01"

// Signature is the header with the signature.
const Signature = "X-Twilio-Signature"

// maxFields is how many fields a form may have; the provider sends some forty.
const maxFields = 200

// Verified returns the fields of a hook that the provider signed: HMAC-SHA1, by the account's token, of the called
// address and all fields in the order of their names.
func Verified(token string, h channel.Hook) (url.Values, error) {
	if err := h.Oversized(); err != nil {
		return nil, err
	}
	fields, err := url.ParseQuery(string(h.Body))
	if err != nil || len(fields) > maxFields || token == "" {
		return nil, channel.ErrSignature() // what cannot be read cannot have been signed
	}
	if !hmac.Equal([]byte(Sign(token, h.URL, fields)), []byte(h.Header.Get(Signature))) {
		return nil, channel.ErrSignature()
	}
	return fields, nil
}

// Sign returns the signature of a hook.
func Sign(token, address string, fields url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address))
	keys := make([]string, 0, len(fields))
	for k := range fields {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		values := slices.Clone(fields[k])
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			mac.Write([]byte(k + v))
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Refused reads {"code":21610,…}, by the provider's list of error codes.
func Refused(_ int, body []byte) *channel.SendError {
	var answer struct {
		Code int `json:"code"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Code == 0 {
		return nil
	}
	e := &channel.SendError{Class: channel.Permanent, Code: "refused", Err: Code(answer.Code)}
	switch answer.Code {
	case 20429, 14107, 30001, 30022, 63038:
		e.Class, e.Code = channel.Temporary, "rate_limited"
	case 20003, 20005, 20006, 20403, 30002:
		e.Class, e.Code = channel.Temporary, "unauthorized"
	case 21211, 21214, 21217, 21219, 21401, 21408, 21421, 21612, 21614, 30003, 30005, 30006:
		e.Code = "recipient_unknown"
	case 21610:
		e.Code = "opted_out"
	case 21220:
		e.Code = "call_ended"
	}
	return e
}

// Code is an error code of the provider, without its words: they may hold what we sent.
type Code int

// Error implements error, for the log.
func (c Code) Error() string { return "twilio error " + strconv.Itoa(int(c)) }

// Taken reads {"sid":"SM…"}.
func Taken(body []byte) string {
	var answer struct {
		SID string `json:"sid"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return ""
	}
	return answer.SID
}
