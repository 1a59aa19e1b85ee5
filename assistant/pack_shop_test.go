package assistant_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/action"
	"terang/engine"
	"terang/internal/toko"
)

const shopKey = "a key for tests only"

// customer is somebody who talks to the pack's brain, with the real shop behind it.
type customer struct {
	t      *testing.T
	brain  *engine.Brain
	client *action.Client
	url    string
	state  engine.State
	seq    int64
	holder terang.Holder
	card   *terang.HandOver
	last   terang.Content
}

func newCustomer(t *testing.T) *customer {
	t.Helper()
	server, err := toko.New(toko.Config{Dir: t.TempDir(), APIKey: shopKey, Clock: time.Now, Random: rand.Reader, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(server.Handler())
	pack := retail(t)
	client, err := action.New(action.Config{
		BaseURL: s.URL, Allow: []string{strings.TrimPrefix(s.URL, "http://")},
		Credential: action.Credential{Header: toko.APIKeyHeader, Value: shopKey},
		Specs:      pack.Actions, Clock: time.Now, Jitter: func() float64 { return 0 },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		s.CloseClientConnections()
		s.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return &customer{t: t, brain: pack.Brain, client: client, url: s.URL, holder: terang.HolderAssistant}
}

// code reads the newest one-time code from a customer's make-believe phone.
func (c *customer) code(customerID string) string {
	c.t.Helper()
	res, err := http.Get(c.url + "/demo/phone/" + customerID + "/messages")
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		c.t.Fatal(err)
	}
	newest, at := "", int64(-1)
	var page struct {
		Items []struct {
			ID   int64  `json:"id"`
			Text string `json:"text"`
		} `json:"items"`
	}
	if err := json.Unmarshal(b, &page); err != nil {
		c.t.Fatal(err)
	}
	for _, m := range page.Items {
		if found := regexp.MustCompile(`\d{6}`).FindString(m.Text); found != "" && m.ID > at {
			newest, at = found, m.ID
		}
	}
	if newest == "" {
		c.t.Fatalf("no code on the phone: %s", b)
	}
	return newest
}

// says gives one message and returns all that is said back.
func (c *customer) says(text, choice string) string {
	c.t.Helper()
	c.seq++
	var said []string
	in := engine.Input{Kind: engine.InputMessage, Text: text, Choice: choice}
	for range 12 {
		in.Seq, in.Now, in.Holder, in.Desk = c.seq, time.Now(), c.holder, engine.Desk{Online: 1}
		next, effects := c.brain.Step(c.state, in)
		c.state = next
		var call *engine.Call
		for _, e := range effects {
			switch e := e.(type) {
			case engine.Say:
				said = append(said, e.Draft.Content.Text)
				c.last = e.Draft.Content
			case engine.Call:
				call = &e
			case engine.HandOver:
				c.card, c.holder = &e.Card, terang.HolderQueue
			}
		}
		if call == nil {
			return strings.Join(said, "\n")
		}
		res, err := c.client.Call(context.Background(), action.Request{Action: call.Action, Inputs: call.Inputs, Key: call.Key, Scope: "test"})
		r := engine.ActionResult{Key: call.Key, OK: err == nil, Status: res.Status, Data: res.Data}
		var e *terang.Error
		if errors.As(err, &e) {
			r.ErrorCode = e.Code
		}
		in = engine.Input{Kind: engine.InputActionResult, Result: r}
	}
	c.t.Fatal("the turn does not end")
	return ""
}

func (c *customer) wants(said string, words ...string) {
	c.t.Helper()
	for _, w := range words {
		if !strings.Contains(said, w) {
			c.t.Errorf("no %q in: %s", w, said)
		}
	}
}

// TestThePackServesTheShop plays the retail pack's playbooks against the real system of the demo's shop.
func TestThePackServesTheShop(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	c.wants(c.says("paketku kok blm nyampe ya, no "+toko.DemoOrder, ""), "kode 6 angka", "4321")
	c.wants(c.says("000000", ""), "tidak cocok", "4 kali lagi")
	c.wants(c.says(c.code(toko.DemoCustomer), ""), "terlambat", "banjir di Karawang", "Perkiraan baru tiba")
	if c.last.Card == nil || len(c.last.Card.Steps) < 5 || c.last.Card.Steps[len(c.last.Card.Steps)-1].State != "next" {
		t.Errorf("no time line: %+v", c.last.Card)
	}
	c.wants(c.says("Pesanan lain", "start:order_status"), "Pesanan yang mana?")
	if len(c.last.Replies) < 3 {
		t.Errorf("no orders to choose from: %+v", c.last.Replies)
	}
	c.wants(c.says("TRG-1055", "TRG-1055"), "TRG-1055 berjalan sesuai jadwal", "menunggu dikemas")
	c.wants(c.says("lupa sandi", ""), "buatkan tautan", "Sari Wulandari")
	c.wants(c.says("ya", ""), "http://localhost:8081/", "Berlaku sekali")
	c.wants(c.says("minta nota TRG-1012", ""), "Penanak nasi 1,8 liter · Rp 549.000")
	c.wants(c.says("cek pesanan TRG-1038", ""), "tidak ada di akun Sari Wulandari") // somebody else's
	c.wants(c.says("batal", ""), "hentikan")
	c.wants(c.says("mau booking servis di toko", ""), "untuk apa")
	c.says("Servis di toko", "repair")
	if len(c.last.Replies) == 0 {
		t.Fatal("no times to choose from")
	}
	c.wants(c.says(c.last.Replies[0].Label, c.last.Replies[0].Value), "pesankan janji temu untuk Sari Wulandari")
	c.wants(c.says("iya", ""), "Janji temu tercatat untuk Sari Wulandari")
	c.wants(c.says("batalkan pesanan TRG-1055", ""), "Batalkan pesanan ini?")
	c.wants(c.says("iya", ""), "TRG-1055 sudah dibatalkan", "Pengembalian dana Rp")
	undo := c.last.Replies[len(c.last.Replies)-1]
	c.wants(c.says(undo.Label, undo.Value), "TRG-1055 berjalan lagi")
	c.says("batalkan pesanan TRG-1055", "")
	c.wants(c.says("ga jadi", ""), "tetap berjalan")
	if c.card != nil {
		t.Errorf("a person was needed: %+v", c.card)
	}
}

// TestNobodyLearnsWhoIsACustomer: an order that nobody has is answered like any other, and no code fits it.
func TestNobodyLearnsWhoIsACustomer(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	c.wants(c.says("cek pesanan TRG-9999", ""), "Bila nomor pesanan TRG-9999 terdaftar")
	c.says("111111", "")
	c.says("222222", "")
	c.says("333333", "")
	if c.card == nil || c.card.Reason != terang.ReasonVerificationFailed {
		t.Errorf("no person after three wrong codes: %+v", c.card)
	}
}
