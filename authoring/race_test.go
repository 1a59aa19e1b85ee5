package authoring

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"terang/engine"
	"terang/store"
	"terang/store/storetest"
	"terang/understand"
)

func nothing(context.Context, string, *engine.Brain, []understand.Example) error { return nil }

// crowd talks while somebody publishes.
type crowd struct {
	*room
	mu        sync.Mutex
	words     map[string]string // what each version says
	published atomic.Int64
	talks     atomic.Int64
	moved     atomic.Int64    // talks that met a publication
	begun     [4]atomic.Int64 // how many publications there were when each talker's run began; -1 where it is silent
	done      atomic.Bool
}

// says notes what a version says.
func (c *crowd) says(ref, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.words[ref] = text
}

func (c *crowd) said(ref string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.words[ref]
}

// talk holds one conversation of two messages and looks that both are of one version.
func (c *crowd) talkOnce(i int) error {
	c.begun[i].Store(c.published.Load())
	defer c.begun[i].Store(-1)
	t := c.talk()
	first := t.says(orderQuestion)
	blob, err := json.Marshal(t.state) // as between two turns
	if err == nil {
		t.state, err = engine.DecodeState(blob)
	}
	if err != nil || len(t.state.Runs) != 1 {
		return fmt.Errorf("%q opened %d runs: %w", first, len(t.state.Runs), err)
	}
	ref, was := t.state.Runs[0].Playbook, c.published.Load()
	for range 20 { // a customer who takes time
		if c.published.Load() > was+2 || c.done.Load() {
			break
		}
		time.Sleep(200 * time.Microsecond)
	}
	last, want := t.says("hijau"), c.said(ref)
	if want == "" || !strings.Contains(first, want) || !strings.Contains(last, "hijau. "+want) || len(t.state.Runs) != 0 {
		return fmt.Errorf("a run of %s (%q) went %q, %q", ref, want, first, last)
	}
	if c.published.Load() > was {
		c.moved.Add(1)
	}
	c.talks.Add(1)
	return nil
}

// outruns reports whether the next publication would take away the version of a talker who sleeps: runs may go on in the
// newest twenty.
func (c *crowd) outruns() bool {
	for i := range c.begun {
		if o := c.begun[i].Load(); o >= 0 && c.published.Load()-o > keptBooks-5 {
			return true
		}
	}
	return false
}

// TestRunsEndInTheVersionInWhichTheyBegan publishes and rolls back without a pause while people talk.
func TestRunsEndInTheVersionInWhichTheyBegan(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		publications := 200
		if db.Engine() == store.Postgres {
			publications = 60
		}
		c := &crowd{room: open(t, db, pack(t, bookText("order_status", 1, "teks 1"))), words: map[string]string{"order_status@1": "teks 1"}}
		var talkers sync.WaitGroup
		for i := range c.begun {
			c.begun[i].Store(-1)
			talkers.Go(func() {
				for !c.done.Load() {
					if err := c.talkOnce(i); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for n := range publications {
			for c.outruns() {
				time.Sleep(100 * time.Microsecond)
			}
			next, text := fmt.Sprintf("order_status@%d", n+2), fmt.Sprintf("teks %d", n+2)
			if n%5 == 4 {
				c.says(next, c.said(fmt.Sprintf("order_status@%d", n)))
				_, err := c.Rollback(t.Context(), shop, "order_status", "agt_budi", n)
				c.check(err)
			} else {
				c.says(next, text)
				if v := c.publish(bookText("order_status", 1, text)); v != n+2 {
					t.Fatalf("version %d, want %d", v, n+2)
				}
			}
			c.published.Add(1)
		}
		c.done.Store(true)
		talkers.Wait()
		t.Logf("%d publications, %d talks, %d of them over a publication", c.published.Load(), c.talks.Load(), c.moved.Load())
		if c.moved.Load() == 0 {
			t.Error("no talk met a publication: the test shows nothing")
		}
	})
}

// TestPublicationsOfManyMeetInOrder lets two nodes publish different playbooks at once: nothing is lost, and both see all.
func TestPublicationsOfManyMeetInOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		books := [][]byte{bookText("order_status", 1, "a"), bookText("refund", 1, "b")}
		nodes := []*room{open(t, db, pack(t, books...)), open(t, db, pack(t, books...))}
		var wg sync.WaitGroup
		for i, r := range nodes {
			wg.Go(func() {
				id := []string{"order_status", "refund"}[i]
				for n := range 10 {
					d, err := r.Save(t.Context(), shop, id, "agt", bookText(id, 1, fmt.Sprintf("%s %d", id, n)), nil, "")
					if err == nil {
						_, err = r.Publish(t.Context(), shop, id, "agt", d.ETag, "")
					}
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		for _, r := range nodes {
			r.follow(t.Context())
			b := r.brand(shop)
			if b.number != 20 || b.books["order_status"].Version != 11 || b.books["refund"].Version != 11 {
				t.Errorf("state %d: %d %d", b.number, b.books["order_status"].Version, b.books["refund"].Version)
			}
			if said := r.talk().says(orderQuestion); !strings.Contains(said, "order_status 9") {
				t.Error(said)
			}
		}
	})
}

const writerEnv = "TERANG_TEST_WRITER"

// TestWriter is the process that is killed: it writes and publishes, and says what was accepted.
func TestWriter(t *testing.T) {
	dir := os.Getenv(writerEnv)
	if dir == "" {
		t.Skip("only as the process of another test")
	}
	r := open(t, storetest.Open(t, store.Config{Dir: dir}), pack(t, bookText("order_status", 1, "teks 1")))
	for n := 0; ; n++ {
		src := bookText("order_status", 1, fmt.Sprintf("%d %d", os.Getpid(), n))
		now, there, err := store.PlaybookDraftOf(t.Context(), r.Store, shop, "order_status")
		r.check(err)
		was := ""
		if there {
			was = now.ETag
		}
		d, err := r.Save(t.Context(), shop, "order_status", "agt", src, nil, was)
		r.check(err)
		fmt.Println("\nsaved", d.ETag)
		v, err := r.Publish(t.Context(), shop, "order_status", "agt", d.ETag, "")
		r.check(err)
		fmt.Println("\npublished", v.Version, v.Digest)
	}
}

// TestBeingKilledLosesNothingThatWasAccepted kills a process that writes and publishes, and looks at what it left.
func TestBeingKilledLosesNothingThatWasAccepted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	accepted := map[int]string{} // version → digest
	for kill := range 6 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestWriter$", "-test.v")
		cmd.Env = append(os.Environ(), writerEnv+"="+dir)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		draft, lines := "", 0
		for in := bufio.NewScanner(out); in.Scan(); {
			var version int
			var digest string
			if _, err := fmt.Sscanf(in.Text(), "published %d %s", &version, &digest); err == nil {
				accepted[version], draft = digest, ""
			} else if _, err := fmt.Sscanf(in.Text(), "saved %s", &digest); err == nil {
				draft = digest
			} else {
				continue
			}
			if lines++; lines == 7+kill { // in turn after a save and after a publication
				_ = cmd.Process.Kill()
			}
		}
		_ = cmd.Wait()
		if lines < 7 {
			t.Fatalf("the writer said only %d lines", lines)
		}
		r := open(t, storetest.Open(t, store.Config{Dir: dir}), pack(t, bookText("order_status", 1, "teks 1")))
		for version, digest := range accepted {
			v, _, err := r.Version(t.Context(), shop, "order_status", version)
			if err != nil || v.Digest != digest {
				t.Fatalf("version %d was accepted and is not there: %v", version, err)
			}
		}
		all, live, err := r.Versions(t.Context(), shop, "order_status")
		r.check(err)
		d, there, err := store.PlaybookDraftOf(t.Context(), r.Store, shop, "order_status")
		r.check(err)
		if live != all[0].Version {
			t.Fatalf("version %d is live, %d the newest", live, all[0].Version)
		}
		// A draft that was accepted is there, or became the newest version a moment before the end.
		if draft != "" && !(there && d.ETag == draft) && accepted[live] != "" {
			t.Fatalf("the draft %s was accepted and is gone; version %d is live", draft, live)
		}
		if said := r.talk().says(orderQuestion); !strings.Contains(said, "Warna apa?") {
			t.Fatal(said)
		}
		r.check(r.Store.Close())
	}
	if len(accepted) < 6 {
		t.Fatalf("only %d publications", len(accepted))
	}
}
