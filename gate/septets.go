package gate

import (
	"strings"
	"unicode/utf8"
)

// The alphabet of SMS (3GPP TS 23.038, 6.2.1): what costs one septet, and what costs two because an escape stands before it.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwo   = "^{}\\[~]|€"
)

// Limits of an SMS, in septets.
const (
	smsWhole = 160 // of a message that is one part
	smsPart  = 153 // of one part of several: the rest says which part it is
)

// Septets counts what a text costs as SMS; ok is false where a character is not in the alphabet.
func Septets(s string) (n int, ok bool) {
	for _, r := range s {
		c := septets(r)
		if c == 0 {
			return n, false
		}
		n += c
	}
	return n, true
}

func septets(r rune) int {
	switch {
	case strings.ContainsRune(gsmBasic, r):
		return 1
	case strings.ContainsRune(gsmTwo, r):
		return 2
	}
	return 0
}

// Parts splits a text into parts of an SMS, each of which begins with the label, so that none is without an author however
// they arrive. The words of all parts are the words of the text. Parts break between words; a word that is longer than a
// part is cut. A character that is not in the alphabet counts like the most costly one: see it replaced before.
func Parts(label, text string) []string {
	prefix := ""
	if label != "" {
		prefix = label + ": "
	}
	if n := cost(prefix + text); n <= smsWhole {
		return []string{prefix + text}
	}
	var parts []string
	room := smsPart - cost(prefix)
	if room < 2 {
		return nil // a label that leaves nothing to say is a mistake of ours
	}
	part, used := "", 0
	flush := func() {
		if part != "" {
			parts = append(parts, prefix+part)
		}
		part, used = "", 0
	}
	for _, word := range strings.Fields(text) {
		if n := cost(word); used > 0 && used+1+n <= room {
			part, used = part+" "+word, used+1+n
			continue
		}
		flush()
		for word != "" {
			n := 0
			for i, r := range word {
				if n+price(r) > room {
					break
				}
				n += price(r)
				part, used = word[:i+utf8.RuneLen(r)], n
			}
			if word = word[len(part):]; word != "" {
				flush()
			}
		}
	}
	flush()
	return parts
}

func cost(s string) int {
	n := 0
	for _, r := range s {
		n += price(r)
	}
	return n
}

func price(r rune) int {
	if c := septets(r); c > 0 {
		return c
	}
	return 2
}
