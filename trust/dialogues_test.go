package trust_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"terang/understand/doubt"
)

// labelled is one line of the dialogues, with the fields that only they have.
type labelled struct {
	doubt.Dialogue
	Sector    string `json:"sector"`
	Register  string `json:"register"`
	Customer  string `json:"customer"`
	Assistant string `json:"assistant"`
}

var sectors = []string{"retail", "finance", "public"}

// dialogues reads the house's own dialogues as strictly as they were promised.
func dialogues(t *testing.T) (out []labelled) {
	t.Helper()
	for _, sector := range sectors {
		for n, d := range strictly(t, sector) {
			if d.Sector != sector || d.ID[:2] != sector[:1]+"-" {
				t.Errorf("%s:%d: %s of sector %q", sector, n+1, d.ID, d.Sector)
			}
			out = append(out, d)
		}
	}
	return out
}

// strictly reads one file, in which every field is known.
func strictly(t *testing.T, file string) (out []labelled) {
	t.Helper()
	name := "dialogues/" + file + ".jsonl"
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := doubt.ParseDialogues(name, b); err != nil {
		t.Fatal(err)
	}
	for n, line := range bytes.Split(bytes.TrimSpace(b), []byte("\n")) {
		var d labelled
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&d); err != nil {
			t.Fatalf("%s:%d: %v", name, n+1, err)
		}
		out = append(out, d)
	}
	return out
}

// labels are those of the customer's turns, in order.
func (d labelled) labels() (out []int) {
	for _, turn := range d.Turns {
		if turn.Label != nil {
			out = append(out, *turn.Label)
		}
	}
	return out
}

// TestDialoguesAreWhatTheGuidelinesSay: fields, turns, labels and causes of each dialogue.
func TestDialoguesAreWhatTheGuidelinesSay(t *testing.T) {
	t.Parallel()
	for _, d := range dialogues(t) {
		written(t, d, 3)
	}
}

// TestMoreDialoguesServeLearningAlone: they are written as the others are, none is one of the 240, and the two sorts and
// languages are there.
func TestMoreDialoguesServeLearningAlone(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	turns, broken := 0, 0
	for n, d := range strictly(t, "more") {
		written(t, d, 2)
		if len(d.ID) != len("m-t001") || d.ID[:3] != "m-t" && d.ID[:3] != "m-w" {
			t.Errorf("more.jsonl:%d: id %q", n+1, d.ID)
		}
		count[d.ID[:3]]++
		count[string(d.Language)]++
		for _, l := range d.labels() {
			turns++
			broken += l
		}
	}
	t.Logf("%d turns, %d broken, %v", turns, broken, count)
	if count["m-t"] < 60 || count["m-w"] < 100 || count["id"] < 70 || count["en"] < 100 {
		t.Errorf("%v", count)
	}
	if share := float64(broken) / float64(turns); share < 0.28 || share > 0.40 {
		t.Errorf("%.2f of the turns break trust, want about a third", share)
	}
}

// written refuses a dialogue that is not in the form of the guidelines. least are the fewest turns of the customer.
func written(t *testing.T, d labelled, least int) {
	t.Helper()
	for _, f := range []struct {
		value string
		of    []string
	}{
		{string(d.Language), []string{"id", "en"}},
		{d.Register, []string{"formal", "everyday"}},
		{d.Assistant, []string{"good", "bad"}},
		{d.Customer, []string{"calm", "annoyed", "angry", "ironic", "lost"}},
	} {
		if !slices.Contains(f.of, f.value) {
			t.Errorf("%s: %q is none of %v", d.ID, f.value, f.of)
		}
	}
	turns := 0
	for i, turn := range d.Turns {
		if strings.TrimSpace(turn.Text) == "" {
			t.Errorf("%s, turn %d: no text", d.ID, i+1)
		}
		if turn.Role != doubt.Contact {
			if turn.Why != "" {
				t.Errorf("%s, turn %d: a cause on a turn of the %s", d.ID, i+1, turn.Role)
			}
			continue
		}
		turns++
		switch {
		case turn.Label == nil:
			t.Errorf("%s, turn %d: no label", d.ID, i+1)
		case *turn.Label == 1 && !slices.Contains(whys(), turn.Why):
			t.Errorf("%s, turn %d: cause %q is not in the table", d.ID, i+1, turn.Why)
		case *turn.Label == 0 && turn.Why != "":
			t.Errorf("%s, turn %d: a cause on a calm turn", d.ID, i+1)
		}
	}
	if turns < least || turns > 12 {
		t.Errorf("%s: %d turns of the customer, want %d to 12", d.ID, turns, least)
	}
}

func whys() []doubt.Why {
	w := doubt.Whys()
	return w[:]
}

// TestSharesOfTheDialogues: how much there is of each sort, a few dialogues off the plan at most.
func TestSharesOfTheDialogues(t *testing.T) {
	t.Parallel()
	ds := dialogues(t)
	count := map[string]int{}
	turns, broken, whole := 0, 0, 0
	for _, d := range ds {
		for _, key := range []string{d.Sector, d.Sector + " " + string(d.Language), string(d.Language) + " " + d.Register, d.Customer, d.Assistant, doubt.PartOf(d.ID)} {
			count[key]++
		}
		l := d.labels()
		turns += len(l)
		n := 0
		for _, x := range l {
			n += x
		}
		if broken += n; n == 0 {
			whole++
		}
	}
	t.Logf("%d turns of customers, %d of them broken, %d dialogues without; %v", turns, broken, whole, count)
	n := len(ds)
	for _, c := range []struct {
		key         string
		least, most int
	}{
		{"retail", 80, 80},
		{"finance", 80, 80},
		{"public", 80, 80},
		{"retail id", 50, 50},
		{"finance id", 50, 50},
		{"public id", 50, 50},
		{"id formal", 65, 85},
		{"en formal", 38, 52},
		{"calm", n * 27 / 100, n * 33 / 100},
		{"annoyed", n * 22 / 100, n * 28 / 100},
		{"angry", n * 12 / 100, n * 18 / 100},
		{"ironic", n * 12 / 100, n * 18 / 100},
		{"lost", n * 12 / 100, n * 18 / 100},
		{"good", n * 51 / 100, n * 59 / 100},
		{"train", n * 50 / 100, n * 70 / 100},
		{"dev", n * 10 / 100, n * 20 / 100},
		{"test", n * 18 / 100, n * 32 / 100},
	} {
		if got := count[c.key]; got < c.least || got > c.most {
			t.Errorf("%s: %d, want %d to %d", c.key, got, c.least, c.most)
		}
	}
	if share := float64(broken) / float64(turns); share < 0.18 || share > 0.30 {
		t.Errorf("%.2f of the turns break trust, want about a quarter", share)
	}
	if share := float64(whole) / float64(n); share < 0.35 {
		t.Errorf("%.2f of the dialogues hold no broken turn, want at least .35", share)
	}
}

// longTurn is how many words a turn has that hardly anybody writes twice.
const longTurn = 6

// TestNoTurnIsWrittenTwice: across dialogues; within one, people and machines do repeat themselves.
func TestNoTurnIsWrittenTwice(t *testing.T) {
	t.Parallel()
	first := map[string]string{}
	for _, d := range append(dialogues(t), strictly(t, "more")...) {
		for _, turn := range d.Turns {
			text := strings.ToLower(strings.Join(strings.Fields(turn.Text), " "))
			if turn.Role != doubt.Contact || len(strings.Fields(text)) < longTurn {
				continue
			}
			if at, ok := first[text]; ok && at != d.ID {
				t.Errorf("%s and %s hold the same turn: %q", at, d.ID, turn.Text)
			}
			first[text] = d.ID
		}
	}
}

// TestLabelsAreAgreedOn: the forty dialogues that were labelled again are those that the guidelines name, and the two
// labellings agree beyond chance (Cohen's kappa).
func TestLabelsAreAgreedOn(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("dialogues/second.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	ds := dialogues(t)
	slices.SortFunc(ds, func(a, b labelled) int {
		x, y := sha256.Sum256([]byte("again/"+a.ID)), sha256.Sum256([]byte("again/"+b.ID))
		return bytes.Compare(x[:], y[:])
	})
	const again = 40
	want := map[string][]int{}
	for _, d := range ds[:again] {
		want[d.ID] = d.labels()
	}
	var both [2][2]float64
	for n, line := range bytes.Split(bytes.TrimSpace(b), []byte("\n")) {
		var s struct {
			ID     string `json:"id"`
			Labels []int  `json:"labels"`
		}
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatalf("second.jsonl:%d: %v", n+1, err)
		}
		have, ok := want[s.ID]
		if !ok || len(have) != len(s.Labels) {
			t.Fatalf("second.jsonl:%d: %s is not to be labelled again, or has %d turns and not %d", n+1, s.ID, len(have), len(s.Labels))
		}
		delete(want, s.ID)
		for i, l := range s.Labels {
			both[have[i]][cmp.Compare(l, 0)]++
		}
	}
	if len(want) > 0 {
		t.Errorf("%d dialogues were not labelled again", len(want))
	}
	all := both[0][0] + both[0][1] + both[1][0] + both[1][1]
	same := (both[0][0] + both[1][1]) / all
	chance := ((both[0][0]+both[0][1])*(both[0][0]+both[1][0]) + (both[1][0]+both[1][1])*(both[0][1]+both[1][1])) / all / all
	kappa := (same - chance) / (1 - chance)
	t.Logf("%.0f turns, the same label on %.3f, kappa %.2f; F1 of the second against the first %.2f", all, same, kappa, 2*both[1][1]/(2*both[1][1]+both[0][1]+both[1][0]))
	if kappa < 0.6 {
		t.Errorf("kappa %.2f", kappa)
	}
}
