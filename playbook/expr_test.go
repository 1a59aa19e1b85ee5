package playbook

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
)

func TestExpressions(t *testing.T) {
	t.Parallel()
	vars := map[string]any{
		"order": map[string]any{"status": "paid", "n": 3, "f": 3.0, "late": true, "at": "2026-11-20T00:00:00Z", "list": []any{map[string]any{"no": "A"}}, "empty": ""},
		"now":   time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC),
	}
	for src, want := range map[string]string{
		"order.status":           "paid",
		"order.n":                "3",
		"order.f":                "3",
		"order.late":             "true",
		"order.list.0.no":        "A",
		"order.list.7.no":        "",
		"order.gone.deep":        "",
		"order.status == 'paid'": "true",
		"order.status != 'paid'": "false",
		"order.n >= 3":           "true",
		"order.n < 2":            "false",
		"order.at < now":         "true",
		"order.gone < now":       "false",
		"order.gone == order.x":  "true",
		"order.late == true":     "true",
		"order.status < 3":       "false",
		"has(order.status)":      "true",
		"has(order.empty)":       "false",
		"!has(order.gone)":       "true",
		"'text'":                 "text",
		"order.list":             "",
	} {
		e, err := ParseExpr(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got := e.Key(vars); got != want {
			t.Errorf("%s is %q, want %q", src, got, want)
		}
	}
	for _, src := range []string{"", "a b", "a == ", "has()", "'it''s'", "f(x)", "1.5.x", strings.Repeat("a", 1001)} {
		if e, err := ParseExpr(src); err == nil {
			t.Errorf("%q is let through as %v", src, e)
		}
	}
}

var someVars = map[string]any{
	"slot": map[string]any{"amount": "5000000", "order_no": "TRG-1042", "empty": ""},
	"order": map[string]any{
		"status": "paid", "n": 3, "f": 3.5, "late": true, "at": "2026-11-20T00:00:00Z", "day": "2026-11-22", "total": 250000.0,
		"list": []any{map[string]any{"no": "A", "late": true}, map[string]any{"no": "B", "late": false}}, "tags": []any{"a", "b"}, "map": map[string]any{"1b": 7, "2": "two"},
	},
	"list": map[string]any{"orders": []any{map[string]any{"no": "X-1"}}},
	"now":  time.Date(2026, 11, 21, 1, 30, 0, 0, time.UTC),
}

func TestFullExpressions(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]any{
		"int(slot.amount) <= 5000000":                               true,
		"int(slot.amount) + 1":                                      5000001,
		"int(slot.gone) <= 5":                                       nil,
		"order.status == 'paid' && order.n >= 3":                    true,
		"order.gone && true":                                        false,
		"!order.gone":                                               true,
		"order.gone ? 'a' : 'b'":                                    "b",
		"!has(order.gone) || order.late":                            true,
		"has(slot.empty)":                                           false,
		"has(order.list[0].no) && has(order.list.1)":                true,
		"order.list.0.no + '-' + order.list[1].no":                  "A-B",
		"order.map.1b * 2":                                          14,
		"order.map.2 + order.map['2']":                              "twotwo",
		"order['status']":                                           "paid",
		"list.orders.0.no == 'X-1' && type(order.n) == int":         true,
		"order.list.exists(o, o.late)":                              true,
		"order.list.filter(o, o.late).map(o, o.no)":                 []any{"A"},
		"order.gone.exists(o, o.late)":                              false,
		"order.gone.all(o, o.late)":                                 true,
		"size(order.list) + size(order.gone)":                       2,
		"order.tags.size() == 2 && order.status.size() == 4":        true,
		"'b' in order.tags && !('b' in order.gone)":                 true,
		"order.at < now && now < order.day":                         true,
		"order.day - now < duration('24h')":                         true,
		"now - order.at > duration('1d')":                           true,
		"order.at + duration('2d') > now":                           true,
		"order.day - order.at":                                      41 * time.Hour,
		"timestamp(order.day) == timestamp('2026-11-21T17:00:00Z')": true,
		"now.getHours()":                                            8, // 01:30 in London is 08:30 in Jakarta
		"order.at.getHours('+00:00')":                               0,
		"order.at.getDayOfWeek()":                                   5,
		"order.f * 2":                                               7.0,
		"order.n / 2":                                               1,
		"order.n / 0":                                               nil,
		"order.f / 0":                                               nil,
		"order.n < 'x' || order.n == 'x'":                           false,
		"order.n != 'x'":                                            true,
		"order.tags == ['a', 'b']":                                  true,
		"order.tags != ['a', 'c']":                                  true,
		"{'a': 1}.a":                                                1,
		"slot.order_no.matches('^TRG-[0-9]+$')":                     true,
		"slot.gone.startsWith('TRG')":                               nil,
		"slot.order_no.startsWith('TRG') ? 'own' : \"other.1\"":     "own",
		"'a.0' + \"b.1\" + 'x'":                                     "a.0b.1x",
		"order.total >= 250000 && order.total < 250000.5":           true,
		"string(order.n) + order.status":                            "3paid",
		"order":                                                     someVars["order"],
		"slot.amount <= 5000000 && slot.amount > 4999999.5":         true,
		"slot.amount + 1":                                           5000001,
		"slot.amount == 5000000 && slot.order_no != 5":              true,
		"'1.5' * 2":                                                 3.0,
		"null":                                                      nil,
		"true ? null : 1":                                           nil,
	} {
		e, err := ParseExpr(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got := e.Eval(someVars); !sameValue(got, want) {
			_, err := e.Compute(someVars)
			t.Errorf("%s is %v (%T), want %v (%v)", src, got, got, want, err)
		}
	}
}

func sameValue(a, b any) bool {
	if x, ok := a.(time.Duration); ok {
		return x == b
	}
	if isNaN(a) || isNaN(b) {
		return isNaN(a) && isNaN(b)
	}
	return compare(a, "==", b)
}

func isNaN(v any) bool {
	f, ok := v.(float64)
	return ok && f != f
}

func TestExpressionsThatAreRefused(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"":                                 "empty",
		"order.status ==":                  "",
		"f(x)":                             `no function "f"`,
		"order.n.foo()":                    `no function "foo"`,
		"has(1)":                           "has() takes one path",
		"has()":                            "has() takes one path",
		"1.5.x":                            "no fields",
		"google.protobuf.Struct{}":         "there are only lists",
		"now.getHours('Asia/Jakarta')":     "no zone",
		"now.getHours('../../etc/passwd')": "no zone",
		"now.getHours(slot.zone)":          "no zone",
		"a ==":                             "character",
		"@get(a, 'b')":                     "",
		"loop + 1":                         "reserved",
		strings.Repeat("a", MaxExpr+1):     "longer than 1000 characters",
		strings.Repeat("(", 400):           "more than 24 brackets",
		strings.Repeat("!", 400) + "a":     "more than 24 brackets",
		"a" + strings.Repeat("+1", 480):    "parts within each other",
		strings.Repeat("[1].map(a,", 23) + "1" + strings.Repeat(")", 23): "questions to lists within each other",
		"a.matches('(((a{1,9}){1,9}){1,9}){1,9}')":                       "",
	} {
		e, err := ParseExpr(src)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v %v, want %q", src, e, err, want)
		}
		if r := Reason(err); r.In(terang.Indonesian) == r.In(terang.English) {
			t.Errorf("%q: %s is told in one language", src, err)
		}
	}
}

func TestAnExpressionThatWouldTakeTooLongIsStopped(t *testing.T) {
	t.Parallel()
	long := make([]any, 400)
	for i := range long {
		long[i] = i
	}
	vars := map[string]any{"l": long, "text": strings.Repeat("a", 100_000), "pattern": strings.Repeat("(a*)*", 2000)}
	for _, src := range []string{
		"l.all(a, l.all(b, l.all(c, l.all(d, a + b + c + d >= 0))))",
		"l.map(a, l.map(b, l.map(c, 'xxxxxxxxxxxxxxxx')))",
		"l.map(a, l.map(b, [1,2,3,4,5,6,7,8].map(c, [1,2,3,4,5,6,7,8].filter(d, d > a))))",
		"l.all(a, l == l)",
		"l.all(a, a in l)",
		"l.all(a, text + text != text)",
		"l.all(a, text.matches('a*a*a*b') || true)",
		"l.all(a, text < text || true)",
		"text.matches(pattern)",
		"l.all(a, string(a).size() < 10 && l.exists(b, b == a && l.exists_one(c, c == b)))",
	} {
		e, err := ParseExpr(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		began := time.Now()
		v, err := e.Compute(vars)
		took := time.Since(began)
		if v != nil || !errors.Is(err, ErrExprLimit) && !errors.Is(err, ErrExpr) {
			t.Errorf("%s: %v, %v", src, v, err)
		}
		if src != "text.matches(pattern)" && !errors.Is(err, ErrExprLimit) {
			t.Errorf("%s: the limit is not named: %v", src, err)
		}
		if took > time.Second { // some milliseconds on a machine with nothing else to do
			t.Errorf("%s took %v", src, took)
		}
		t.Logf("%v %s", took, src)
	}
}

// TestThePlainWayIsCELs holds the way without machinery to the way with it.
func TestThePlainWayIsCELs(t *testing.T) {
	t.Parallel()
	scalar := rapid.OneOf(
		rapid.Just[any](nil), rapid.Just[any](true), rapid.Just[any](false),
		rapid.Map(rapid.IntRange(-3, 3), func(n int) any { return n }),
		rapid.Map(rapid.SampledFrom([]float64{-1.5, 0, 2, 3.5}), func(f float64) any { return f }),
		rapid.Map(rapid.SampledFrom([]string{"", "a", "paid", "2", "-1.5", "03", "2026-11-20", "2026-11-20T17:00:00Z", "2026-11-21T00:00:00+07:00", "2026-13-40"}), func(s string) any { return s }),
		rapid.Map(rapid.IntRange(0, 2), func(n int) any { return time.Date(2026, 11, 20, 17*n, 0, 0, 0, time.UTC) }),
		rapid.Map(rapid.IntRange(0, 2), func(n int) any { return time.Duration(n) * time.Hour }),
	)
	value := rapid.OneOf(scalar,
		rapid.Map(rapid.SliceOfN(scalar, 0, 3), func(l []any) any { return l }),
		rapid.Map(rapid.MapOfN(rapid.SampledFrom([]string{"x", "y", "0"}), scalar, 0, 3), func(m map[string]any) any { return m }))
	name := rapid.SampledFrom([]string{"x", "y", "0", "1", "7", "x1", "0a"})
	path := rapid.Custom(func(t *rapid.T) string {
		p := rapid.SampledFrom([]string{"a", "b", "list", "gone"}).Draw(t, "root")
		for _, n := range rapid.SliceOfN(name, 0, 2).Draw(t, "names") {
			p += "." + n
		}
		return p
	})
	part := rapid.OneOf(path, path, path, rapid.SampledFrom([]string{"'paid'", "''", "'2026-11-21'", "-1", "0", "2", "true", "false"}))
	source := rapid.Custom(func(t *rapid.T) string {
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 0:
			return part.Draw(t, "part")
		case 1:
			return rapid.SampledFrom([]string{"", "!"}).Draw(t, "not") + "has(" + path.Draw(t, "path") + ")"
		}
		return part.Draw(t, "left") + rapid.SampledFrom([]string{"==", " != ", "<", " <= ", ">", ">="}).Draw(t, "op") + part.Draw(t, "right")
	})
	rapid.Check(t, func(t *rapid.T) {
		src := source.Draw(t, "source")
		vars := map[string]any{}
		for _, root := range []string{"a", "b", "list"} {
			if rapid.Bool().Draw(t, "has "+root) {
				vars[root] = value.Draw(t, root)
			}
		}
		plain, ok := parsePlain(src)
		if !ok {
			t.Skip("not plain")
		}
		full, err := parseCEL(src)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		a, errA := plain.Compute(vars)
		b, errB := full.Compute(vars)
		if errA != nil || errB != nil || !sameValue(a, b) {
			t.Fatalf("%s in %v: plain %v (%T, %v), CEL %v (%T, %v)", src, vars, a, a, errA, b, b, errB)
		}
		if p, q := plain.Paths(), full.Paths(); !samePaths(p, q) {
			t.Fatalf("%s reads %v, and %v", src, p, q)
		}
	})
}

// samePaths compares what two expressions read; a path that stands twice counts once.
func samePaths(a, b [][]string) bool {
	set := func(ps [][]string) map[string]bool {
		m := map[string]bool{}
		for _, p := range ps {
			m[strings.Join(p, ".")] = true
		}
		return m
	}
	x, y := set(a), set(b)
	if len(x) != len(y) {
		return false
	}
	for k := range x {
		if !y[k] {
			return false
		}
	}
	return true
}

func TestPathsOfAnExpression(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"order.list.0.no == slot.order_no":                      "order.list.0.no slot.order_no",
		"order.list.exists(o, o.late && o.no == slot.order_no)": "order.list slot.order_no",
		"order[slot.key].x + list.orders[0].no":                 "order slot.key list.orders.0.no",
		"type(order.n) == int && has(order.at)":                 "order.n order.at",
		"now - order.at < duration('3d')":                       "now order.at",
	} {
		e, err := ParseExpr(src)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range e.Paths() {
			got = append(got, strings.Join(p, "."))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s reads %s, want %s", src, s, want)
		}
	}
}

// spy is a host value with methods, which no expression may ever reach.
type spy struct{ Secret string }

// String would be found by a library that reflects.
func (s spy) String() string { return s.Secret }

func TestAnExpressionCannotReachTheHost(t *testing.T) {
	t.Parallel()
	vars := map[string]any{"a": spy{"secret"}, "b": &spy{"secret"}, "f": func() string { return "secret" }, "c": make(chan int)}
	for _, src := range []string{"a.Secret + ''", "string(a)", "b.String + ''", "b.Secret == 'secret'", "f == f && true", "[a][0]", "c < c || false", "{'x': b}.x.Secret + ''"} {
		e, err := ParseExpr(src)
		if err != nil {
			continue
		}
		if v := e.Eval(vars); v != nil && v != false {
			t.Errorf("%s gives %v", src, v)
		}
	}
}

func TestExpressionsServeManyAtOnce(t *testing.T) {
	t.Parallel()
	e, err := ParseExpr("order.list.filter(o, o.late).size() == 1 && order.at < now && slot.order_no.matches('TRG.*')")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if !e.Holds(someVars) {
					t.Error("not true")
					return
				}
			}
		})
	}
	wg.Wait()
}

func FuzzExpr(f *testing.F) {
	for _, s := range []string{
		"order.status", "a == 'b'", "has(x.y)", "a <= 3", "!has(q)", "order.list.0.no", "order.list.exists(o, o.late)", "int(slot.amount) <= 5",
		"now - order.at < duration('3d')", "a ? b : c", "[1,2].map(x, x * 2)", "{'a': 1}.a", "'a' in [1]", "now.getHours()", "x.matches('[')", "r'\\' + \"\"\"a\"\"\"", "-1 - -1", "b'x'", "1u + 2u", "0x1F", "1e300 * 1e300", "dyn(1)", "a.0.1b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseExpr(s)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Fatal("an error without words")
			}
			return
		}
		v, err := e.Compute(someVars)
		if err != nil && (v != nil || !errors.Is(err, ErrExpr) && !errors.Is(err, ErrExprLimit)) {
			t.Fatalf("%q: %v, %v", s, v, err)
		}
		e.Key(nil)
		e.Paths()
	})
}

func BenchmarkExpr(b *testing.B) {
	for _, src := range []string{"order.status", "order.at < now", "has(order.courier)", "order.status == 'paid' && order.n >= 3", "order.list.exists(o, o.late)"} {
		e, err := ParseExpr(src)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(strings.ReplaceAll(src, " ", ""), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e.Eval(someVars)
			}
		})
	}
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ParseExpr("order.status == 'paid' && order.n >= 3"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("environment", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := newEnv(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestExpressionsReadDeepResults: what a system answers may hold a list within the entries of a list, as refunds with their
// histories do, and stays readable.
func TestExpressionsReadDeepResults(t *testing.T) {
	t.Parallel()
	history := []any{map[string]any{"event": "sent", "places": []any{map[string]any{"name": "Bandung"}}}}
	vars := map[string]any{"list": map[string]any{"refunds": []any{map[string]any{"no": "RF-1", "order_no": "TRG-1", "history": history}}}}
	for _, src := range []string{"list.refunds[0].no", "list.refunds.filter(r, r.order_no == 'TRG-1')[0].no"} {
		e, err := ParseExpr(src)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Eval(vars); got != "RF-1" {
			t.Errorf("%s is %v", src, got)
		}
	}
}
