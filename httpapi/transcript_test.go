package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"terang"
	"terang/config"
	"terang/provenance/receipt"
	"terang/store"
	"terang/transcript"
)

type transcriptFile struct {
	Legend   []transcript.LegendEntry
	Messages []struct {
		ID, Kind, Direction string
		Seq                 int64
		Author              struct{ Kind, Label, Name string }
		Content             terang.Content
		Receipt             *struct {
			Index int64
			Code  string
			File  string
		}
	}
}

// talk lets a person take over workspace A's conversation, leave a note, and reply.
func (h *house) talk(reply string) {
	h.t.Helper()
	h.settled(h.a)
	at := "/api/v1/conversations/" + h.a.conversation
	for path, body := range map[string]string{"/claim": ""} {
		if r := h.call("POST", at+path, body, signedIn(h.a.session)); r.status != 200 {
			h.t.Fatal(r.status, r.body)
		}
	}
	for path, text := range map[string]string{"/notes": "CATATAN RAHASIA", "/messages": reply} {
		body, _ := json.Marshal(map[string]string{"client_id": "t" + path[1:], "text": text})
		if r := h.call("POST", at+path, string(body), signedIn(h.a.session)); r.status != 201 {
			h.t.Fatal(r.status, r.body)
		}
	}
}

func TestTranscriptsNameEachAuthorAndProveEachMessage(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.say(h.a.contact, "bad", "=HYPERLINK(1)")
		h.talk("Saya cek dulu.")
		for path, who := range map[string]as{"/api/v1/chat/transcript": bearing(h.a.contact), "/api/v1/conversations/" + h.a.conversation + "/transcript": signedIn(h.a.session)} {
			for format, kind := range map[string]string{"": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8", "csv": "text/csv; charset=utf-8; header=present", "json": "application/json"} {
				target := path
				if format != "" {
					target += "?format=" + format
				}
				r := h.call("GET", target, "", who, with("Accept-Language", "id"))
				if r.status != 200 || r.header.Get("Content-Type") != kind || !strings.HasPrefix(r.header.Get("Content-Disposition"), `attachment; filename="terang-cnv_`) {
					t.Fatalf("%s: %d %v", target, r.status, r.header)
				}
				for _, word := range []string{"Asisten AI", "(ai)", "Petugas", h.a.owner.Name, "Saya cek dulu."} {
					if format == "csv" || format == "json" {
						word = strings.Trim(word, "()")
					}
					if !strings.Contains(r.body, word) {
						t.Errorf("%s: %q is not in it", target, word)
					}
				}
				if strings.Contains(r.body, "RAHASIA") {
					t.Errorf("%s shows an internal note", target)
				}
				if format == "csv" && strings.Contains(r.body, ",=HYPERLINK") {
					t.Errorf("%s has a formula", target)
				}
			}
			var f transcriptFile
			h.call("GET", path+"?format=json", "", who).into(t, &f)
			h.proves(f)
		}
		if r := h.call("GET", "/api/v1/chat/transcript?format=exe", "", bearing(h.a.contact)); r.status != 422 {
			t.Errorf("an unknown format: %d", r.status)
		}
	})
}

// proves checks that every message that went out has a receipt for these very words.
func (h *house) proves(f transcriptFile) {
	h.t.Helper()
	proved := 0
	for _, m := range f.Messages {
		if m.Direction == "in" {
			if m.Receipt != nil || m.Author.Kind != "contact" {
				h.t.Errorf("an inbound message: %+v", m)
			}
			continue
		}
		if m.Receipt == nil || m.Author.Label == "" {
			h.t.Fatalf("%s has no receipt or label", m.ID)
		}
		p, err := receipt.Parse([]byte(m.Receipt.File))
		h.check(err)
		single, err := h.server.Proofs.Proof(h.t.Context(), h.a.workspace.ID, m.ID)
		h.check(err)
		alone, err := receipt.Parse(single) // the log may have grown since: whoever looks at a contact's data leaves a leaf
		h.check(err)
		if _, err := receipt.Verify([]byte(m.Receipt.File), alone.Key); err != nil || p.Index != m.Receipt.Index || p.Index != alone.Index || !bytes.Equal(p.Statement, alone.Statement) || !bytes.Equal(p.Body, alone.Body) {
			h.t.Errorf("%s has another receipt than by itself: %v", m.ID, err)
		}
		text, err := json.Marshal(m.Content.Text)
		h.check(err)
		if _, start, ok := receipt.ParseCode(m.Receipt.Code); !ok || start == "" || !strings.Contains(string(p.Body), strings.Trim(string(text), `"`)) {
			h.t.Errorf("%s: the receipt is of %s", m.ID, p.Body)
		}
		proved++
	}
	if proved < 3 || len(f.Legend) != 6 {
		h.t.Errorf("%d messages proved, %d kinds explained", proved, len(f.Legend))
	}
}

func TestLongTranscriptsAreWhole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.talk("Baik.")
	const more = 2*transcriptPage + 7
	conv, err := store.Conversation(t.Context(), h.db, h.a.workspace.ID, h.a.conversation)
	h.check(err)
	ms := make([]terang.Message, more)
	for i := range ms {
		conv.Seq++
		ms[i] = terang.Message{
			ID: h.server.IDs("msg"), WorkspaceID: h.a.workspace.ID, ConversationID: conv.ID, Seq: conv.Seq, Kind: terang.KindText, Direction: terang.In,
			Author: terang.ByContact(), Language: terang.Indonesian, Content: terang.Content{Text: fmt.Sprintf("pesan %d;", i)}, At: h.server.Clock(),
		}
	}
	was := conv
	was.Seq -= more
	h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
		if err := store.InsertMessages(tx, ms); err != nil {
			return err
		}
		return store.SaveConversation(tx, &conv, &was)
	}))
	for _, format := range []string{"txt", "html", "csv", "json"} {
		r := h.call("GET", "/api/v1/chat/transcript?format="+format, "", bearing(h.a.contact))
		for i := range more {
			if n := strings.Count(r.body, fmt.Sprintf("pesan %d;", i)); n != 1 {
				t.Fatalf("%s: message %d is there %d times", format, i, n)
			}
		}
	}
	var f struct{ Conversations []transcriptFile }
	h.call("GET", "/api/v1/contacts/"+conv.ContactID+"/export", "", signedIn(h.a.session)).into(t, &f)
	if len(f.Conversations) != 1 || len(f.Conversations[0].Messages) < more {
		t.Errorf("%d conversations", len(f.Conversations))
	}
}

// TestHalfAFileIsNotTakenForAWholeOne: what fails before the answer began is a problem; after that the connection is cut.
func TestHalfAFileIsNotTakenForAWholeOne(t *testing.T) {
	t.Parallel()
	h := newEmptyHouse(t)
	try := func(n int) (w *httptest.ResponseRecorder, cut any) {
		w = httptest.NewRecorder()
		w.Header().Set("Content-Disposition", "attachment")
		defer func() { cut = recover() }()
		h.server.streamed("test", "text/plain", "x", func(w io.Writer) error {
			_, err := w.Write(make([]byte, n))
			return errors.Join(err, terang.Fail(terang.Unavailable, "store_busy"))
		}).Body(humago.NewContext(&huma.Operation{}, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil), w))
		return w, nil
	}
	w, cut := try(10)
	if cut != nil || w.Code != 503 || w.Header().Get("Content-Type") != problemType || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("%d %v %v", w.Code, w.Header(), cut)
	}
	if _, cut = try(2 * transcriptBuffer); cut != http.ErrAbortHandler { //nolint:errorlint // a panic's value
		t.Errorf("the connection was not cut: %v", cut)
	}
}

func TestTranscriptsOfAContactAreCounted(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Limits.Contact = config.Rate{PerMinute: 1, Burst: 3} })
	for range 5 {
		if r := h.call("GET", "/api/v1/chat/transcript", "", bearing(h.a.contact)); r.status == 429 {
			return
		}
	}
	t.Error("a contact may ask for files without end")
}

func TestExportIsOfOnePerson(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.talk("Baik.")
		again, second, _ := h.open(h.a.workspace.PublicKey) // the same person, once more, by the brand's own id
		h.say(again, "c1", "kedua kalinya")
		other, _, _ := h.open(h.a.workspace.PublicKey)
		h.say(other, "c1", "RAHASIA ORANG LAIN")
		contacts := map[string]string{}
		for _, id := range []string{h.a.conversation, second} {
			_, k, err := store.Thread(t.Context(), h.db, h.a.workspace.ID, id)
			h.check(err)
			contacts[id] = k.ID
			h.check(h.db.Write(t.Context(), func(tx *store.Tx) error { return store.VerifyContact(tx, h.a.workspace.ID, k.ID, "C-1042", "Ani") }))
		}
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
			k, err := store.Contact(t.Context(), tx.Reader(), h.a.workspace.ID, contacts[second])
			h.check(err)
			k = k.WithAttribute("city", terang.Attribute{Value: "Bogor", Purpose: "delivery", At: k.CreatedAt}).WithConsent(terang.ClassMarketing, true, k.CreatedAt, "form")
			h.check(store.SaveKnown(tx, &k))
			for i := range exportPage + 1 {
				_, err := store.InsertEvent(tx, store.Event{ID: fmt.Sprint("evt-", i), WorkspaceID: h.a.workspace.ID, Name: "order.paid", Person: "x:C-1042", Data: `{"n":1}`, At: k.CreatedAt, ReceivedAt: k.CreatedAt})
				h.check(err)
			}
			_, err = store.InsertEvent(tx, store.Event{ID: "evt-other", WorkspaceID: h.a.workspace.ID, Name: "order.paid", Person: "x:C-7", Data: `{"n":"RAHASIA"}`, At: k.CreatedAt, ReceivedAt: k.CreatedAt})
			h.check(err)
			_, err = store.InsertRun(tx, store.Run{ID: "run_1", WorkspaceID: h.a.workspace.ID, Kind: store.RunSleep, Playbook: "late@1", Single: "late", ContactID: k.ID, Person: "x:C-1042", State: `{"slots":{"a":"b"}}`, WakeAt: k.CreatedAt.Add(time.Hour), DueAt: k.CreatedAt.Add(time.Hour), CreatedAt: k.CreatedAt})
			return err
		}))
		target := "/api/v1/contacts/" + contacts[h.a.conversation] + "/export"
		r := h.call("GET", target, "", signedIn(h.a.session))
		var f struct {
			Contacts []struct {
				ID         string
				ExternalID string `json:"external_id"`
				Name       string
				Attributes []struct{ Name, Value, Purpose string }
			}
			Consents      []struct{ Class string }
			Events        []struct{ ID string }
			Runs          []struct{ Holds any }
			Legend        []any
			Conversations []struct {
				ID string
				transcriptFile
			}
		}
		r.into(t, &f)
		if r.status != 200 || len(f.Contacts) != 2 || f.Contacts[0].ID != contacts[h.a.conversation] || f.Contacts[0].ExternalID != "C-1042" || len(f.Legend) != 6 {
			t.Errorf("%d %s", r.status, r.body)
		}
		if len(f.Consents) != 1 || len(f.Events) != exportPage+1 || len(f.Runs) != 1 || f.Runs[0].Holds == nil || len(f.Contacts[1].Attributes) != 1 || f.Contacts[1].Attributes[0].Value != "Bogor" {
			t.Errorf("what is known beside the talk: %v %d events %v %+v", f.Consents, len(f.Events), f.Runs, f.Contacts)
		}
		if len(f.Conversations) != 2 || f.Conversations[0].ID != h.a.conversation || f.Conversations[1].ID != second {
			t.Fatalf("%d conversations", len(f.Conversations))
		}
		first := f.Conversations[0].transcriptFile
		first.Legend = make([]transcript.LegendEntry, 6)
		h.proves(first)
		for _, secret := range []string{"RAHASIA", h.a.owner.Email, `"` + h.a.owner.ID + `"`} {
			if strings.Contains(r.body, secret) {
				t.Errorf("%q is in it", secret)
			}
		}
		// It is for those who manage, or a program that may.
		_, secret, err := h.server.Accounts.Invite(t.Context(), h.a.workspace.ID, "Dewi", "dewi@a.id", store.RoleAgent)
		h.check(err)
		_, session, err := h.server.Accounts.SetUp(t.Context(), secret, "", "", password)
		h.check(err)
		for status, who := range map[int]as{403: signedIn(session), 200: bearing(h.a.token), 401: bearing(h.a.contact), 404: signedIn(h.b.session)} {
			if r := h.call("GET", target, "", who); r.status != status {
				t.Errorf("%d, not %d: %s", r.status, status, r.body)
			}
		}
	})
}
