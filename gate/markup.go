package gate

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// markup is one tag of HTML.
type markup struct {
	name    string // "" for a comment
	closing bool
	empty   bool // holds no words: "<br>", "<img/>"
	attrs   map[string]string
}

// element reads the tag at the start of s; size is 0 where none stands there. A tag that does not end takes all the rest,
// which is then not seen, as browsers do it.
func element(s string) (m markup, size int) {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s[4:], "-->"); end >= 0 {
			return markup{}, 4 + end + 3
		}
		return markup{}, len(s)
	}
	i := 1
	if i < len(s) && s[i] == '/' {
		m.closing = true
		i++
	}
	if i >= len(s) || !letterByte(s[i]) && s[i] != '!' && s[i] != '?' {
		return markup{}, 0
	}
	start := i
	for i < len(s) && !strings.ContainsRune(" \t\r\n/>", rune(s[i])) {
		i++
	}
	m.name = strings.ToLower(s[start:i])
	m.attrs = map[string]string{}
	for i < len(s) && s[i] != '>' {
		if strings.ContainsRune(" \t\r\n/", rune(s[i])) {
			m.empty = s[i] == '/'
			i++
			continue
		}
		m.empty = false
		var name, value string
		name, value, i = attribute(s, i)
		m.attrs[name] = value
	}
	if s[start] == '!' || s[start] == '?' {
		m.name = ""
	}
	switch m.name {
	case "br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track":
		m.empty = true
	}
	return m, min(i+1, len(s))
}

// attribute reads name=value from i on.
func attribute(s string, i int) (name, value string, next int) {
	start := i
	for i < len(s) && !strings.ContainsRune(" \t\r\n/>=", rune(s[i])) {
		i++
	}
	name = strings.ToLower(s[start:i])
	if i == start {
		i++ // a stray mark
	}
	for i < len(s) && strings.ContainsRune(" \t\r\n", rune(s[i])) {
		i++
	}
	if i >= len(s) || s[i] != '=' {
		return name, "", i
	}
	for i++; i < len(s) && strings.ContainsRune(" \t\r\n", rune(s[i])); {
		i++
	}
	if i < len(s) && (s[i] == '"' || s[i] == '\'') {
		quote := s[i]
		end := strings.IndexByte(s[i+1:], quote)
		if end < 0 {
			return name, s[i+1:], len(s)
		}
		return name, s[i+1 : i+1+end], i + end + 2
	}
	start = i
	for i < len(s) && !strings.ContainsRune(" \t\r\n>", rune(s[i])) {
		i++
	}
	return name, s[start:i], i
}

func letterByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// dress says how words inside the tag stand on the page; unread is a colour that cannot be measured.
func (m *markup) dress(d dress) (out dress, unread string) {
	d.tag = m.name
	switch m.name {
	case "script", "style", "template", "head", "title", "noscript", "iframe", "object", "svg", "select", "textarea":
		d.hidden = "they stand in <" + m.name + ">"
	}
	if _, ok := m.attrs["hidden"]; ok {
		d.hidden = "hidden"
	}
	set := func(c *rgb, value string) {
		got, ok := colour(value, d.paper)
		if !ok {
			unread = value
			return
		}
		*c = got
	}
	if v := m.attrs["bgcolor"]; v != "" {
		set(&d.paper, v)
	}
	if v := m.attrs["color"]; v != "" {
		set(&d.ink, v)
	}
	rules := declarations(m.attrs["style"])
	for _, name := range []string{"background", "background-color"} {
		if v, ok := rules[name]; ok && v != "none" && v != "inherit" && v != "initial" {
			set(&d.paper, v)
		}
	}
	for _, name := range []string{"color", "-webkit-text-fill-color"} { // after the paper, for what is translucent
		if v, ok := rules[name]; ok && v != "inherit" {
			set(&d.ink, v)
		}
	}
	if why := vanishing(rules); why != "" {
		d.hidden = why
	}
	return d, unread
}

func declarations(style string) map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split(style, ";") {
		name, value, ok := strings.Cut(part, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(value)), "!important"))
		out[strings.ToLower(strings.TrimSpace(name))] = value
	}
	return out
}

// minFont is the smallest type, in pixels, that counts as visible.
const minFont = 9

// vanishing names the declaration that makes words disappear, "" for none.
func vanishing(rules map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		value := rules[name]
		why := name + ": " + value
		switch name {
		case "display":
			if value == "none" {
				return why
			}
		case "visibility", "content-visibility":
			if value != "visible" && value != "inherit" && value != "auto" {
				return why
			}
		case "opacity":
			if v, ok := number(value, 1); !ok || v < 0.9 {
				return why
			}
		case "font-size":
			if px, ok := pixels(value); ok && px < minFont {
				return why
			}
		case "width", "height", "max-width", "max-height", "line-height", "zoom":
			if px, ok := pixels(value); ok && px <= 1 && (name != "line-height" && name != "zoom" || px < 0.5) {
				return why
			}
		case "text-indent", "left", "right", "top", "bottom", "margin-left", "margin-top", "letter-spacing":
			if strings.HasPrefix(value, "-") {
				return why
			}
		case "clip", "clip-path", "transform", "filter", "mask", "mask-image", "mso-hide", "scale":
			if value != "none" && value != "auto" {
				return why
			}
		case "font":
			if strings.HasPrefix(value, "0") {
				return why
			}
		}
	}
	return ""
}

// pixels reads a CSS length; relative ones are counted from 16 pixels.
func pixels(s string) (float64, bool) {
	unit := strings.TrimLeft(s, "+-.0123456789")
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, unit), 64)
	if err != nil {
		return 0, false
	}
	switch unit {
	case "em", "rem":
		return v * 16, true
	case "%":
		return v * 16 / 100, true
	case "pt":
		return v * 4 / 3, true
	}
	return v, true
}
