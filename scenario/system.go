package scenario

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"terang/engine"
)

// The house's codes of failures that have a status of their own; see the action room.
const (
	codeTimeout  = "action_timeout"
	codeFailed   = "action_failed"
	codeRejected = "action_rejected"
	codeNotFound = "action_not_found"
)

// System answers in the place of the brand's system. Answers of one action are given in their order, and the last one
// again and again; those that name inputs come before those that name none. The zero System answers nothing.
type System struct {
	queues map[string][]*queue
}

// queue is a line of answers of one action for the same inputs.
type queue struct {
	when []condition
	list []Answer
}

type condition struct{ input, value string }

// Answer is one answer of the brand's system. In the texts of Result.Data, ${name} stands for an input of the call.
type Answer struct {
	Result engine.ActionResult
	After  time.Duration // how long it took
}

// canned is an answer as a file states it.
type canned struct {
	action string
	when   []condition
	answer Answer
}

// Add puts an answer behind those that the action has for the same inputs; when is nil for an answer to any inputs.
func (s *System) Add(action string, when map[string]string, a Answer) {
	c := canned{action: action, answer: a}
	for _, name := range sortedNames(when) {
		c.when = append(c.when, condition{name, when[name]})
	}
	s.add(c)
}

// ParseSystem reads answers, a line each, as the part "system" of a scenario has them. name stands before the errors.
func ParseSystem(name, text string) (System, error) {
	p := &parser{file: &File{Name: name}}
	p.system(part{text: text, line: 1})
	var s System
	for _, c := range p.file.canned {
		s.add(c)
	}
	if len(p.problems) > 0 {
		return s, p.problems
	}
	return s, nil
}

// Copy returns a system that begins where s stands and goes its own way.
func (s *System) Copy() System {
	out := System{queues: make(map[string][]*queue, len(s.queues))}
	for action, list := range s.queues {
		for _, q := range list {
			c := *q
			out.queues[action] = append(out.queues[action], &c)
		}
	}
	return out
}

func (s *System) add(c canned) {
	if s.queues == nil {
		s.queues = map[string][]*queue{}
	}
	for _, q := range s.queues[c.action] {
		if sameConditions(q.when, c.when) {
			q.list = append(q.list, c.answer)
			return
		}
	}
	s.queues[c.action] = append(s.queues[c.action], &queue{when: c.when, list: []Answer{c.answer}})
}

func sameConditions(a, b []condition) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Answer gives the answer to a call. It reports false where nothing was stated, and answers as a system that is silent.
func (s *System) Answer(c engine.Call) (Answer, bool) {
	var best *queue
	for _, q := range s.queues[c.Action] {
		if q.fits(c.Inputs) && (best == nil || len(q.when) > len(best.when)) {
			best = q
		}
	}
	if best == nil {
		return Answer{Result: engine.ActionResult{Key: c.Key, ErrorCode: codeTimeout}}, false
	}
	a := best.list[0]
	if len(best.list) > 1 {
		best.list = best.list[1:]
	}
	a.Result.Key = c.Key
	if data, ok := filled(a.Result.Data, c.Inputs).(map[string]any); ok {
		a.Result.Data = data
	}
	return a, true
}

func (q *queue) fits(inputs map[string]any) bool {
	for _, c := range q.when {
		if v, ok := inputs[c.input]; !ok || spelled(v) != c.value {
			return false
		}
	}
	return true
}

// spelled is a value as a file writes it: whole numbers without an exponent.
func spelled(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

var hole = regexp.MustCompile(`\$\{(\w+)\}`)

// filled returns data with the inputs of the call in the place of ${name}.
func filled(v any, inputs map[string]any) any {
	return each(v, func(text string) string {
		if !strings.Contains(text, "${") {
			return text
		}
		return hole.ReplaceAllStringFunc(text, func(m string) string {
			if in, ok := inputs[m[2:len(m)-1]]; ok {
				return spelled(in)
			}
			return ""
		})
	})
}

// each returns data with every text in it as f makes it. What is given stays as it is.
func each(v any, f func(text string) string) any {
	switch v := v.(type) {
	case string:
		return f(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = each(v[i], f)
		}
		return out
	case map[string]any:
		if v == nil {
			return v
		}
		out := make(map[string]any, len(v))
		for k := range v {
			out[k] = each(v[k], f)
		}
		return out
	}
	return v
}

var (
	callForm  = regexp.MustCompile(`^([A-Za-z_][\w.-]*)\s*(\(?)`)
	inputForm = regexp.MustCompile(`^\s*([^=,()"]*[^=,()"\s])\s*=\s*`)
	valueForm = regexp.MustCompile(`^"(?:[^"\\]|\\.)*"`) // a JSON string
	valueEnd  = regexp.MustCompile(`,|\)\s*=> `)
)

// parseCanned reads "action(input=value) => answer".
func parseCanned(text string) (canned, error) {
	m := callForm.FindStringSubmatch(text)
	if m == nil {
		return canned{}, because("not_answer", "text", text)
	}
	c, rest := canned{action: m[1]}, text[len(m[0]):]
	if m[2] != "" {
		var err error
		if c.when, rest, err = parseConditions(rest); err != nil {
			return canned{}, err
		}
	}
	what, ok := strings.CutPrefix(strings.TrimSpace(rest), "=> ")
	if !ok {
		return canned{}, because("not_answer", "text", text)
	}
	var err error
	c.answer, err = ParseAnswer(strings.TrimSpace(what))
	return c, err
}

// parseConditions reads "input=value, other="a, b")" and returns what stands behind the bracket. A value with commas, brackets or
// quotes is a JSON string.
func parseConditions(s string) (when []condition, rest string, err error) {
	given := map[string]string{}
	for {
		s = strings.TrimSpace(s)
		if after, ok := strings.CutPrefix(s, ")"); ok {
			for _, name := range sortedNames(given) {
				when = append(when, condition{name, given[name]})
			}
			return when, after, nil
		}
		end := valueEnd.FindStringIndex(s)
		name := inputForm.FindStringSubmatch(s)
		if name == nil || end == nil {
			if end != nil {
				s = s[:end[0]]
			}
			return nil, "", because("not_input", "text", shortened(s))
		}
		value := s[len(name[0]):]
		if quoted := valueForm.FindString(value); quoted != "" {
			var plain string
			if err := json.Unmarshal([]byte(quoted), &plain); err != nil {
				return nil, "", because("not_string", "text", shortened(quoted))
			}
			given[name[1]], s = plain, strings.TrimSpace(value[len(quoted):])
			if !strings.HasPrefix(s, ",") && !strings.HasPrefix(s, ")") {
				return nil, "", because("comma", "text", shortened(quoted))
			}
		} else {
			end = valueEnd.FindStringIndex(value)
			if end == nil || strings.HasPrefix(value, `"`) {
				return nil, "", because("not_input", "text", shortened(s))
			}
			given[name[1]], s = strings.TrimSpace(value[:end[0]]), value[end[0]:]
		}
		s = strings.TrimPrefix(s, ",")
	}
}

// ParseAnswer reads what the brand's system answers:
//
//	{"status":"shipped"}                    it worked
//	404                                     refused or failed, with the house's code for that status
//	422 wrong_code {"tries_left":2}         the same with a code and data of the system's own
//	error slot_full                         a refusal with the system's own code
//	timeout                                 no answer came
//	after 6s {"status":"shipped"}           any of these, after a while
func ParseAnswer(what string) (Answer, error) {
	var a Answer
	if rest, ok := strings.CutPrefix(what, "after "); ok {
		d, more, _ := strings.Cut(rest, " ")
		after, err := Duration(d)
		if err != nil {
			return a, err
		}
		a, err = ParseAnswer(strings.TrimSpace(more))
		a.After = after
		return a, err
	}
	if strings.HasPrefix(what, "{") {
		a.Result = engine.ActionResult{OK: true, Status: 200}
		return a, readData(what, &a.Result.Data)
	}
	word, rest, _ := strings.Cut(what, " ")
	switch word {
	case "":
		return a, because("answer_empty")
	case "timeout":
		a.Result = engine.ActionResult{ErrorCode: codeTimeout}
		return a, nothingMore(rest)
	case "error":
		code, blob, _ := strings.Cut(rest, " ")
		if code == "" {
			return a, because("no_code")
		}
		a.Result = refusal(code)
		return a, readData(blob, &a.Result.Data)
	}
	status, err := strconv.Atoi(word)
	if err != nil {
		return a, because("not_status", "text", word)
	}
	code, blob, _ := strings.Cut(rest, " ")
	if strings.HasPrefix(code, "{") {
		code, blob = "", rest
	}
	if code == "" {
		code = codeOf(status)
	}
	a.Result = engine.ActionResult{Status: status, ErrorCode: code}
	return a, readData(blob, &a.Result.Data)
}

// refusal is what the action room makes of a failure with this code: the house's own are told as they are, a code of the
// brand's system comes with a refusal.
func refusal(code string) engine.ActionResult {
	switch {
	case code == codeNotFound:
		return engine.ActionResult{Status: 404, ErrorCode: code}
	case code == codeFailed:
		return engine.ActionResult{Status: 500, ErrorCode: code}
	case strings.HasPrefix(code, "action_"):
		return engine.ActionResult{ErrorCode: code}
	}
	return engine.ActionResult{Status: 422, ErrorCode: codeRejected, Data: map[string]any{"code": code}}
}

func codeOf(status int) string {
	switch {
	case status == 404:
		return codeNotFound
	case status >= 400 && status < 500:
		return codeRejected
	case status == 0:
		return codeTimeout
	}
	return codeFailed
}

func nothingMore(rest string) error {
	if strings.TrimSpace(rest) != "" {
		return because("nothing_follows", "text", rest)
	}
	return nil
}

// readData adds the fields of a JSON object to data.
func readData(blob string, data *map[string]any) error {
	if blob = strings.TrimSpace(blob); blob == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(blob), data); err != nil {
		return because("not_object", "text", shortened(blob), "detail", err)
	}
	return nil
}

const shownText = 60 // characters of a text in a message

func shortened(s string) string {
	if r := []rune(s); len(r) > shownText {
		return string(r[:shownText]) + "…"
	}
	return s
}
