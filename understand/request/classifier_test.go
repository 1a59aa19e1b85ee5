package request

import (
	"encoding/binary"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"sort"
	"strings"
	"testing"

	"terang"
	"terang/understand/words"
)

var (
	update = flag.Bool("update", false, "write data/classifier.bin anew")
	show   = flag.String("show", "", "print the errors of this request")
)

// teachPublic adds texts of the public sets as ordinary talk. Every third text is left out, to be measured on.
// A phrase that stands in a text makes it doubtful that it asks for nothing, so that it counts less.
func (t *teacher) teachPublic(ps []public) {
	for i, p := range ps {
		if i%3 == 0 {
			continue
		}
		n := len(t.lessons)
		t.add(p.text, p.language, 0, p.known, 0.5, foldOf(p.text))
		if len(t.lessons) == n {
			continue
		}
		for _, h := range t.scratch.hits {
			if !h.exception && !clash(&h, t.scratch.hits) {
				t.lessons[n].weight = 0.3
			}
		}
	}
}

// tally counts right and wrong for each request.
type tally struct {
	n, heard, others, alarms [labels]int
	missed, false_           [labels][]string
}

func (c *tally) note(text string, want, known uint16, got []Found) {
	has := uint16(0)
	for _, f := range got {
		has |= bitsOf([]Request{f.Request})
	}
	for i := range labels {
		bit := uint16(1) << i
		switch {
		case known&bit == 0:
		case want&bit != 0:
			c.n[i]++
			if has&bit != 0 {
				c.heard[i]++
			} else {
				c.missed[i] = append(c.missed[i], text)
			}
		default:
			c.others[i]++
			if has&bit != 0 {
				c.alarms[i]++
				c.false_[i] = append(c.false_[i], text)
			}
		}
	}
}

func (c *tally) log(t *testing.T, name string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", name)
	for i, r := range all {
		fmt.Fprintf(&b, "  %-10s recall %5.1f%% of %4d   false alarms %5.2f%% (%d of %d)\n", r,
			100*float64(c.heard[i])/float64(max(c.n[i], 1)), c.n[i], 100*float64(c.alarms[i])/float64(max(c.others[i], 1)), c.alarms[i], c.others[i])
		if *show == string(r) || *show == "all" {
			for _, m := range c.missed[i] {
				fmt.Fprintf(&b, "      missed %s\n", m)
			}
			for _, m := range c.false_[i] {
				fmt.Fprintf(&b, "      false  %s\n", m)
			}
		}
	}
	t.Log(b.String())
}

func findAll(f *Finder, es []Example, fold int) *tally {
	var c tally
	var line words.Line
	for _, e := range es {
		if fold >= 0 && int(foldOf(e.Text)) != fold {
			continue
		}
		words.Default().Read(&line, e.Text, "")
		c.note(e.Text, bitsOf(e.Requests), everyLabel, f.Find(nil, &line))
	}
	return &c
}

func (c *tally) join(d *tally) {
	for i := range labels {
		c.n[i] += d.n[i]
		c.heard[i] += d.heard[i]
		c.others[i] += d.others[i]
		c.alarms[i] += d.alarms[i]
		c.missed[i] = append(c.missed[i], d.missed[i]...)
		c.false_[i] = append(c.false_[i], d.false_[i]...)
	}
}

// curve collects the classifier's figure for each example, apart by whether a phrase speaks for it.
type curve struct {
	yes, no [labels][3][]float64 // 0 phrase, 1 nothing, 2 barred
}

func (c *curve) note(f *Finder, line *words.Line, want, known uint16) {
	s := f.scratch.New().(*scratch)
	if !f.read(s, line) {
		return
	}
	f.weigh(s, line)
	for i := range labels {
		e, kind := &s.best[i], 1
		switch {
		case known>>i&1 == 0:
			continue
		case e.phrase > 0:
			kind = 0
		case e.barred:
			kind = 2
		}
		if want>>i&1 == 1 {
			c.yes[i][kind] = append(c.yes[i][kind], likely(e.odds))
		} else {
			c.no[i][kind] = append(c.no[i][kind], likely(e.odds))
		}
	}
}

func (c *curve) log(t *testing.T) {
	t.Helper()
	var b strings.Builder
	for i, r := range all {
		for kind, name := range []string{"phrase", "alone", "barred"} {
			fmt.Fprintf(&b, "%-10s %-6s", r, name)
			for _, at := range []float64{0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9} {
				above := func(xs []float64) (n int) {
					for _, x := range xs {
						if x >= at {
							n++
						}
					}
					return n
				}
				fmt.Fprintf(&b, " | %.2f %4d/%-4d", at, above(c.yes[i][kind]), above(c.no[i][kind]))
			}
			fmt.Fprintln(&b)
		}
	}
	t.Log("\n" + b.String())
}

// TestCrossValidation prints how well requests are found in examples that were not learned from.
func TestCrossValidation(t *testing.T) {
	if os.Getenv("CROSS_VALIDATE") == "" {
		t.Skip("set CROSS_VALIDATE=1 to learn five times")
	}
	es := examples(t)
	te := newTeacher(t)
	te.teach(es)
	te.teachPatterns(expanded(t))
	te.teachPublic(publicTexts(t))
	var id, en tally
	var cv curve
	ps := publicTexts(t)
	for fold := range 5 {
		m, err := openLinear(string(learn(te.lessons, fold).pack(0)))
		if err != nil {
			t.Fatal(err)
		}
		f, err := newFinder(m)
		if err != nil {
			t.Fatal(err)
		}
		var part [2][]Example
		for _, e := range es {
			if e.Language == terang.English {
				part[1] = append(part[1], e)
			} else {
				part[0] = append(part[0], e)
			}
		}
		id.join(findAll(f, part[0], fold))
		en.join(findAll(f, part[1], fold))
		var line words.Line
		for _, e := range es {
			if int(foldOf(e.Text)) == fold {
				words.Default().Read(&line, e.Text, "")
				cv.note(f, &line, bitsOf(e.Requests), everyLabel)
			}
		}
		for i, p := range ps {
			if i%3 == 0 && int(foldOf(p.text)) == fold {
				words.Default().Read(&line, p.text, "")
				cv.note(f, &line, 0, p.known)
			}
		}
	}
	id.log(t, "cross-validated, Indonesian")
	en.log(t, "cross-validated, English")
	cv.log(t)
}

// TestClassifierUpdate writes the classifier anew.
func TestClassifierUpdate(t *testing.T) {
	if !*update {
		t.Skip("-update writes data/classifier.bin")
	}
	te := newTeacher(t)
	te.teach(examples(t))
	te.teachPatterns(expanded(t))
	te.teachPublic(publicTexts(t))
	if err := os.WriteFile("data/classifier.bin", learn(te.lessons, -1).pack(sourceDigest(t)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// sourceDigest names what the classifier is learned from, but for the public sets, which are not part of the project.
func sourceDigest(t *testing.T) uint64 {
	t.Helper()
	h := fnv.New64a()
	fmt.Fprint(h, featureVersion, learnFits, learnEpochs, learnRate, learnRidge, learnSeed, strangeShare, phraseList)
	for _, e := range examples(t) {
		fmt.Fprintln(h, e.Requests, e.Text, e.Language)
	}
	for _, p := range patterns(t) {
		fmt.Fprintln(h, p.Requests, p.Text, p.Language)
	}
	fmt.Fprint(h, patternTexts, patternWeight)
	return h.Sum64()
}

// TestClassifierIsFresh: whoever changes an example or a phrase must let the classifier learn it.
func TestClassifierIsFresh(t *testing.T) {
	if got, want := binary.LittleEndian.Uint64([]byte(classifierFile[4:12])), sourceDigest(t); got != want && !*update {
		t.Errorf("data/classifier.bin was learned from other examples or phrases: go test ./understand/request -run TestClassifierUpdate -update")
	}
}

// shipped returns the finder as it is shipped.
func shipped(t testing.TB) *Finder {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestPublicSets measures false alarms on ordinary talk, on the texts that nothing was learned from.
func TestPublicSets(t *testing.T) {
	f := shipped(t)
	var line words.Line
	sets := map[string]*tally{}
	for i, p := range publicTexts(t) {
		if i%3 != 0 {
			continue
		}
		words.Default().Read(&line, p.text, "")
		c := sets[p.set]
		if c == nil {
			c = &tally{}
			sets[p.set] = c
		}
		c.note(p.label+"\t"+p.text, 0, p.known, f.Find(nil, &line))
	}
	var names []string
	for name := range sets {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		sets[name].log(t, name)
	}
}
