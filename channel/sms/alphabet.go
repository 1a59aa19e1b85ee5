package sms

import (
	"encoding/hex"
	"strings"

	"terang/channel"
)

// Coding is how the letters of a part are coded.
type Coding int

// The codings, by the numbers of the data coding scheme (3GPP TS 23.038 section 4).
const (
	GSM7 Coding = 0 // septets of the default alphabet
	UCS2 Coding = 8 // 16-bit units
)

// Sizes of one part (3GPP TS 23.040 section 9.2.3): alone, and with the header of concatenation.
const (
	aloneGSM7  = 160
	aloneUCS2  = 70
	joinedGSM7 = 153
	joinedUCS2 = 67
)

// The GSM 7 bit default alphabet and its extension table (3GPP TS 23.038 section 6.2.1): an extended character takes two
// septets.
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
		"¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extended = "\f^{}\\[~]|€"
)

// outside is the cost of a character that the alphabet does not have: more than any part can hold.
const outside = 1 << 20

// septets is what a character costs in GSM-7.
func septets(r rune) int {
	switch {
	case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == ' ' || strings.ContainsRune(basic, r):
		return 1
	case strings.ContainsRune(extended, r):
		return 2
	}
	return outside
}

// Septets returns how many septets s takes in GSM-7, and false where it has a character that the alphabet does not.
func Septets(s string) (int, bool) {
	n := 0
	for _, r := range s {
		c := septets(r)
		if c == outside {
			return 0, false
		}
		n += c
	}
	return n, true
}

// units returns how many 16-bit units s takes in UCS-2.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += channel.UTF16(r)
	}
	return n
}

// Part is one short message.
type Part struct {
	Coding Coding
	Header []byte // of concatenation, nil for a part that stands alone
	Text   string // with its prefix
}

// Size returns what the part holds, in septets or 16-bit units, and what it may hold.
func (p Part) Size() (size, limit int) {
	switch {
	case p.Coding == GSM7 && p.Header == nil:
		size, _ = Septets(p.Text)
		return size, aloneGSM7
	case p.Coding == GSM7:
		size, _ = Septets(p.Text)
		return size, joinedGSM7
	case p.Header == nil:
		return units(p.Text), aloneUCS2
	}
	return units(p.Text), joinedUCS2
}

// Split cuts a body into parts, each with the prefix; its first keep bytes, the disclosure, stay in the first part. Where
// only the words after it need UCS-2, the disclosure goes alone before them in GSM-7, which has the room. joined makes the
// parts one message by the header of concatenation with reference ref; else each stands alone. It returns nil where the
// disclosure does not fit into one part.
func Split(prefix, body string, keep int, joined bool, ref byte) []Part {
	if one := split(prefix, body, keep, false, ref); len(one) == 1 {
		return one
	}
	if _, ok := Septets(prefix + body); ok || keep == 0 {
		return split(prefix, body, keep, joined, ref)
	}
	told := keep
	for told < len(body) && body[told] == '\n' {
		told++
	}
	first := split(prefix, body[:told], keep, false, ref)
	if len(first) != 1 || told == len(body) {
		return split(prefix, body, keep, joined, ref)
	}
	return append(first, split(prefix, body[told:], 0, joined, ref)...)
}

// split cuts in one coding.
func split(prefix, body string, keep int, joined bool, ref byte) []Part {
	coding, cost, alone, limit := GSM7, septets, aloneGSM7, joinedGSM7
	if _, ok := Septets(prefix + body); !ok {
		coding, cost, alone, limit = UCS2, channel.UTF16, aloneUCS2, joinedUCS2
	}
	room := 0
	for _, r := range prefix {
		room += cost(r)
	}
	texts := channel.Split(body, keep, alone-room, cost)
	if joined && len(texts) > 1 {
		texts = channel.Split(body, keep, limit-room, cost)
	}
	if len(texts) > maxParts {
		return nil
	}
	parts := make([]Part, 0, len(texts))
	for i, t := range texts {
		p := Part{Coding: coding, Text: prefix + t}
		if joined && len(texts) > 1 {
			// 3GPP TS 23.040 section 9.2.3.24.1: length, element, its length, reference, count, number
			p.Header = []byte{5, 0, 3, ref, byte(len(texts)), byte(i + 1)}
		}
		parts = append(parts, p)
	}
	return parts
}

// header writes a header of concatenation as hexadecimal, "" for none.
func (p Part) header() string { return hex.EncodeToString(p.Header) }
