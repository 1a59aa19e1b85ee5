package gate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// MinContrast is the least contrast of words that count as visible (WCAG 2.2, success criterion 1.4.3).
const MinContrast = 4.5

// rgb is a colour, each part 0 to 255.
type rgb [3]float64

var (
	black = rgb{}
	white = rgb{255, 255, 255}
)

// Contrast returns the contrast of two CSS colours ("#0B5FA5", "rgb(0 0 0)", "white"), from 1 to 21, by the formula of
// WCAG 2.2. ok is false for a colour that it cannot read.
func Contrast(a, b string) (ratio float64, ok bool) {
	x, okA := colour(a, white)
	y, okB := colour(b, white)
	return contrast(x, y), okA && okB
}

func contrast(a, b rgb) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(c rgb) float64 {
	var l [3]float64
	for i, v := range c {
		v /= 255
		if v <= 0.04045 {
			l[i] = v / 12.92
		} else {
			l[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

// colours are the names that operators use.
var colours = map[string]rgb{
	"black": black, "white": white, "red": {255, 0, 0}, "green": {0, 128, 0}, "lime": {0, 255, 0}, "blue": {0, 0, 255}, "navy": {0, 0, 128}, "gray": {128, 128, 128},
	"grey": {128, 128, 128}, "silver": {192, 192, 192}, "lightgray": {211, 211, 211}, "lightgrey": {211, 211, 211}, "whitesmoke": {245, 245, 245}, "snow": {255, 250, 250},
	"ivory": {255, 255, 240}, "yellow": {255, 255, 0}, "orange": {255, 165, 0}, "purple": {128, 0, 128}, "maroon": {128, 0, 0}, "teal": {0, 128, 128}, "olive": {128, 128, 0},
	"aqua": {0, 255, 255}, "fuchsia": {255, 0, 255}, "canvas": white, "canvastext": black,
}

// colour reads a CSS colour; what is translucent lets the colour under it through.
func colour(s string, under rgb) (rgb, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if c, ok := colours[s]; ok {
		return c, true
	}
	if s == "transparent" {
		return under, true
	}
	if hex, ok := strings.CutPrefix(s, "#"); ok {
		return hexColour(hex, under)
	}
	body, ok := strings.CutPrefix(s, "rgba(")
	if !ok {
		body, ok = strings.CutPrefix(s, "rgb(")
	}
	if !ok || !strings.HasSuffix(body, ")") {
		return rgb{}, false
	}
	parts := strings.FieldsFunc(strings.TrimSuffix(body, ")"), func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	if len(parts) != 3 && len(parts) != 4 {
		return rgb{}, false
	}
	var c rgb
	for i := range c {
		v, ok := number(parts[i], 255)
		if !ok {
			return rgb{}, false
		}
		c[i] = v
	}
	if len(parts) == 3 {
		return c, true
	}
	alpha, ok := number(parts[3], 1)
	return over(c, under, alpha), ok
}

// number reads "12", "0.5" or "50%" of whole, kept within 0 and whole.
func number(s string, whole float64) (float64, bool) {
	percent := strings.HasSuffix(s, "%")
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil || math.IsNaN(v) {
		return 0, false
	}
	if percent {
		v *= whole / 100
	}
	return min(max(v, 0), whole), true
}

func hexColour(hex string, under rgb) (rgb, bool) {
	if len(hex) == 3 || len(hex) == 4 {
		var sb strings.Builder
		for i := range len(hex) {
			sb.WriteString(hex[i:i+1] + hex[i:i+1])
		}
		hex = sb.String()
	}
	v, err := strconv.ParseUint(hex, 16, 32)
	switch {
	case err != nil:
		return rgb{}, false
	case len(hex) == 6:
		return rgb{float64(v >> 16), float64(v >> 8 & 255), float64(v & 255)}, true
	case len(hex) == 8:
		return over(rgb{float64(v >> 24), float64(v >> 16 & 255), float64(v >> 8 & 255)}, under, float64(v&255)/255), true
	}
	return rgb{}, false
}

func over(c, under rgb, alpha float64) rgb {
	for i := range c {
		c[i] = c[i]*alpha + under[i]*(1-alpha)
	}
	return c
}

// dress is how words stand on the page.
type dress struct {
	tag    string
	ink    rgb
	paper  rgb
	hidden string // why they cannot be seen, "" if they can
}

// maxNested bounds the elements that stand in each other.
const maxNested = 64

// look returns what can be seen of a text that may be HTML with colours of its own, and says why the rest cannot. A text
// without markup is seen as it is.
func look(s string) (string, []Problem) {
	if !strings.Contains(s, "<") {
		return s, nil
	}
	var sb strings.Builder
	var problems []Problem
	stack := []dress{{ink: black, paper: white}}
	said := map[string]bool{}
	complain := func(at int, code, why, next string) {
		if !said[why] && len(problems) < maxProblems {
			said[why] = true
			problems = append(problems, Problem{Code: code, Line: strings.Count(s[:at], "\n"), Why: why, Next: next})
		}
	}
	for i := 0; i < len(s); {
		now := stack[len(stack)-1]
		next := strings.IndexByte(s[i:], '<')
		if next != 0 {
			words := s[i:]
			if next > 0 {
				words = s[i : i+next]
			}
			if visible(words) {
				switch c := contrast(now.ink, now.paper); {
				case now.hidden != "":
					complain(i, "hidden", "words cannot be seen: "+now.hidden, "take that away")
				case c < MinContrast:
					complain(i, "contrast", fmt.Sprintf("words have a contrast of %.1f : 1", c), "choose colours with at least 4.5 : 1")
				default:
					sb.WriteString(words)
				}
			} else {
				sb.WriteString(words)
			}
			i += len(words)
			continue
		}
		tag, size := element(s[i:])
		if size == 0 { // a lone "<"
			sb.WriteByte('<')
			i++
			continue
		}
		switch {
		case tag.name == "":
		case tag.closing:
			for j := len(stack) - 1; j > 0; j-- {
				if stack[j].tag == tag.name {
					stack = stack[:j]
					break
				}
			}
		default:
			d, unread := tag.dress(now)
			if unread != "" {
				complain(i, "contrast", fmt.Sprintf("the colour %q cannot be measured", unread), "write it like #0B5FA5")
				d.hidden = "their colour cannot be measured"
			}
			if !tag.empty && len(stack) < maxNested {
				stack = append(stack, d)
			}
		}
		sb.WriteByte(' ')
		i += size
	}
	return strings.Join(strings.Fields(sb.String()), " "), problems
}
