//go:build unix

package provenance

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"syscall"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"terang/store"
	"terang/store/storetest"
)

// cpu is the processor time that this process has used.
func cpu(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// yardstick is the processor time that hashing 64 kB takes here and now: what a speed is compared with, so that a slow
// or busy machine does not decide.
func yardstick(t testing.TB) time.Duration {
	block := bytes.Repeat([]byte{7}, 64<<10)
	const rounds = 400
	began := cpu(t)
	for range rounds {
		block[0] = sha256.Sum256(block)[0]
	}
	return (cpu(t) - began) / rounds
}

// TestAppendAndProveStayCheap holds one leaf and one proof, in a log of many leaves, against the time of hashing 64 kB.
// The work grows with the logarithm of the log only.
func TestAppendAndProveStayCheap(t *testing.T) {
	const size, rounds, together = 30_000, 40, 64
	ctx := context.Background()
	db := storetest.SQLite(t)
	seedLog(t, db, "ws_1", size)
	log, err := New(db, Config{Origin: "terang.example"})
	if err != nil {
		t.Fatal(err)
	}
	statement := bytes.Repeat([]byte("x"), 500)
	n := 0
	began := cpu(t)
	for range rounds {
		if err := db.Write(ctx, func(tx *store.Tx) error {
			for range together {
				n++
				if err := log.Append(tx, "ws_1", fmt.Sprintf("msg_s%d", n), statement, noon); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	appended := (cpu(t) - began) / time.Duration(n)
	h, err := log.head(ctx, "ws_1")
	if err != nil {
		t.Fatal(err)
	}
	root, p := h.root(), []tlog.Hash(nil)
	began = cpu(t)
	for i := range n {
		if p, err = log.prover(ctx, "ws_1", h.size).path(&h.tree, int64(i*7919)%h.size); err != nil {
			t.Fatal(err)
		}
	}
	proved := (cpu(t) - began) / time.Duration(n)
	if err := tlog.CheckRecord(p, h.size, root, int64((n-1)*7919)%h.size, p[0]); err == nil {
		t.Fatal("a wrong leaf is proved")
	}
	y := yardstick(t)
	t.Logf("append %v + prove %v of processor time; hashing 64 kB %v", appended, proved, y)
	const most = 3.0
	if ratio := float64(appended+proved) / float64(y); ratio > most {
		t.Errorf("append and prove cost %.1f times hashing 64 kB, at most %.1f is allowed", ratio, most)
	}
}

// TestAuditKeepsPace holds the audit of one message against the time of hashing 64 kB.
func TestAuditKeepsPace(t *testing.T) {
	const messages = 3000
	w := newWorld(t, storetest.SQLite(t), "ws_1")
	for range messages / 100 {
		w.say(100)
	}
	began := cpu(t)
	rep, err := w.log.Audit(context.Background(), w.ws)
	each := (cpu(t) - began) / messages
	if err != nil || !rep.Clean() || rep.Size != messages {
		t.Fatal(err, rep)
	}
	y := yardstick(t)
	t.Logf("audit %v of processor time per message; hashing 64 kB %v", each, y)
	const most = 3.0
	if ratio := float64(each) / float64(y); ratio > most {
		t.Errorf("the audit of a message costs %.1f times hashing 64 kB, at most %.1f is allowed", ratio, most)
	}
}

// BenchmarkAudit audits 50,000 messages; the time per message stays the same for a million.
func BenchmarkAudit(b *testing.B) {
	const messages = 50_000
	w := newWorld(b, storetest.SQLite(b), "ws_1")
	for range messages / 500 {
		w.say(500)
	}
	for b.Loop() {
		if rep, err := w.log.Audit(context.Background(), w.ws); err != nil || !rep.Clean() {
			b.Fatal(err, rep)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/messages, "µs/message")
}
