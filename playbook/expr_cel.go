package playbook

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// program is an expression compiled by CEL.
type program struct {
	run   cel.Program
	paths [][]string
	needs [][]string // the paths that have a value wherever the expression is true
}

// celEnv is the one CEL environment of the process: made when the first expression needs it, and never changed.
var celEnv = sync.OnceValues(newEnv)

func newEnv() (*cel.Env, error) {
	opts := []cel.EnvOption{
		// has is a function of ours, so its macro is left out.
		cel.StdLib(cel.StdLibSubset(&env.LibrarySubset{ExcludeMacros: []string{operators.Has}})),
		cel.CustomTypeAdapter(adapter{}),
		cel.DefaultUTCTimeZone(false), // hours are those of the time's own zone, which the adapter sets to Zone
		cel.ParserExpressionSizeLimit(2 * MaxExpr),
		cel.ParserErrorRecoveryLimit(1),
		cel.ParserRecursionLimit(maxTreeDepth),
		cel.ExpressionNodeLimit(MaxExprNodes),
		cel.RegexProgramSizeLimit(MaxPattern),
	}
	return cel.NewCustomEnv(append(opts, functions()...)...)
}

// parseCEL reads an expression with CEL's own parser, puts the kinder operators in, and compiles it.
func parseCEL(src string) (Expr, error) {
	if err := bracketsWithin(src); err != nil {
		return Expr{}, err
	}
	e, err := celEnv()
	if err != nil {
		return Expr{}, fmt.Errorf("the expressions' environment: %w", err)
	}
	plain := indexDots(src)
	ast, issues := e.Parse(plain)
	if issues != nil && issues.Err() != nil {
		return Expr{}, celError(issues, plain == src)
	}
	r := newRewriter(e, ast.NativeRep())
	r.needed(r.root)
	if err := r.rewrite(); err != nil {
		return Expr{}, err
	}
	run, err := e.Program(ast,
		cel.EvalOptions(cel.OptOptimize), cel.CostLimit(MaxExprCost), cel.CostTracking(prices{}), cel.MemoryLimit(MaxExprMemory),
		cel.MemoryTracking(types.MemoryTrackerSizeCalculator(types.NewSizeCalculator(types.SizeCalculatorMaxDepth(maxValueDepth)))))
	if err != nil {
		return Expr{}, because("expr_compute", "detail", err)
	}
	return Expr{src: src, prog: &program{run: run, paths: r.paths, needs: r.needs}}, nil
}

// celError makes one sentence of what CEL's parser found.
func celError(issues *cel.Issues, placed bool) error {
	errs := issues.Errors()
	if len(errs) == 0 {
		return because("expr_read")
	}
	what := strings.TrimPrefix(errs[0].Message, "Syntax error: ")
	if strings.Contains(what, "recursion") {
		return because("expr_deep", "limit", maxTreeDepth)
	}
	if strings.Contains(what, "exceeded") || strings.Contains(what, "exceeds") {
		return because("expr_parts", "limit", MaxExprNodes, "detail", what)
	}
	if placed {
		return because("expr_near", "column", errs[0].Location.Column()+1, "detail", what)
	}
	return because("expr_other", "detail", what)
}

// bracketsWithin holds the nesting of brackets under its limit before a parser that calls itself sees them.
func bracketsWithin(src string) error {
	depth, run := 0, 0
	for _, c := range src {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		}
		switch c {
		case '!', '-':
			run++
		case ' ', '\t':
		default:
			run = 0
		}
		if depth > MaxExprDepth || run > MaxExprDepth {
			return because("expr_brackets", "limit", MaxExprDepth)
		}
	}
	return nil
}

// indexDots writes the index of a list that follows a dot as CEL has it: list.orders.0.no becomes list.orders[0].no. Texts in
// quotes stay as they are.
func indexDots(src string) string {
	var b strings.Builder
	for i := 0; i < len(src); {
		c := src[i]
		switch {
		case c == '\'' || c == '"':
			end := skipQuoted(src, i)
			b.WriteString(src[i:end])
			i = end
		case isLetter(c), c == ')' || c == ']':
			b.WriteByte(c)
			for i++; isLetter(c) && i < len(src) && isWord(src[i]); i++ {
				b.WriteByte(src[i])
			}
			for i+1 < len(src) && src[i] == '.' && isDigit(src[i+1]) {
				end := i + 1
				for end < len(src) && isWord(src[end]) {
					end++
				}
				if name := src[i+1 : end]; strings.ContainsFunc(name, func(r rune) bool { return r < '0' || r > '9' }) {
					b.WriteString(`["` + name + `"]`)
				} else {
					b.WriteString("[" + strings.TrimLeft(name[:len(name)-1], "0") + name[len(name)-1:] + "]")
				}
				i = end
			}
		case isDigit(c):
			for ; i < len(src) && (isWord(src[i]) || src[i] == '.'); i++ {
				b.WriteByte(src[i])
			}
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

// skipQuoted returns the end of the text in quotes that begins at i.
func skipQuoted(src string, i int) int {
	quote := src[i : i+1]
	if strings.HasPrefix(src[i:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	raw := i > 0 && (src[i-1] == 'r' || src[i-1] == 'R')
	for j := i + len(quote); j < len(src); j++ {
		if src[j] == '\\' && !raw {
			j++
			continue
		}
		if strings.HasPrefix(src[j:], quote) {
			return j + len(quote)
		}
	}
	return len(src)
}

func isLetter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isWord(c byte) bool   { return isLetter(c) || isDigit(c) }

func (p *program) compute(vars map[string]any) (any, error) {
	out, _, err := p.run.Eval(scope(vars))
	if err != nil {
		if what := err.Error(); strings.Contains(what, "limit exceeded") {
			return nil, fmt.Errorf("%w: more than %d steps or %d values (%s)", ErrExprLimit, MaxExprCost, MaxExprMemory, what)
		}
		return nil, fmt.Errorf("%w: %w", ErrExpr, err)
	}
	v, err := native(out)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrExpr, err)
	}
	return v, nil
}

// typeNames are the names that CEL itself knows.
var typeNames = []string{"int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type", "type"}

// isType says whether a path is the name of a type. What calls save may be called so too: list.orders is a path.
func isType(path []string) bool { return len(path) == 1 && slices.Contains(typeNames, path[0]) }

// scope gives CEL its variables. What is not there is null, except the names of types, which CEL knows.
type scope map[string]any

// ResolveName finds a variable.
func (s scope) ResolveName(name string) (any, bool) {
	if v, ok := s[name]; ok {
		return v, true
	}
	return types.NullValue, !slices.Contains(typeNames, name) && !strings.HasPrefix(name, "@")
}

// Parent says that nothing stands behind.
func (s scope) Parent() cel.Activation { return nil }

// adapter turns our values into CEL's. It knows the values of [Expr] and nothing else, so that no Go value of another kind,
// with methods of its own, is ever within an expression's reach.
type adapter struct{}

// NativeToValue wraps a value.
func (a adapter) NativeToValue(v any) ref.Val {
	switch x := v.(type) {
	case nil:
		return types.NullValue
	case ref.Val:
		return x
	case bool:
		return types.Bool(x)
	case int:
		return types.Int(x)
	case int32:
		return types.Int(x)
	case int64:
		return types.Int(x)
	case float64:
		return types.Double(x)
	case string:
		return types.String(x)
	case time.Time:
		return types.Timestamp{Time: x.In(Zone)}
	case time.Duration:
		return types.Duration{Duration: x}
	case map[string]any:
		return types.NewStringInterfaceMap(a, x)
	case []any:
		return types.NewDynamicList(a, x)
	case []string:
		return types.NewStringList(a, x)
	case []ref.Val:
		return types.NewRefValList(a, x)
	case map[ref.Val]ref.Val:
		return types.NewRefValMap(a, x)
	}
	return types.NewErr("a value of a kind that expressions do not know: %T", v)
}

// native turns one of CEL's values into ours.
func native(v ref.Val) (any, error) {
	switch x := v.(type) {
	case types.Null:
		return nil, nil
	case types.Bool:
		return bool(x), nil
	case types.Int:
		return int(x), nil
	case types.Uint:
		if x > math.MaxInt64 {
			return nil, errors.New("the number is too large")
		}
		return int(x), nil
	case types.Double:
		return float64(x), nil
	case types.String:
		return string(x), nil
	case types.Bytes:
		return string(x), nil
	case types.Timestamp:
		return x.Time, nil
	case types.Duration:
		return x.Duration, nil
	case traits.Mapper:
		return nativeMap(x)
	case traits.Lister:
		return nativeList(x)
	case ref.Type:
		return x.TypeName(), nil
	case *types.Err:
		return nil, x
	}
	return nil, fmt.Errorf("a value of the kind %s", v.Type().TypeName())
}

func nativeMap(x traits.Mapper) (any, error) {
	if m, ok := x.Value().(map[string]any); ok {
		return m, nil
	}
	m := map[string]any{}
	for it := x.Iterator(); it.HasNext() == types.True; {
		k := it.Next()
		name, ok := k.(types.String)
		if !ok {
			return nil, errors.New("a mapping needs texts as names")
		}
		v, err := native(x.Get(k))
		if err != nil {
			return nil, err
		}
		m[string(name)] = v
	}
	return m, nil
}

func nativeList(x traits.Lister) (any, error) {
	if l, ok := x.Value().([]any); ok {
		return l, nil
	}
	out := []any{}
	for it := x.Iterator(); it.HasNext() == types.True; {
		v, err := native(it.Next())
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
