package terang_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
)

func TestIDsSortByTimeAndAreULIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(0, 1<<46).Draw(t, "a")
		b := rapid.Int64Range(0, 1<<46).Draw(t, "b")
		var e, f [10]byte
		copy(e[:], rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "e"))
		copy(f[:], rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "f"))
		x, y := terang.NewID("msg", time.UnixMilli(a), e), terang.NewID("msg", time.UnixMilli(b), f)
		if len(x) != len("msg_")+26 || strings.ContainsAny(x[4:], "ILOUilou") {
			t.Fatalf("%q is no ULID", x)
		}
		if a < b && x >= y {
			t.Fatalf("%q of %d does not come before %q of %d", x, a, y, b)
		}
		if a == b && e == f && x != y {
			t.Fatalf("the same inputs gave %q and %q", x, y)
		}
	})
}

// TestULIDKnownAnswer is the example of the ULID specification: its time part is 01ARZ3NDEK.
func TestULIDKnownAnswer(t *testing.T) {
	got := terang.NewID("x", time.UnixMilli(1469922850259), [10]byte{})
	if !strings.HasPrefix(got, "x_01ARZ3NDEK") {
		t.Fatalf("got %q", got)
	}
}

func TestAuthorsSurviveTheStore(t *testing.T) {
	for _, a := range []terang.Author{
		terang.ByContact(), terang.ByAgent("agt_1", "Rina"), terang.ByAI("ngram@1", "order_status@3"),
		terang.ByAgentWithAI("agt_1", "Rina", "m@1", .8), terang.ByAutomation("survey@1"), terang.BySystem(),
	} {
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back terang.Author
		if err := json.Unmarshal(b, &back); err != nil || back != a {
			t.Errorf("%s came back as %+v (%v)", b, back, err)
		}
	}
}

func TestAnUnknownAuthorIsAnErrorNotAGuess(t *testing.T) {
	for _, s := range []string{`{}`, `{"kind":""}`, `{"kind":"bot"}`, `{"kind":"Human"}`} {
		var a terang.Author
		if err := json.Unmarshal([]byte(s), &a); err == nil {
			t.Errorf("%s was read as %q", s, a.Kind())
		}
	}
}

func TestTheZeroAuthorIsNobody(t *testing.T) {
	var a terang.Author
	if a.Kind() != "" || a.Voice() != "" {
		t.Fatalf("the zero author is %q with the voice %q", a.Kind(), a.Voice())
	}
}

func TestVoiceTellsMachinesFromPeople(t *testing.T) {
	rina, budi := terang.ByAgent("agt_1", "Rina"), terang.ByAgent("agt_2", "Budi")
	switch {
	case terang.ByAI("m", "p").Voice() != terang.ByAutomation("p").Voice():
		t.Error("two machine messages have two voices")
	case rina.Same(budi):
		t.Error("two people have one voice")
	case !rina.Same(terang.ByAgentWithAI("agt_1", "Rina", "m", 1)):
		t.Error("a person with a machine's help has another voice")
	case rina.Same(terang.ByAI("m", "p")):
		t.Error("a person and a machine have one voice")
	}
}

func TestTextFallsBackButNeverToAnotherWord(t *testing.T) {
	both := terang.Text{terang.Indonesian: "ya", terang.English: "yes"}
	if both.In(terang.English) != "yes" || both.In("jv") != "ya" || (terang.Text{terang.English: "yes"}).In("jv") != "yes" || (terang.Text{}).In("id") != "" {
		t.Fatal("the fallback is: the language, Indonesian, English, nothing")
	}
}

func TestErrorsKeepKindAndCause(t *testing.T) {
	cause := errors.New("disk full")
	err := fmt.Errorf("inbox: accept: %w", &terang.Error{Kind: terang.Unavailable, Code: "store_busy", Err: cause})
	if terang.KindOf(err) != terang.Unavailable || !errors.Is(err, cause) || terang.KindOf(cause) != "" {
		t.Fatalf("kind %q", terang.KindOf(err))
	}
}
