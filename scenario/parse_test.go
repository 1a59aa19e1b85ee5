package scenario_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/scenario"
)

func TestWhatIsWrongIsToldWithItsLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ src, want string }{
		{"about\n", "f.txt:1: the scenario has no script"},
		{"-- script --\n\nkontak: halo\n", `f.txt:3: "kontak: halo" is no line of a script`},
		{"-- script --\ncontact: halo\nwait: soon\n", `f.txt:3: wait: "soon" is no stretch of time`},
		{"-- script --\nexpect: weather good\n", `f.txt:2: expect: "weather" is nothing that can be expected`},
		{"-- script --\nexpect: trust under 60\n", `f.txt:2: expect: "under" does not compare`},
		{"-- script --\nexpect: action order_get {\n", `f.txt:2: expect: "{" is no JSON object`},
		{"-- script --\nexpect: holder nobody\n", `"nobody" holds no conversation`},
		{"-- script --\nexpect: text contains\n", "write what is expected"},
		{"-- script --\nexpect: text equals \"halo\"\n", "write text contains"},
		{"-- script --\nagent: sleeps\n", `f.txt:2: agent: "sleeps" is nothing that an agent does here`},
		{"-- script --\nlanguage: jv\n", `"jv" is no language of the house`},
		{"-- script --\ndesk: many\n", `"many" is no number of agents`},
		{"-- script --\nperson: now\n", `nothing may follow, but "now" does`},
		{"-- system --\norder_get -> {}\n-- script --\ncontact: halo\n", `f.txt:2: not action => answer`},
		{"-- system --\n\norder_get => maybe\n-- script --\ncontact: halo\n", `f.txt:3: "maybe" is neither data, nor a status`},
		{"-- system --\norder_get(order_no) => {}\n-- script --\ncontact: halo\n", `"order_no" is not input=value`},
		{"-- system --\norder_get => {\"a\":}\n-- script --\ncontact: halo\n", "is no JSON object"},
		{"-- system --\norder_get => error\n-- script --\ncontact: halo\n", "error names no code"},
		{"-- system --\norder_get => after long timeout\n-- script --\ncontact: halo\n", `"long" is no stretch of time`},
		{"-- world --\nnow: today\n-- script --\ncontact: halo\n", `f.txt:2: "today" is not a time`},
		{"-- world --\nweather: good\n-- script --\ncontact: halo\n", `f.txt:2: the world has no "weather"`},
		{"-- scripts --\ncontact: halo\n", `f.txt:1: there is no part "scripts"`},
		{"-- script --\ncontact: a\n-- script --\ncontact: b\n", `f.txt:3: the part "script" stands twice`},
		{"-- script --\n" + strings.Repeat("contact: a\n", 501), "at most 500 are played"},
		{strings.Repeat("x", 300<<10), "at most 262144 are read"},
	} {
		_, err := scenario.Parse("f.txt", []byte(c.src))
		var problems playbook.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: %v, want %q", c.src, err, c.want)
		}
	}
	_, err := scenario.Parse("f.txt", []byte("-- script --\nwait: x\nwait: y\n"))
	var problems playbook.Problems
	if !errors.As(err, &problems) || len(problems) != 2 {
		t.Errorf("not all at once: %v", err)
	}
}

// TestWhatCameOtherwiseIsTold holds that an expectation that does not hold fails, names its line, and says how things are.
func TestWhatCameOtherwiseIsTold(t *testing.T) {
	t.Parallel()
	const talk = "-- system --\nverify_start => {\"verification_id\":\"v\",\"masked\":\"+62\"}\n-- script --\ncontact: cek pesanan TRG-1042\n"
	for expect, want := range map[string]string{
		`text contains "bukan ini"`:                   "was said: Supaya data",
		`text lacks "kode 6 angka"`:                   "was said: Supaya data",
		`text is "halo"`:                              "was said: Supaya data",
		`reply "Ya"`:                                  `offered: "Kirim kode lagi"`,
		`action order_get`:                            `called: verify_start {"order_no":"TRG-1042"}`,
		`action verify_start {"order_no":"TRG-1055"}`: `called: verify_start`,
		`no action`:                                   `called: verify_start`,
		`no action verify_start`:                      `called: verify_start`,
		`no question`:                                 "waits for code",
		`no playbook`:                                 "order_status@1 is open",
		`nothing`:                                     "call 1.0 verify_start",
		`holder queue`:                                "held by assistant",
		`reason asked`:                                "nothing was handed over",
		`fact "Nomor pesanan" = "TRG-1042"`:           "nothing was handed over",
		`trust < 60`:                                  "trust is 100",
		`language en`:                                 "the language is id",
		`author system`:                               "written by ai",
		`article returns`:                             "no answer came from it",
		`question order_no`:                           "waits for code",
		`slot order_no = TRG-1055`:                    "order_no = TRG-1042",
		`slot address = x`:                            "address is not filled",
		`known phone = 1`:                             "phone is not known",
		`playbook cancel_order`:                       "order_status is open",
		`verified`:                                    "nobody is verified",
	} {
		f, err := scenario.Parse("f.txt", []byte(talk+"expect: "+expect+"\n"))
		if err != nil {
			t.Errorf("%s: %v", expect, err)
			continue
		}
		r := f.Run(brain(t))
		if len(r.Failures) != 1 || r.Failures[0].Line != 5 || !strings.Contains(r.Failures[0].What.In(terang.English), want) {
			t.Errorf("%s: %+v, want %q", expect, r.Failures, want)
		}
	}
	const good = `expect: text contains "kode 6 angka"
expect: text lacks "petugas kami sedang"
expect: reply "code:resend"
expect: action verify_start {"order_no":"TRG-1042"}
expect: no action order_get
expect: question code
expect: playbook order_status
expect: slot order_no = TRG-1042
expect: known order_no = "TRG-1042"
expect: holder assistant
expect: author ai
expect: language id
expect: trust >= 100
`
	f, err := scenario.Parse("f.txt", []byte(talk+good))
	if err != nil {
		t.Fatal(err)
	}
	if r := f.Run(brain(t)); !r.OK() {
		t.Errorf("%+v", r.Failures)
	}
}

func TestAScenarioMustStateSomething(t *testing.T) {
	t.Parallel()
	f, err := scenario.Parse("f.txt", []byte("-- script --\ncontact: jam buka?\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := f.Run(brain(t))
	if r.OK() {
		t.Fatal("a scenario that states nothing passes")
	}
	g, err := scenario.Parse("f.txt", f.Bytes(r.Talk))
	if err != nil {
		t.Fatal(err)
	}
	if again := g.Run(brain(t)); !again.OK() {
		t.Fatalf("what was written does not hold: %+v", again.Failures)
	}
	changed := strings.Replace(string(f.Bytes(r.Talk)), "opening-hours", "closing-hours", 1)
	if g, err = scenario.Parse("f.txt", []byte(changed)); err != nil {
		t.Fatal(err)
	}
	got := g.Run(brain(t))
	if got.OK() || !strings.Contains(got.Failures[0].What.In(terang.English), "- ") || !strings.Contains(got.Failures[0].What.In(terang.English), "opening-hours") {
		t.Fatalf("%+v", got.Failures)
	}
}

func TestWhatNobodyStatedIsNotMadeUp(t *testing.T) {
	t.Parallel()
	f, err := scenario.Parse("f.txt", []byte("-- system --\nverify_start(order_no=TRG-1) => {}\n-- script --\ncontact: cek pesanan TRG-1042\nexpect: holder queue\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := f.Run(brain(t))
	if len(r.Failures) != 1 || !strings.Contains(r.Failures[0].What.In(terang.English), "verify_start was called with inputs for which no answer is stated") {
		t.Fatalf("%+v", r.Failures)
	}
}

func TestAnswersComeInTheirOrder(t *testing.T) {
	t.Parallel()
	s, err := scenario.ParseSystem("s", `order_get => {"n":1,"no":"${order_no}","list":["${order_no}",{"k":"a ${order_no} b"}]}
order_get => after 6s timeout
order_get(order_no=B) => 404
order_get => error slot_full {"left":2}
`)
	if err != nil {
		t.Fatal(err)
	}
	other := s.Copy()
	ask := func(s *scenario.System, no string) scenario.Answer {
		a, ok := s.Answer(engine.Call{Key: "k", Action: "order_get", Inputs: map[string]any{"order_no": no}})
		if !ok || a.Result.Key != "k" {
			t.Fatalf("%s: no answer", no)
		}
		return a
	}
	if a := ask(&s, "A"); !a.Result.OK || a.Result.Data["no"] != "A" || a.Result.Data["list"].([]any)[1].(map[string]any)["k"] != "a A b" {
		t.Errorf("first: %+v", a)
	}
	if a := ask(&s, "A"); a.Result.ErrorCode != "action_timeout" || a.After.Seconds() != 6 {
		t.Errorf("second: %+v", a)
	}
	if a := ask(&s, "B"); a.Result.ErrorCode != "action_not_found" || a.Result.Status != 404 {
		t.Errorf("of B: %+v", a)
	}
	for range 2 { // the last one stays
		if a := ask(&s, "A"); a.Result.ErrorCode != "action_rejected" || a.Result.Data["code"] != "slot_full" || a.Result.Data["left"] != 2.0 {
			t.Errorf("third: %+v", a)
		}
	}
	if a := ask(&other, "A"); !a.Result.OK {
		t.Errorf("a copy goes on where another has been: %+v", a)
	}
	if _, ok := s.Answer(engine.Call{Action: "refund"}); ok {
		t.Error("an answer was made up")
	}
}

func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("../engine/testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names[:min(len(names), 5)] {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add("-- system --\na(b=c) => after 3s 422 x {\"y\":1}\n-- script --\ntap: a | b\nexpect: trust < 3\nexpect: fact \"a\" = \"b\"\nagent: takes Rani\nwait: 3d\n-- want --\n> x\n")
	f.Fuzz(func(t *testing.T, src string) {
		file, err := scenario.Parse("f", []byte(src))
		if err != nil {
			var problems playbook.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		again, err := scenario.Parse("f", file.Bytes("> a\n"))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%q", err, file.Bytes("> a\n"))
		}
		if file.HasWant() && string(again.Bytes("> a\n")) != string(file.Bytes("> a\n")) {
			t.Fatal("writing the same again changes bytes")
		}
	})
}

func BenchmarkTurn(b *testing.B) {
	file, err := scenario.Parse("f.txt", []byte(`-- system --
verify_start => {"verification_id":"v","masked":"+62"}
verify_check => {"customer_id":"c","customer_name":"S","customer_token":"t"}
order_get => {"order_no":"TRG-1042","status":"shipped","history":[]}
-- script --
contact: paketku mana? TRG-1042
contact: 482915
contact: makasih ya
contact: jam buka?
expect: article opening-hours
`))
	if err != nil {
		b.Fatal(err)
	}
	house, turns := brain(b), 0
	b.ReportAllocs()
	for b.Loop() {
		r := file.Run(house)
		if !r.OK() {
			b.Fatal(r.Failures)
		}
		turns = r.Turns
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*turns), "ns/turn")
}
