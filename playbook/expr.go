package playbook

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Expr is an expression over slots, results and facts, in CEL (https://github.com/google/cel-spec):
//
//	slot.order_no                             a path
//	order.promised_at < now                   a comparison; times compare as times
//	has(order.courier)                        whether a path has a value
//	order.promised_at - now < duration('3d')  arithmetic
//	list.orders.exists(o, o.late)             a question to a list
//
// In five points it is kinder than the specification, because brands' systems and people are:
//
//   - What is not there is null, not an error. For !, &&, || and ?: null counts as false; for in, size and the questions to
//     a list it counts as empty. has() says no to null and to the empty text.
//   - A text in RFC 3339 or as a day (2026-11-21) stands for a time wherever there is a time on the other side.
//   - Values of different kinds are not equal and have no order, and that is no error.
//   - Numbers mix: 3 * 1.5. A text that is a number stands for it where there is a number on the other side, since the
//     values of slots are texts: slot.amount <= 5000000. A list takes its index with a dot as well: list.orders.0.
//   - Hours and days are those of [Zone], and durations know days: duration('3d').
//
// An Expr does not change and may be used by many at once. Plain paths and comparisons of two of them, which are most of all
// expressions, are computed without CEL's machinery; a test holds the two ways equal.
type Expr struct {
	src  string
	op   string // "" for a lone operand, "has", "!has", or a comparison
	a, b operand
	prog *program // where it takes more than that
}

type operand struct {
	path    []string
	literal any
}

// Limits of an expression. The first three hold when it is read, the others when it is computed.
const (
	MaxExpr       = 1000   // characters
	MaxExprDepth  = 24     // brackets within each other
	MaxExprNodes  = 1000   // parts
	MaxExprCost   = 20_000 // steps, as CEL counts them: well under 10 ms
	MaxExprMemory = 20_000 // values held at a time
	maxValueDepth = 16     // lists and maps within each other in what is counted: deeper than any result is kept
	MaxPattern    = 500    // instructions of a regular expression
)

// The errors of an expression.
var (
	// ErrExpr is an expression that has no value: parts of the wrong kind, a number that is none, a division by zero.
	ErrExpr = errors.New("playbook: expression")
	// ErrExprLimit is an expression that was stopped: it would take more than MaxExprCost steps or MaxExprMemory values.
	ErrExprLimit = errors.New("playbook: expression: limit")
)

var (
	pathForm   = regexp.MustCompile(`^[a-z_][a-z0-9_]*(\.[a-z0-9_]+)*$`)
	hasForm    = regexp.MustCompile(`^(!?has)\(\s*([a-z0-9_.]+)\s*\)$`)
	splitForm  = regexp.MustCompile(`^(.+?)\s*(==|!=|<=|>=|<|>)\s*(.+)$`)
	stringForm = regexp.MustCompile(`^'[^'\\\r\n]*'$`)
	numberForm = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,15})$`)
)

// ParseExpr reads an expression.
func ParseExpr(src string) (Expr, error) {
	src = strings.TrimSpace(src)
	switch {
	case src == "":
		return Expr{}, because("expr_empty")
	case len([]rune(src)) > MaxExpr:
		return Expr{}, because("expr_long", "limit", MaxExpr)
	}
	if e, ok := parsePlain(src); ok {
		return e, nil
	}
	return parseCEL(src)
}

// parsePlain reads what needs no machinery: a path, a literal, has(path), or a comparison of two operands.
func parsePlain(src string) (Expr, bool) {
	e := Expr{src: src}
	var ok bool
	if m := hasForm.FindStringSubmatch(src); m != nil {
		e.op = m[1]
		e.a, ok = parseOperand(m[2])
		return e, ok && e.a.path != nil
	}
	if e.a, ok = parseOperand(src); ok {
		return e, true
	}
	m := splitForm.FindStringSubmatch(src)
	if m == nil {
		return Expr{}, false
	}
	e.op = m[2]
	var okB bool
	e.a, ok = parseOperand(m[1])
	e.b, okB = parseOperand(m[3])
	return e, ok && okB
}

func parseOperand(s string) (operand, bool) {
	s = strings.TrimSpace(s)
	switch {
	case s == "true" || s == "false":
		return operand{literal: s == "true"}, true
	case stringForm.MatchString(s):
		return operand{literal: s[1 : len(s)-1]}, true
	case pathForm.MatchString(s):
		path := strings.Split(s, ".")
		return operand{path: path}, path[0] != "null" && !isType(path)
	case numberForm.MatchString(s):
		n, err := strconv.Atoi(s)
		return operand{literal: n}, err == nil
	}
	return operand{}, false
}

// String returns the expression as it was written.
func (e Expr) String() string { return e.src }

// Paths returns the paths that the expression reads, each once, in the order in which they stand.
func (e Expr) Paths() [][]string {
	if e.prog != nil {
		return e.prog.paths
	}
	var out [][]string
	for _, o := range []operand{e.a, e.b} {
		if o.path != nil {
			out = append(out, o.path)
		}
	}
	return out
}

// Eval computes the expression. What is not there, and what cannot be computed, is nil.
func (e Expr) Eval(vars map[string]any) any {
	v, err := e.Compute(vars)
	if err != nil {
		return nil
	}
	return v
}

// Compute is Eval that says why there is no value: the error is [ErrExpr] or [ErrExprLimit]. Values are nil, bool, int,
// float64, string, time.Time, time.Duration, []any and map[string]any.
func (e Expr) Compute(vars map[string]any) (any, error) {
	if e.prog != nil {
		return e.prog.compute(vars)
	}
	a := e.a.eval(vars)
	switch e.op {
	case "":
		return a, nil
	case "has":
		return there(a), nil
	case "!has":
		return !there(a), nil
	}
	return compare(a, e.op, e.b.eval(vars)), nil
}

// Holds says whether the expression is true. What cannot be computed is not.
func (e Expr) Holds(vars map[string]any) bool { return e.Eval(vars) == true }

// Key is the value as the key of a branch's case: "shipped", "3", "true", a time in RFC 3339; "" for what is not there.
func (e Expr) Key(vars map[string]any) string {
	switch v := e.Eval(vars).(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	case time.Duration:
		return v.String()
	}
	return ""
}

func (o operand) eval(vars map[string]any) any {
	if o.path == nil {
		return o.literal
	}
	at := vars[o.path[0]]
	for _, name := range o.path[1:] {
		at = member(at, name)
	}
	return at
}

// member is the field of a mapping or the item of a list; nil where there is none.
func member(of any, name string) any {
	switch m := of.(type) {
	case map[string]any:
		return m[name]
	case []any:
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 || i >= len(m) {
			return nil
		}
		return m[i]
	}
	return nil
}

func there(v any) bool { return v != nil && v != "" }

// compare compares two values: numbers, times (also as texts), texts and truths with their like; anything else is different
// from everything but its equal.
func compare(a any, op string, b any) bool {
	x, xn := number(a)
	y, yn := number(b)
	if xn && !yn {
		y, yn = numeral(b)
	} else if yn && !xn {
		x, xn = numeral(a)
	}
	if xn && yn {
		return ordered(op, x < y, x == y)
	}
	if x, ok := a.(time.Duration); ok {
		if y, ok := b.(time.Duration); ok {
			return ordered(op, x < y, x == y)
		}
	}
	if x, ok := Instant(a); ok {
		if y, ok := Instant(b); ok {
			return ordered(op, x.Before(y), x.Equal(y))
		}
	}
	if x, ok := a.(string); ok {
		if y, ok := b.(string); ok {
			return ordered(op, x < y, x == y)
		}
	}
	switch op {
	case "==":
		return same(a, b, new(int))
	case "!=":
		return !same(a, b, new(int))
	}
	return false // values of different kinds have no order
}

// maxSame bounds how many values are looked at to find two lists or mappings the same; beyond it they are not.
const maxSame = 1000

// same says whether two values that are neither numbers, times nor texts are equal; seen counts what was looked at.
func same(a, b any, seen *int) bool {
	if *seen++; *seen > maxSame {
		return false
	}
	switch x := a.(type) {
	case nil:
		return b == nil
	case bool:
		y, ok := b.(bool)
		return ok && x == y
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !equal(x[i], y[i], seen) {
				return false
			}
		}
		return true
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k, v := range x {
			if w, ok := y[k]; !ok || !equal(v, w, seen) {
				return false
			}
		}
		return true
	}
	return false
}

func equal(a, b any, seen *int) bool {
	switch a.(type) {
	case []any, map[string]any:
		return same(a, b, seen)
	}
	*seen++
	return compare(a, "==", b)
}

func ordered(op string, less, equal bool) bool {
	switch op {
	case "==":
		return equal
	case "!=":
		return !equal
	case "<":
		return less
	case "<=":
		return less || equal
	case ">":
		return !less && !equal
	case ">=":
		return !less
	}
	return false
}

func number(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

var numeralForm = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,9})?$`)

// numeral reads a text that is a number, as the values of slots are.
func numeral(v any) (float64, bool) {
	s, ok := v.(string)
	if !ok || len(s) > 26 || !numeralForm.MatchString(s) {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// Instant reads a time as brands' systems write it: RFC 3339, or a day (midnight in [Zone]).
func Instant(v any) (time.Time, bool) {
	switch t := v.(type) {
	case time.Time:
		return t, true
	case string:
		if len(t) < len(time.DateOnly) || len(t) > 40 || t[4] != '-' {
			return time.Time{}, false
		}
		if at, err := time.Parse(time.RFC3339, t); err == nil {
			return at, true
		}
		if at, err := time.ParseInLocation(time.DateOnly, t, Zone); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
