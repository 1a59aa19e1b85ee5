package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// sentFile is a message with a file that the server has acknowledged.
type sentFile struct{ token, file, text string }

// upload sends a file once; a server that dies under it gives an error.
func (c *crashCustomer) upload(ctx context.Context, text string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.s.url+"/api/v1/chat/attachments?name=a.txt", strings.NewReader(text))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("%d %s %w", res.StatusCode, b, err)
	}
	var out struct{ Attachment struct{ ID string } }
	return out.Attachment.ID, json.Unmarshal(b, &out)
}

func (c *crashCustomer) fetch(ctx context.Context, s sentFile) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.s.url+"/api/v1/chat/attachments/"+s.file, nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return string(b), err
}

// TestKillLeavesNoMessageWithoutItsFile: whenever the server dies, in an upload, in a message or between, each message that is
// there has its file, whole; what was acknowledged is there.
func TestKillLeavesNoMessageWithoutItsFile(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the crash test of files kills a server 15 times")
	}
	s := newCrashServer(t)
	s.args = append(s.args, "--set", "limits.files=1000MB")
	s.start()
	defer func() { s.kill() }()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	var sent []sentFile
	tokens := map[string]bool{}
	var wg sync.WaitGroup
	for i := range 3 {
		c := &crashCustomer{s: s}
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				var session struct{ Token string }
				c.token = ""
				if err := c.call(ctx, http.MethodPost, "/api/v1/chat/sessions", map[string]string{"key": s.key, "language": "id"}, &session); err != nil {
					return
				}
				c.token = session.Token
				text := strings.Repeat(fmt.Sprintf("berkas %d-%d ", i, n), 120_000) // of several transactions
				id, err := c.upload(ctx, text)
				if err != nil {
					continue
				}
				mu.Lock()
				tokens[c.token] = true
				mu.Unlock()
				var out struct{ Message struct{ Seq int64 } }
				if c.call(ctx, http.MethodPost, "/api/v1/chat/messages", map[string]any{"client_id": "m", "text": "", "attachments": []string{id}}, &out) != nil {
					return
				}
				mu.Lock()
				sent = append(sent, sentFile{c.token, id, text})
				mu.Unlock()
			}
		})
	}
	for k := range 15 {
		time.Sleep(time.Duration(700+170*(k%5)) * time.Millisecond)
		s.kill()
		s.start()
	}
	time.Sleep(time.Second)
	cancel()
	wg.Wait()
	if len(sent) == 0 {
		t.Fatalf("nothing was sent between the kills; the server says:\n%s", tail(s.log.Bytes()))
	}
	checkFiles(t, s, sent, tokens)
	t.Logf("%d files sent over 15 kills", len(sent))
}

// checkFiles reads everything back from a server that is not killed again.
func checkFiles(t *testing.T, s *crashServer, sent []sentFile, tokens map[string]bool) {
	t.Helper()
	check := &crashCustomer{s: s}
	var awake struct{ Token string }
	if err := check.call(t.Context(), http.MethodPost, "/api/v1/chat/sessions", map[string]string{"key": s.key, "language": "id"}, &awake); err != nil {
		t.Fatal(err)
	}
	for _, f := range sent {
		if got, err := check.fetch(t.Context(), f); err != nil || got != f.text {
			t.Fatalf("%s: %d bytes of %d, %v", f.file, len(got), len(f.text), err)
		}
	}
	messages := 0
	for token := range tokens { // those too whose acknowledgement was lost
		check.token = token
		var p struct {
			Messages []struct {
				Direction   string
				Attachments []struct {
					ID   string
					Size int64
				}
			}
		}
		if err := check.call(t.Context(), http.MethodGet, "/api/v1/chat/messages", nil, &p); err != nil {
			t.Fatal(err)
		}
		for _, m := range p.Messages {
			if m.Direction != "in" {
				continue
			}
			messages++
			if len(m.Attachments) != 1 {
				t.Fatalf("a message with %d files", len(m.Attachments))
			}
			got, err := check.fetch(t.Context(), sentFile{token: token, file: m.Attachments[0].ID})
			if err != nil || int64(len(got)) != m.Attachments[0].Size || !bytes.HasPrefix([]byte(got), []byte("berkas ")) {
				t.Fatalf("%s: %d bytes, %v", m.Attachments[0].ID, len(got), err)
			}
		}
	}
	if messages < len(sent) {
		t.Errorf("%d messages are there, %d were acknowledged", messages, len(sent))
	}
}
