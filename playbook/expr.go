package playbook

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Expr is a small expression over slots, results and facts:
//
//	slot.order_no          a path
//	'express'  20  true    a literal
//	order.promised_at < now    a comparison of two of them; times compare as times
//	has(order.courier)     whether a path has a value; !has(…) whether it has none
//
// The grammar is a subset of CEL (https://github.com/google/cel-spec), so that every playbook written today
// stays valid when full CEL takes this type's place.
type Expr struct {
	src  string
	op   string // "" for a lone operand, "has", "!has", or a comparison
	a, b operand
}

type operand struct {
	path    []string
	literal any
}

const maxExpr = 200 // bytes

var (
	pathForm   = regexp.MustCompile(`^[a-z_][a-z0-9_]*(\.[a-z0-9_]+)*$`)
	hasForm    = regexp.MustCompile(`^(!?has)\(\s*([a-z0-9_.]+)\s*\)$`)
	splitForm  = regexp.MustCompile(`^(.+?)\s*(==|!=|<=|>=|<|>)\s*(.+)$`)
	stringForm = regexp.MustCompile(`^'[^'\\]*'$`)
)

// ParseExpr reads an expression.
func ParseExpr(src string) (Expr, error) {
	e := Expr{src: strings.TrimSpace(src)}
	if len(src) > maxExpr {
		return Expr{}, fmt.Errorf("longer than %d characters", maxExpr)
	}
	var err error
	if m := hasForm.FindStringSubmatch(e.src); m != nil {
		e.op = m[1]
		e.a, err = parseOperand(m[2])
		if err == nil && e.a.path == nil {
			err = errors.New("has() takes a path")
		}
		return e, err
	}
	if e.a, err = parseOperand(e.src); err == nil {
		return e, nil
	}
	m := splitForm.FindStringSubmatch(e.src)
	if m == nil {
		return Expr{}, err
	}
	e.op = m[2]
	if e.a, err = parseOperand(m[1]); err != nil {
		return Expr{}, err
	}
	if e.b, err = parseOperand(m[3]); err != nil {
		return Expr{}, err
	}
	return e, nil
}

func parseOperand(s string) (operand, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "true" || s == "false":
		return operand{literal: s == "true"}, nil
	case stringForm.MatchString(s):
		return operand{literal: s[1 : len(s)-1]}, nil
	case pathForm.MatchString(s):
		return operand{path: strings.Split(s, ".")}, nil
	}
	if n, err := strconv.Atoi(s); err == nil {
		return operand{literal: n}, nil
	}
	return operand{}, fmt.Errorf("%q is neither a path (slot.order_no), a 'text', a number nor a comparison of two of these", s)
}

// String returns the expression as it was written.
func (e Expr) String() string { return e.src }

// Paths returns the paths that the expression reads.
func (e Expr) Paths() [][]string {
	var out [][]string
	for _, o := range []operand{e.a, e.b} {
		if o.path != nil {
			out = append(out, o.path)
		}
	}
	return out
}

// Eval computes the expression. What is not there is nil; comparisons give a bool.
func (e Expr) Eval(vars map[string]any) any {
	a := e.a.eval(vars)
	switch e.op {
	case "":
		return a
	case "has":
		return a != nil && a != ""
	case "!has":
		return a == nil || a == ""
	}
	return compare(a, e.op, e.b.eval(vars))
}

// Key is the value as the key of a branch's case: "shipped", "3", "true"; "" for what is not there.
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
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func (o operand) eval(vars map[string]any) any {
	if o.path == nil {
		return o.literal
	}
	var at any = vars
	for _, name := range o.path {
		switch m := at.(type) {
		case map[string]any:
			at = m[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(m) {
				return nil
			}
			at = m[i]
		default:
			return nil
		}
	}
	return at
}

func compare(a any, op string, b any) bool {
	if x, ok := number(a); ok {
		if y, ok := number(b); ok {
			return ordered(op, x < y, x == y)
		}
	}
	if x, ok := Instant(a); ok {
		if y, ok := Instant(b); ok {
			return ordered(op, x.Before(y), x.Equal(y))
		}
	}
	x, xs := a.(string)
	y, ys := b.(string)
	if xs && ys {
		return ordered(op, x < y, x == y)
	}
	p, pb := a.(bool)
	q, qb := b.(bool)
	same := pb && qb && p == q || a == nil && b == nil
	switch op {
	case "==":
		return same
	case "!=":
		return !same
	}
	return false // values of different kinds have no order
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
