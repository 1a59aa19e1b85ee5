package doubt

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"terang"
)

var update = flag.Bool("update", false, "learn doubt again and rewrite data/model.bin")

const dialogues = "../../trust/dialogues"

// own are the house's own dialogues of one part.
func own(t testing.TB, part string) (out []Dialogue) {
	t.Helper()
	files, err := filepath.Glob(dialogues + "/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if b := filepath.Base(f); b == "second.jsonl" || b == "more.jsonl" {
			continue // labels alone, and what belongs to no part
		}
		for _, d := range parsed(t, f) {
			if PartOf(d.ID) == part {
				out = append(out, d)
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s holds no dialogues of part %s", dialogues, part)
	}
	return out
}

func parsed(t testing.TB, file string) []Dialogue {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ds, err := ParseDialogues(file, b)
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

// more are the dialogues that serve learning alone.
func more(t testing.TB) []Dialogue {
	t.Helper()
	return parsed(t, dialogues+"/more.jsonl")
}

// lessons are what the house's model learns from.
func lessons(t testing.TB) []Dialogue {
	t.Helper()
	return slices.Concat(own(t, "train"), tasks(t), more(t))
}

// tasks are short talks of simple tasks: "## language", then lines of the customer, "0 " or "1 ", and the assistant, "A ".
func tasks(t testing.TB) (out []Dialogue) {
	t.Helper()
	b, err := os.ReadFile("data/tasks.txt")
	if err != nil {
		t.Fatal(err)
	}
	for n, l := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		head, text, _ := strings.Cut(l, " ")
		last := len(out) - 1
		switch {
		case head == "##":
			out = append(out, Dialogue{ID: "task-" + strconv.Itoa(len(out)), Language: terang.Language(text)})
		case head == "#":
		case last < 0 || text == "":
			t.Fatalf("data/tasks.txt:%d: %q", n+1, l)
		case head == "A":
			out[last].Turns = append(out[last].Turns, Turn{Role: Assistant, Text: text})
		case head == "0" || head == "1":
			label := int(head[0] - '0')
			out[last].Turns = append(out[last].Turns, Turn{Role: Contact, Text: text, Label: &label})
		default:
			t.Fatalf("data/tasks.txt:%d: %q", n+1, l)
		}
	}
	return out
}

func listener(t testing.TB) *Listener {
	t.Helper()
	l, err := NewListener(nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// learn makes the house's model.
func learn(t testing.TB, l *Listener) *Reader {
	t.Helper()
	r, err := Learn(lessons(t), l, LearnOptions{Prior: Prior})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTrain learns the model and rewrites it.
func TestTrain(t *testing.T) {
	if !*update {
		t.Skip("go test -run TestTrain -update learns the model again")
	}
	r := learn(t, listener(t))
	b := r.model.encode()
	if err := os.WriteFile("data/model.bin", b, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d begins of cues, %d bytes, cut %.2f", len(r.model.list), len(b), r.Cut())
}

// TestTheModelIsFresh: the model that is built in is the one that today's code learns from today's dialogues, but for the
// last bits that processors round in their own ways.
func TestTheModelIsFresh(t *testing.T) {
	t.Parallel()
	if *update {
		t.Skip("the model is being rewritten")
	}
	r, l := newTest(t)
	now := learn(t, l)
	ds := lessons(t)
	old, fresh := judge(r, l, ds), judge(now, l, ds)
	for i := range old {
		if math.Abs(old[i].p-fresh[i].p) > 0.01 {
			t.Fatalf("labelled turn %d: %.3f, and learnt anew %.3f: go test ./understand/doubt -run TestTrain -update", i+1, old[i].p, fresh[i].p)
		}
	}
	if len(r.model.list) != len(now.model.list) {
		t.Fatal("the cues have changed: go test ./understand/doubt -run TestTrain -update")
	}
}
