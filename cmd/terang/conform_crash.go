package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"terang/config"
	"terang/conform"
)

// The crashes of a conformance run.
const (
	crashContacts = 4
	crashTurns    = 3 // of each contact's conversation
	crashBegin    = 10 * time.Second
	crashStep     = 37 * time.Millisecond // by which the moments of death differ
)

var crashWords = []string{"jam buka toko?", "bisa bayar di tempat?", "garansinya berapa lama?"}

// mortal is a server process that is killed and started again on the same data.
type mortal struct {
	*conformClient
	dir, address string
	cmd          *exec.Cmd
}

// Crash implements conform.Process: a copy of this program, as it is served, with data of its own.
func (c *conformHouse) Crash(ctx context.Context, n int) (_ conform.Crashed, err error) {
	m, err := newMortal(ctx, c.dir, c.next("crash"))
	if err != nil {
		return conform.Crashed{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, m.end())
		}
	}()
	if err := m.start(ctx); err != nil {
		return conform.Crashed{}, err
	}
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	var mu sync.Mutex
	var threads []conform.Thread
	var problem error
	var wg sync.WaitGroup
	for i := range crashContacts {
		wg.Go(func() {
			for round := 0; work.Err() == nil; round++ {
				t, err := m.live(ctx, work, i+round)
				mu.Lock()
				if t != "" {
					threads = append(threads, t)
				}
				problem = errors.Join(problem, err)
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	for i := range n {
		time.Sleep(100*time.Millisecond + time.Duration(i*i)*crashStep%(300*time.Millisecond))
		m.kill()
		if err := m.start(ctx); err != nil {
			cancel()
			wg.Wait()
			return conform.Crashed{}, err
		}
	}
	cancel()
	wg.Wait()
	if problem != nil {
		return conform.Crashed{}, problem
	}
	return conform.Crashed{
		Adapter: conform.Adapter{Egress: m, Receipts: m, Log: m}, Threads: threads, Close: m.end,
	}, nil
}

func newMortal(ctx context.Context, dir, name string) (*mortal, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", loopback(0))
	if err != nil {
		return nil, fail("listen", err, "address", loopback(0))
	}
	m := &mortal{dir: filepath.Join(dir, name), address: l.Addr().String()}
	if err := errors.Join(l.Close(), os.MkdirAll(m.dir, 0o700), os.WriteFile(filepath.Join(m.dir, "none.yaml"), nil, 0o600)); err != nil {
		return nil, fail("conform_folder", err)
	}
	m.conformClient = &conformClient{base: "http://" + m.address, brands: map[string]string{}, agents: map[string]*conformAgent{}, threads: map[conform.Thread]*conformThread{}}
	db, err := openStore(ctx, config.Config{Data: filepath.Join(m.dir, "data")})
	if err != nil {
		return nil, err
	}
	w, err := createWorkspace(ctx, db, conformBrand, demoPack)
	m.brands[conformBrand] = w.PublicKey
	return m, errors.Join(err, db.Close())
}

func (m *mortal) start(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return fail("conform_crash", err)
	}
	m.cmd = exec.CommandContext(ctx, self, "serve", "--config", filepath.Join(m.dir, "none.yaml"), //nolint:gosec // this very program
		"--set", "data="+filepath.Join(m.dir, "data"), "--set", "listen="+m.address, "--set", "limits.contact=off", "--set", "limits.visitor=off", "--set", "log.level=error")
	if err := m.cmd.Start(); err != nil {
		return fail("conform_crash", err)
	}
	ctx, cancel := context.WithTimeout(ctx, crashBegin)
	defer cancel()
	for {
		if m.call(ctx, http.MethodGet, "/healthz", nil, nil, nil) == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fail("conform_crash", ctx.Err())
		case <-time.After(conformLook):
		}
	}
}

func (m *mortal) kill() {
	_ = m.cmd.Process.Kill() // it may have ended by itself, which the next start shows
	_ = m.cmd.Wait()
}

func (m *mortal) end() error {
	m.kill()
	m.http.CloseIdleConnections()
	return os.RemoveAll(m.dir)
}

// live is one contact's conversation: it never gives up on a message, whichever life of the server answers it. When work
// ends it begins no new one.
func (m *mortal) live(ctx, work context.Context, n int) (conform.Thread, error) {
	var t conform.Thread
	err := patient(ctx, func() (err error) {
		t, err = m.New(ctx, conform.Contact{Channel: "web", Language: "id"})
		return err
	})
	if err != nil {
		return "", err
	}
	th, err := m.thread(t)
	for turn := 0; turn < crashTurns && err == nil && work.Err() == nil; turn++ {
		body := map[string]string{"client_id": "m" + strconv.Itoa(turn), "text": crashWords[(turn+n)%len(crashWords)]}
		err = patient(ctx, func() error {
			var sent struct {
				Message struct{ Seq int64 } `json:"message"`
			}
			if err := m.call(ctx, http.MethodPost, "/api/v1/chat/messages", body, &sent, bearerAuth(th.token)); err != nil {
				return err
			}
			return m.handled(ctx, th, sent.Message.Seq)
		})
	}
	return t, err
}

// patient repeats until it works, unless the server says that it never will.
func patient(ctx context.Context, do func() error) error {
	for {
		err := do()
		var refused *refusedCall
		if err == nil || errors.As(err, &refused) && refused.status < http.StatusInternalServerError && refused.status != http.StatusTooManyRequests {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		case <-time.After(5 * conformLook):
		}
	}
}
