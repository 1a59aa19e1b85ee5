package playbook

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// The kinder operators: what a rewriter puts in the place of CEL's own. Their names cannot be written in an expression.
const (
	fnGet      = "@get"      // a field or an item, null where there is none
	fnHas      = "@has"      // neither null nor the empty text
	fnTruth    = "@truth"    // null as false
	fnList     = "@list"     // null as the empty list
	fnMember   = "@member"   // in
	fnSize     = "@size"     // size, null as 0
	fnTime     = "@time"     // a time out of a text, in Zone
	fnDuration = "@duration" // a duration out of a text, days too
	fnCompare  = "@cmp"      // and the sign of a comparison
	fnMath     = "@math"     // and the sign of an operation
)

var (
	comparisons = map[string]string{
		operators.Equals: "==", operators.NotEquals: "!=", operators.Less: "<", operators.LessEquals: "<=",
		operators.Greater: ">", operators.GreaterEquals: ">=",
	}
	operations = map[string]string{
		operators.Add: "+", operators.Subtract: "-", operators.Multiply: "*", operators.Divide: "/", operators.Modulo: "%",
	}
	timeParts = []string{
		overloads.TimeGetFullYear, overloads.TimeGetMonth, overloads.TimeGetDayOfYear, overloads.TimeGetDate, overloads.TimeGetDayOfMonth,
		overloads.TimeGetDayOfWeek, overloads.TimeGetHours, overloads.TimeGetMinutes, overloads.TimeGetSeconds, overloads.TimeGetMilliseconds,
	}
	offsetForm = regexp.MustCompile(`^[+-]\d\d:\d\d$`)
)

// rewriter collects the paths of an expression and puts the kinder operators into its tree.
type rewriter struct {
	env   *cel.Env
	root  ast.Expr
	make  ast.ExprFactory
	id    int64
	depth int
	paths [][]string
	needs [][]string
	bound []string // the variables of the questions to a list around this place
}

func newRewriter(env *cel.Env, tree *ast.AST) *rewriter {
	return &rewriter{env: env, root: tree.Expr(), make: ast.NewExprFactory(), id: ast.MaxID(tree)}
}

func (r *rewriter) rewrite() error {
	if err := r.visit(r.root); err != nil {
		return err
	}
	var once [][]string
	for _, p := range r.paths {
		if !slices.ContainsFunc(once, func(q []string) bool { return slices.Equal(p, q) }) {
			once = append(once, p)
		}
	}
	r.paths = once
	return nil
}

// needed collects what must be there for a condition to be true: has(a) && b == 'x' && …
func (r *rewriter) needed(e ast.Expr) {
	if e.Kind() != ast.CallKind {
		return
	}
	c := e.AsCall()
	switch c.FunctionName() {
	case operators.LogicalAnd:
		for _, a := range c.Args() {
			r.needed(a)
		}
	case operators.Has, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		for _, a := range c.Args() {
			if p := pathOf(a); p != nil {
				r.needs = append(r.needs, p)
			}
		}
	}
}

// maxQuestions bounds exists, all, map and filter within each other.
const maxQuestions = 4

// maxTreeDepth bounds the levels of a tree: longer ones are chains of operators that nobody can read.
const maxTreeDepth = 5 * MaxExprDepth

func (r *rewriter) visit(e ast.Expr) error {
	if r.depth++; r.depth > maxTreeDepth {
		return because("expr_deep", "limit", maxTreeDepth)
	}
	defer func() { r.depth-- }()
	if path := pathOf(e); path != nil && !slices.Contains(r.bound, path[0]) && !isType(path) && !strings.HasPrefix(path[0], "@") {
		r.paths = append(r.paths, path)
	}
	switch e.Kind() {
	case ast.SelectKind:
		s := e.AsSelect()
		if s.Operand().Kind() == ast.LiteralKind {
			return because("literal_fields")
		}
		if err := r.inside(s.Operand()); err != nil {
			return err
		}
		e.SetKindCase(r.make.NewCall(0, fnGet, s.Operand(), r.literal(types.String(s.FieldName()))))
	case ast.CallKind:
		return r.call(e)
	case ast.ComprehensionKind:
		return r.comprehension(e.AsComprehension())
	case ast.ListKind:
		return r.each(e.AsList().Elements())
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			if err := r.each([]ast.Expr{entry.AsMapEntry().Key(), entry.AsMapEntry().Value()}); err != nil {
				return err
			}
		}
	case ast.StructKind:
		return because("message", "name", clip(e.AsStruct().TypeName()))
	case ast.IdentKind, ast.LiteralKind, ast.UnspecifiedExprKind:
	}
	return nil
}

func (r *rewriter) each(list []ast.Expr) error {
	for _, e := range list {
		if err := r.visit(e); err != nil {
			return err
		}
	}
	return nil
}

// inside visits what a longer path goes through: of slot.order_no only the whole is a path.
func (r *rewriter) inside(e ast.Expr) error {
	if pathOf(e) == nil {
		return r.visit(e)
	}
	kept := len(r.paths)
	err := r.visit(e)
	if len(r.paths) > kept {
		r.paths = r.paths[:kept]
	}
	return err
}

// pathOf reads slot.a.b and list.orders[0].no as a path; nil where e is something else.
func pathOf(e ast.Expr) []string {
	switch e.Kind() {
	case ast.IdentKind:
		return []string{e.AsIdent()}
	case ast.SelectKind:
		if p := pathOf(e.AsSelect().Operand()); p != nil {
			return append(p, e.AsSelect().FieldName())
		}
	case ast.CallKind:
		c := e.AsCall()
		if c.FunctionName() != operators.Index || c.Args()[1].Kind() != ast.LiteralKind {
			return nil
		}
		p := pathOf(c.Args()[0])
		if p == nil {
			return nil
		}
		switch v := c.Args()[1].AsLiteral().(type) {
		case types.Int:
			return append(p, strconv.FormatInt(int64(v), 10))
		case types.String:
			return append(p, string(v))
		}
	}
	return nil
}

func (r *rewriter) call(e ast.Expr) error {
	c := e.AsCall()
	name, args := c.FunctionName(), c.Args()
	if name != operators.Has && !r.env.HasFunction(name) {
		return because("function_unknown", "name", clip(name))
	}
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	if name == operators.Has && (c.IsMemberFunction() || len(args) != 1 || pathOf(args[0]) == nil && args[0].Kind() != ast.SelectKind) {
		return because("has_path")
	}
	if name == operators.Index && pathOf(e) != nil {
		if err := r.inside(args[0]); err != nil {
			return err
		}
		if err := r.visit(args[1]); err != nil {
			return err
		}
	} else if err := r.each(args); err != nil {
		return err
	}
	if sign, ok := comparisons[name]; ok {
		e.SetKindCase(r.make.NewCall(0, fnCompare+sign, args...))
		return nil
	}
	if sign, ok := operations[name]; ok {
		if args[0].Kind() != ast.IdentKind || !strings.HasPrefix(args[0].AsIdent(), "@") { // a macro's own sum stays
			e.SetKindCase(r.make.NewCall(0, fnMath+sign, args...))
		}
		return nil
	}
	switch name {
	case operators.Has:
		e.SetKindCase(r.make.NewCall(0, fnHas, args...))
	case operators.Index:
		e.SetKindCase(r.make.NewCall(0, fnGet, args...))
	case operators.In, operators.OldIn:
		e.SetKindCase(r.make.NewCall(0, fnMember, args...))
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
		for _, a := range args {
			r.wrap(a, fnTruth)
		}
	case operators.Conditional:
		r.wrap(args[0], fnTruth)
	case overloads.Size:
		e.SetKindCase(r.make.NewCall(0, fnSize, args...))
	case overloads.TypeConvertTimestamp:
		e.SetKindCase(r.make.NewCall(0, fnTime, args...))
	case overloads.TypeConvertDuration:
		e.SetKindCase(r.make.NewCall(0, fnDuration, args...))
	}
	if slices.Contains(timeParts, name) && c.IsMemberFunction() {
		if len(args) > 1 && !r.offset(args[1]) {
			return because("zone", "name", name, "zone", Zone)
		}
		r.wrap(args[0], fnTime)
	}
	return nil
}

// offset says whether an argument is a fixed offset; the name of a zone would be looked up on the host.
func (r *rewriter) offset(e ast.Expr) bool {
	if e.Kind() != ast.LiteralKind {
		return false
	}
	s, ok := e.AsLiteral().(types.String)
	return ok && offsetForm.MatchString(string(s))
}

// comprehension rewrites a question to a list: exists, all, exists_one, map, filter.
func (r *rewriter) comprehension(c ast.ComprehensionExpr) error {
	if err := r.visit(c.IterRange()); err != nil {
		return err
	}
	r.wrap(c.IterRange(), fnList)
	before := len(r.bound)
	if before >= 2*maxQuestions {
		return because("questions", "limit", maxQuestions)
	}
	r.bound = append(r.bound, c.IterVar(), c.AccuVar())
	if c.HasIterVar2() {
		r.bound = append(r.bound, c.IterVar2())
	}
	err := r.each([]ast.Expr{c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()})
	r.bound = r.bound[:before]
	return err
}

// wrap puts a function around a part, in its place.
func (r *rewriter) wrap(e ast.Expr, fn string) {
	r.id++
	inner := r.make.NewUnspecifiedExpr(r.id)
	inner.SetKindCase(e)
	e.SetKindCase(r.make.NewCall(0, fn, inner))
}

func (r *rewriter) literal(v ref.Val) ast.Expr {
	r.id++
	return r.make.NewLiteral(r.id, v)
}

// functions declares the kinder operators.
func functions() []cel.EnvOption {
	dyn := cel.DynType
	unary := func(name string, f func(ref.Val) ref.Val) cel.EnvOption {
		return cel.Function(name, cel.Overload(name, []*cel.Type{dyn}, dyn, cel.OverloadIsNonStrict(), cel.UnaryBinding(passError1(f))))
	}
	binary := func(name string, f func(a, b ref.Val) ref.Val) cel.EnvOption {
		return cel.Function(name, cel.Overload(name, []*cel.Type{dyn, dyn}, dyn, cel.OverloadIsNonStrict(), cel.BinaryBinding(passError2(f))))
	}
	out := []cel.EnvOption{
		unary(fnHas, func(v ref.Val) ref.Val { return types.Bool(v != types.NullValue && v != types.String("")) }),
		unary(fnTruth, orNull(types.False)),
		unary(fnList, orNull(types.NewRefValList(adapter{}, nil))),
		unary(fnSize, size),
		unary(fnTime, toTime),
		unary(fnDuration, toDuration),
		binary(fnGet, get),
		binary(fnMember, in),
	}
	for _, sign := range comparisons {
		out = append(out, binary(fnCompare+sign, func(a, b ref.Val) ref.Val { return compareValues(a, sign, b) }))
	}
	for _, sign := range operations {
		out = append(out, binary(fnMath+sign, func(a, b ref.Val) ref.Val { return calculate(a, sign, b) }))
	}
	return out
}

func passError1(f func(ref.Val) ref.Val) func(ref.Val) ref.Val {
	return func(v ref.Val) ref.Val {
		if types.IsUnknownOrError(v) {
			return v
		}
		return f(v)
	}
}

func passError2(f func(a, b ref.Val) ref.Val) func(a, b ref.Val) ref.Val {
	return func(a, b ref.Val) ref.Val {
		switch {
		case types.IsUnknownOrError(a):
			return a
		case types.IsUnknownOrError(b):
			return b
		}
		return f(a, b)
	}
}

func orNull(otherwise ref.Val) func(ref.Val) ref.Val {
	return func(v ref.Val) ref.Val {
		if v == types.NullValue {
			return otherwise
		}
		return v
	}
}

func size(v ref.Val) ref.Val {
	if v == types.NullValue {
		return types.IntZero
	}
	if s, ok := v.(traits.Sizer); ok {
		return s.Size()
	}
	return types.MaybeNoSuchOverloadErr(v)
}

// get is a field of a mapping or an item of a list. A name that is a number finds an item, as in list.orders.0.
func get(of, key ref.Val) ref.Val {
	switch x := of.(type) {
	case traits.Mapper:
		if v, ok := x.Find(key); ok {
			return v
		}
		if n, ok := key.(types.Int); ok {
			if v, ok := x.Find(types.String(strconv.FormatInt(int64(n), 10))); ok {
				return v
			}
		}
	case traits.Lister:
		i, ok := key.(types.Int)
		if s, isText := key.(types.String); isText {
			n, err := strconv.Atoi(string(s))
			i, ok = types.Int(n), err == nil
		}
		if n, _ := x.Size().(types.Int); ok && i >= 0 && i < n {
			return x.Get(i)
		}
	}
	return types.NullValue
}

func in(v, list ref.Val) ref.Val {
	switch x := list.(type) {
	case traits.Mapper:
		_, found := x.Find(v)
		return types.Bool(found)
	case traits.Lister:
		for it := x.Iterator(); it.HasNext() == types.True; {
			if compareValues(v, "==", it.Next()) == types.True {
				return types.True
			}
		}
		return types.False
	case types.Null:
		return types.False
	}
	return types.NewErr("in needs a list on its right")
}

func compareValues(a ref.Val, sign string, b ref.Val) ref.Val {
	x, err := native(a)
	if err != nil {
		return types.WrapErr(err)
	}
	y, err := native(b)
	if err != nil {
		return types.WrapErr(err)
	}
	return types.Bool(compare(x, sign, y))
}

func toTime(v ref.Val) ref.Val {
	switch x := v.(type) {
	case types.Null:
		return v
	case types.Timestamp:
		return types.Timestamp{Time: x.In(Zone)}
	case types.Int:
		return types.Timestamp{Time: time.Unix(int64(x), 0).In(Zone)}
	case types.String:
		if at, ok := Instant(string(x)); ok {
			return types.Timestamp{Time: at.In(Zone)}
		}
	}
	return types.NewErr("a time is written 2026-11-21T03:00:00Z or 2026-11-21")
}

func toDuration(v ref.Val) ref.Val {
	switch x := v.(type) {
	case types.Null, types.Duration:
		return v
	case types.String:
		if d, ok := readDuration(string(x)); ok {
			return types.Duration{Duration: d}
		}
	}
	return types.NewErr("a duration is written '90s', '15m', '2h' or '3d'")
}

const maxDays = 40_000 // days of a duration: a hundred years

var daysForm = regexp.MustCompile(`^(-?)(\d{1,5})d(.*)$`)

// readDuration reads what Go reads, and days before it: "3d", "1d12h".
func readDuration(s string) (time.Duration, bool) {
	m := daysForm.FindStringSubmatch(s)
	if m == nil {
		d, err := time.ParseDuration(s)
		return d, err == nil
	}
	n, err := strconv.Atoi(m[2])
	if err != nil || n > maxDays {
		return 0, false
	}
	d := time.Duration(n) * 24 * time.Hour
	if m[3] != "" {
		rest, err := time.ParseDuration(m[3])
		if err != nil || rest < 0 || rest > maxDays*24*time.Hour {
			return 0, false
		}
		d += rest
	}
	if m[1] == "-" {
		d = -d
	}
	return d, true
}

// calculate is arithmetic that mixes whole numbers with others, and texts that are times with times and durations.
func calculate(a ref.Val, sign string, b ref.Val) ref.Val {
	if sign == "+" || sign == "-" {
		a, b = asTime(a, b, sign), asTime(b, a, sign)
	}
	a, b = asNumber(a, b), asNumber(b, a)
	switch x := a.(type) {
	case types.Int:
		if _, ok := b.(types.Double); ok {
			a = types.Double(x)
		}
	case types.Double:
		if y, ok := b.(types.Int); ok {
			b = types.Double(y)
		}
	}
	switch sign {
	case "+":
		if x, ok := a.(traits.Adder); ok {
			return x.Add(b)
		}
	case "-":
		if x, ok := a.(traits.Subtractor); ok {
			return x.Subtract(b)
		}
	case "*":
		if x, ok := a.(traits.Multiplier); ok {
			return x.Multiply(b)
		}
	case "/":
		if y, ok := b.(types.Double); ok && y == 0 {
			return types.NewErr("division by zero")
		}
		if x, ok := a.(traits.Divider); ok {
			return x.Divide(b)
		}
	case "%":
		if x, ok := a.(traits.Modder); ok {
			return x.Modulo(b)
		}
	}
	return types.NewErr("%s %s %s cannot be computed", a.Type().TypeName(), sign, b.Type().TypeName())
}

// asNumber reads a text as a number where there is a number on the other side.
func asNumber(v, other ref.Val) ref.Val {
	s, ok := v.(types.String)
	if !ok {
		return v
	}
	switch other.(type) {
	case types.Int, types.Double:
	default:
		return v
	}
	f, ok := numeral(string(s))
	switch {
	case !ok:
		return v
	case strings.Contains(string(s), "."):
		return types.Double(f)
	}
	return types.Int(f)
}

// asTime reads a text as a time where the other side calls for one: a time, a duration, or for a difference another such text.
func asTime(v, other ref.Val, sign string) ref.Val {
	s, ok := v.(types.String)
	if !ok {
		return v
	}
	switch o := other.(type) {
	case types.Timestamp, types.Duration:
	case types.String:
		if _, ok := Instant(string(o)); !ok || sign != "-" {
			return v
		}
	default:
		return v
	}
	if at, ok := Instant(string(s)); ok {
		return types.Timestamp{Time: at.In(Zone)}
	}
	return v
}

// prices say what a call costs: a step, and more for long texts and lists. CEL's own prices need its type checker.
type prices struct{}

// CallCost is the cost of one call.
func (prices) CallCost(function, _ string, args []ref.Val, _ ref.Val) *uint64 {
	cost := uint64(1)
	switch function {
	case fnGet, fnTruth, fnHas, fnList, fnSize, fnTime, fnDuration:
	case overloads.Matches: // a pattern goes over its text once, and takes its own length at each letter
		if len(args) == 2 {
			cost += length(args[0]) * (10 + length(args[1])) / 40
		}
	default:
		for _, a := range args {
			cost += weight(a)
		}
	}
	return &cost
}

func length(v ref.Val) uint64 {
	s, _ := v.(types.String)
	return uint64(len(s))
}

func weight(v ref.Val) uint64 {
	switch x := v.(type) {
	case types.String:
		return uint64(len(x)) / 64
	case types.Bytes:
		return uint64(len(x)) / 64
	case traits.Mapper:
		return maxSame / 20
	case traits.Lister:
		n, _ := x.Size().(types.Int)
		return uint64(min(max(int64(n), 0), math.MaxInt32)) + maxSame/20
	}
	return 0
}
