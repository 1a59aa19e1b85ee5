package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/config"
	"terang/provenance/receipt"
	"terang/store"
)

func picture(t *testing.T, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// upload adds a file; the answer is a problem where that did not work.
func (h *house) upload(path, name, data string, who as) (terang.Attachment, reply) {
	h.t.Helper()
	r := h.call("POST", path+"?name="+url.QueryEscape(name), data, who, with("Content-Type", "application/octet-stream"))
	var out struct{ Attachment terang.Attachment }
	if r.status == http.StatusCreated {
		r.into(h.t, &out)
	}
	return out.Attachment, r
}

func digestOf(data string) string {
	sum := sha256.Sum256([]byte(data))
	return hex.EncodeToString(sum[:])
}

func (h *house) sendFiles(path, clientID, text string, who as, ids ...string) reply {
	h.t.Helper()
	body, _ := json.Marshal(map[string]any{"client_id": clientID, "text": text, "attachments": ids})
	return h.call("POST", path, string(body), who)
}

const (
	chatFiles = "/api/v1/chat/attachments"
	chatSay   = "/api/v1/chat/messages"
)

// TestFilesGoBothWays: a contact sends a photo without a word and the assistant says that it cannot open it; an agent sees it,
// and answers with a PDF, to whose very bytes the receipt commits.
func TestFilesGoBothWays(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		at := "/api/v1/conversations/" + h.a.conversation
		photo, r := h.upload(chatFiles, "../IMG 1.PNG", picture(t, 1200, 600), bearing(h.a.contact))
		if r.status != 201 || photo.Type != "image/jpeg" || photo.Name != "IMG 1.jpg" || photo.Width != 1200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if r := h.call("GET", at+"/attachments/"+photo.ID, "", signedIn(h.a.session)); r.status != 404 {
			t.Errorf("an agent sees what was not sent: %d", r.status)
		}
		first := h.sendFiles(chatSay, "f1", "", bearing(h.a.contact), photo.ID)
		if first.status != 201 || !strings.Contains(first.body, photo.Digest) {
			t.Fatalf("%d %s", first.status, first.body)
		}
		if again := h.sendFiles(chatSay, "f1", "", bearing(h.a.contact), photo.ID); again.status != 200 || again.body != first.body {
			t.Errorf("the same id again: %d %s", again.status, again.body)
		}
		if r := h.sendFiles(chatSay, "f2", "lagi", bearing(h.a.contact), photo.ID); r.problem().Code != "attachment_used" {
			t.Errorf("in two messages: %d %s", r.status, r.body)
		}
		h.settled(h.a)
		if r := h.call("GET", chatSay, "", bearing(h.a.contact)); !strings.Contains(r.body, "tidak dapat membuka isinya") {
			t.Errorf("the assistant says nothing of the file: %s", r.body)
		}
		if r := h.call("GET", at+"/attachments/"+photo.ID+"?variant=preview", "", signedIn(h.a.session)); r.status != 200 {
			t.Errorf("the preview: %d %s", r.status, r.body)
		} else if c, kind, err := image.DecodeConfig(strings.NewReader(r.body)); err != nil || kind != "jpeg" || c.Width != 960 {
			t.Errorf("the preview: %v %v", c, err)
		}
		if r := h.call("POST", at+"/claim", "", signedIn(h.a.session)); r.status != 200 {
			t.Fatal(r.body)
		}
		const pdf = "%PDF-1.7\n% nota\n%%EOF\n"
		sent, r := h.upload(at+"/attachments", "nota résumé.pdf", pdf, signedIn(h.a.session))
		if r.status != 201 || sent.Digest != digestOf(pdf) {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if r := h.call("GET", chatFiles+"/"+sent.ID, "", bearing(h.a.contact)); r.status != 404 {
			t.Errorf("the contact sees what was not sent: %d", r.status)
		}
		r = h.sendFiles(at+"/messages", "r1", "", signedIn(h.a.session), sent.ID)
		if r.status != 201 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		var out struct{ Message struct{ ID string } }
		r.into(t, &out)
		got := h.call("GET", chatFiles+"/"+sent.ID, "", bearing(h.a.contact))
		if got.status != 200 || got.body != pdf {
			t.Errorf("%d %q", got.status, got.body)
		}
		h.committed(out.Message.ID, sent)
		if r := h.call("GET", at+"/transcript", "", signedIn(h.a.session)); !strings.Contains(r.body, sent.Digest) || !strings.Contains(r.body, photo.Digest) {
			t.Errorf("the transcript names no digests: %s", r.body)
		}
	})
}

// committed checks by the receipt alone, as anybody can, that the message says which file it was.
func (h *house) committed(messageID string, a terang.Attachment) {
	h.t.Helper()
	r := h.call("GET", "/api/v1/chat/receipts/"+messageID, "", bearing(h.a.contact))
	if r.status != 200 {
		h.t.Fatal(r.status, r.body)
	}
	key, err := h.server.Proofs.Verifier(h.t.Context(), h.a.workspace.ID)
	h.check(err)
	report, err := receipt.Verify([]byte(r.body), key)
	h.check(err)
	if body := string(report.Body); !strings.Contains(body, `"digest":"`+a.Digest+`"`) || !strings.Contains(body, `"name":"`+a.Name+`"`) || !strings.Contains(body, `"type":"application/pdf"`) {
		h.t.Errorf("the receipt does not commit to the file: %s", body)
	}
}

// TestFilesAreHandedOutSafely: what a browser may draw is only what the house drew; the rest is saved, whatever it is called.
func TestFilesAreHandedOutSafely(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, c := range map[string]struct{ data, kind, disposition string }{
		"foto.jpg":      {picture(t, 8, 8), "image/jpeg", `inline; filename=foto.jpg`},
		"nota.pdf":      {"%PDF-1.7\n", "application/pdf", `attachment; filename=nota.pdf`},
		"catatan.txt":   {"halo, <b>apa kabar</b>", "text/plain; charset=utf-8", `attachment; filename=catatan.txt`},
		"nöta \r\n.pdf": {"%PDF-1.7\n", "application/pdf", `attachment; filename*=utf-8''n%C3%B6ta%20.pdf`},
	} {
		a, r := h.upload(chatFiles, name, c.data, bearing(h.a.contact))
		if r.status != 201 {
			t.Fatalf("%q: %d %s", name, r.status, r.body)
		}
		r = h.call("GET", chatFiles+"/"+a.ID, "", bearing(h.a.contact))
		want := map[string]string{
			"Content-Type": c.kind, "Content-Disposition": c.disposition, "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache",
			"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin",
		}
		for k, v := range want {
			if got := r.header.Get(k); got != v {
				t.Errorf("%q: %s is %q, want %q", name, k, got, v)
			}
		}
		if again := h.call("GET", chatFiles+"/"+a.ID, "", bearing(h.a.contact), with("If-None-Match", r.header.Get("ETag"))); again.status != 304 || again.body != "" {
			t.Errorf("%q asked for again: %d", name, again.status)
		}
	}
}

// TestHostileFilesAreRefusedInWords walks what must not come in.
func TestHostileFilesAreRefusedInWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Limits.File = 64 << 10 })
	for _, c := range []struct{ name, data, code string }{
		{"virus.exe", "MZ\x90\x00", "file_name"},
		{"foto.jpg", "MZ\x90\x00\x03\x00\x00\x00", "file_kind"},
		{"foto.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_name"},
		{"foto.png", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_kind"},
		{"hai.txt", "<!doctype html><script>alert(1)</script>", "file_kind"},
		{"besar.txt", strings.Repeat("a", 70<<10), "file_too_large"},
		{"rusak.jpg", picture(t, 100, 100)[:300], "file_damaged"},
		{"kosong.txt", "", "file_empty"},
	} {
		_, r := h.upload(chatFiles, c.name, c.data, bearing(h.a.contact))
		p := r.problem()
		if p.Code != c.code || p.Title == "" || p.Detail == "" || strings.Contains(p.Detail, "{") {
			t.Errorf("%s: %d %s", c.name, r.status, r.body)
		}
	}
	if _, r := h.upload(chatFiles, "a.txt", "halo", func(*http.Request) {}); r.status != 401 {
		t.Errorf("without a token: %d", r.status)
	}
	// A body without a length, larger than is let in, is not read to its end.
	endless := io.LimitReader(zeros{}, 1<<30)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url+chatFiles+"?name=a.txt", endless)
	if err != nil {
		t.Fatal(err)
	}
	bearing(h.a.contact)(req)
	if res, err := http.DefaultClient.Do(req); err == nil {
		_ = res.Body.Close()
		if res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("an endless file: %d", res.StatusCode)
		}
	}
	if h.server.uploads.left != maxUploading {
		t.Errorf("%d bytes of room are not given back", maxUploading-h.server.uploads.left)
	}
}

type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// TestFilesStayInTheirConversation: neither another contact nor another workspace has them, and nobody sends somebody else's.
func TestFilesStayInTheirConversation(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		mine, _ := h.upload(chatFiles, "a.txt", "rahasia", bearing(h.a.contact))
		if r := h.sendFiles(chatSay, "m", "ini", bearing(h.a.contact), mine.ID); r.status != 201 {
			t.Fatal(r.body)
		}
		h.settled(h.a)
		if r := h.call("GET", chatFiles+"/"+mine.ID, "", bearing(h.b.contact)); r.status != 404 {
			t.Errorf("another contact: %d", r.status)
		}
		if r := h.call("GET", "/api/v1/conversations/"+h.a.conversation+"/attachments/"+mine.ID, "", signedIn(h.b.session)); r.status != 404 {
			t.Errorf("another workspace: %d", r.status)
		}
		if r := h.call("GET", "/api/v1/conversations/"+h.b.conversation+"/attachments/"+mine.ID, "", signedIn(h.b.session)); r.status != 404 {
			t.Errorf("by another conversation: %d", r.status)
		}
		other, _ := h.upload(chatFiles, "b.txt", "lain", bearing(h.a.contact))
		if r := h.sendFiles(chatSay, "x", "", bearing(h.b.contact), other.ID); r.problem().Code != "attachment_not_found" {
			t.Errorf("somebody else's: %s", r.body)
		}
		if r := h.call("POST", "/api/v1/conversations/"+h.a.conversation+"/claim", "", signedIn(h.a.session)); r.status != 200 {
			t.Fatal(r.body)
		}
		if r := h.sendFiles("/api/v1/conversations/"+h.a.conversation+"/messages", "y", "", signedIn(h.a.session), other.ID); r.problem().Code != "attachment_not_found" {
			t.Errorf("an agent sends the contact's: %s", r.body)
		}
		if r := h.call("DELETE", chatFiles+"/"+other.ID, "", bearing(h.b.contact)); r.status != 404 {
			t.Errorf("removed by another: %d", r.status)
		}
		if r := h.call("DELETE", chatFiles+"/"+mine.ID, "", bearing(h.a.contact)); r.status != 404 {
			t.Errorf("a sent file is removed: %d", r.status)
		}
		if r := h.call("DELETE", chatFiles+"/"+other.ID, "", bearing(h.a.contact)); r.status != 204 {
			t.Errorf("removed by its owner: %d", r.status)
		}
		if n := h.pieces(); n != 1 {
			t.Errorf("%d pieces are left, want that of the sent file", n)
		}
	})
}

func (h *house) pieces() (n int) {
	h.t.Helper()
	h.check(h.db.QueryRow(h.t.Context(), `select count(*) from attachment_piece`).Scan(&n))
	return n
}

// TestAnErasureTakesTheFiles, and what waited too long goes by itself.
func TestAnErasureTakesTheFiles(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		large := strings.Repeat("panjang ", 200<<10) // twenty-five pieces, in two transactions
		a, r := h.upload(chatFiles, "a.txt", large, bearing(h.a.contact))
		if r.status != 201 {
			t.Fatal(r.body)
		}
		if r := h.sendFiles(chatSay, "m", "ini", bearing(h.a.contact), a.ID); r.status != 201 {
			t.Fatal(r.body)
		}
		h.settled(h.a)
		if got := h.call("GET", chatFiles+"/"+a.ID, "", bearing(h.a.contact)); got.body != large {
			t.Errorf("%d bytes of %d came back", len(got.body), len(large))
		}
		if _, r := h.upload(chatFiles, "b.txt", "tidak terkirim", bearing(h.a.contact)); r.status != 201 {
			t.Fatal(r.body)
		}
		h.clock.Add(int64(80 * time.Hour))
		if n, err := h.server.Files.Sweep(t.Context()); err != nil || n != 1 || h.pieces() != 25 {
			t.Errorf("swept %d, %v; %d pieces are left", n, err, h.pieces())
		}
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error { return h.server.Proofs.Erase(tx, h.a.workspace.ID, h.a.contactID) }))
		if n := h.pieces(); n != 0 {
			t.Errorf("%d pieces after the erasure", n)
		}
		if r := h.call("GET", "/api/v1/conversations/"+h.a.conversation+"/attachments/"+a.ID, "", signedIn(h.a.session)); r.status != 404 {
			t.Errorf("after the erasure: %d", r.status)
		}
	})
}

func TestFilesHaveAQuota(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Limits.Files = 1 << 20 })
	half := strings.Repeat("a", 600<<10)
	if _, r := h.upload(chatFiles, "a.txt", half, bearing(h.a.contact)); r.status != 201 {
		t.Fatal(r.body)
	}
	if _, r := h.upload(chatFiles, "b.txt", half, bearing(h.a.contact)); r.status != 429 || r.problem().Code != "files_quota" {
		t.Errorf("%d %s", r.status, r.body)
	}
	h.clock.Add(int64(25 * time.Hour))
	if _, r := h.upload(chatFiles, "b.txt", half, bearing(h.a.contact)); r.status != 201 {
		t.Errorf("a day later: %s", r.body)
	}
	for i := range 20 {
		_, r := h.upload(chatFiles, "c.txt", "halo", bearing(h.a.contact))
		if r.status != 201 {
			if i < 17 || r.problem().Code != "files_waiting" {
				t.Errorf("file %d: %s", i, r.body)
			}
			return
		}
	}
	t.Error("files wait without end")
}

// TestADamagedFileIsNotHandedOut: bytes that are not those of the digest end in an unfinished answer, not in a wrong file.
func TestADamagedFileIsNotHandedOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, _ := h.upload(chatFiles, "a.txt", "jumlah: 100", bearing(h.a.contact))
	h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`update attachment_piece set data = $1 where attachment_id = $2`, []byte("jumlah: 900"), a.ID)
		return err
	}))
	r := h.call("GET", chatFiles+"/"+a.ID, "", bearing(h.a.contact))
	if r.status != 500 || strings.Contains(r.body, "900") {
		t.Errorf("%d %s", r.status, r.body)
	}
}
