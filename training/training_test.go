package training

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/understand"
)

const shop = "ws_shop"

// matters are what the customers of the tests' shop write, in sentences that share little.
var matters = map[string][]string{
	"order_status": {
		"paket saya sudah sampai mana", "cek status pesanan dong", "pesanan saya di mana sekarang", "kapan paketku tiba", "tolong lacak kiriman saya",
		"resi saya kok belum bergerak", "barang yang saya pesan sudah dikirim belum", "posisi paket terakhir di mana", "lacak pesanan", "status pengiriman pesanan saya",
	},
	"refund": {
		"uang saya kapan kembali", "saya minta pengembalian dana", "refund belum masuk rekening", "dana retur belum cair", "kapan uangnya dibalikin",
		"cara minta uang kembali", "pengembalian uang saya lama sekali", "refund saya sudah diproses belum", "saya mau refund", "saldo refund tidak masuk",
	},
	"opening_hours": {
		"jam berapa toko buka", "toko tutup jam berapa", "hari minggu buka tidak", "apakah buka hari libur", "jam operasional toko",
		"besok buka jam berapa", "malam masih buka", "buka dari jam berapa sampai jam berapa", "tanggal merah toko buka", "jadwal buka toko",
	},
	"change_address": {
		"saya mau ganti alamat kirim", "alamat saya salah tolong diubah", "bisa ubah alamat pengiriman", "pindahkan kiriman ke alamat kantor", "salah tulis nomor rumah",
		"tolong koreksi alamat tujuan", "ganti alamat ke rumah orang tua", "alamatnya keliru", "mau ubah kota tujuan", "update alamat penerima",
	},
}

func pack() Pack {
	p := Pack{Titles: map[string]terang.Text{"refund": {"id": "Uang kembali", "en": "Money back"}}}
	for _, intent := range slices.Sorted(func(yield func(string) bool) {
		for name := range matters {
			if !yield(name) {
				return
			}
		}
	}) {
		for i, text := range matters[intent] {
			p.Examples = append(p.Examples, understand.Example{Intent: intent, Text: text, Language: "id", Where: fmt.Sprintf("intents/%s.id.tsv:%d", intent, i+2)})
		}
	}
	return p
}

// giftWrap is a matter that the pack knows nothing of.
var giftWrap = []Addition{
	{Intent: "gift_wrap", Language: "id", Text: "bisa bungkus kado tidak"},
	{Intent: "gift_wrap", Language: "id", Text: "tolong dibungkus kado ya"},
	{Intent: "gift_wrap", Language: "id", Text: "ada kertas kado dan pita"},
	{Intent: "gift_wrap", Language: "id", Text: "mau dibungkus cantik untuk hadiah"},
	{Intent: "gift_wrap", Language: "id", Text: "kadonya dikasih kartu ucapan"},
}

const giftQuestion = "kak bisa sekalian bungkus kado"

// runes is a sentence encoder that is good enough to be told from none: runs of three letters, counted by their digest.
type runes struct{}

func (runes) Digest() string { return "runes-of-the-tests" }

func (runes) Encode(texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		v := make([]float32, 384)
		for g := range trigrams(text) {
			h := fnv.New32a()
			h.Write([]byte(g))
			v[h.Sum32()%384]++
		}
		out[i] = v
	}
	return out, nil
}

// room is a service on a store, with what the brain would be given.
type room struct {
	*Service
	t    *testing.T
	pack Pack
	mu   sync.Mutex
	live *understand.Model
	log  *logbook
}

type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var made atomic.Int64

// open starts a service on a store, as a node does.
func open(t *testing.T, db *store.DB, p Pack, enc understand.Encoder) *room {
	t.Helper()
	r := &room{t: t, pack: p, log: new(logbook)}
	r.Service = New(Parts{
		Store: db, Encoder: enc, Clock: time.Now, Logger: slog.New(slog.NewTextHandler(r.log, nil)),
		IDs: func(prefix string) string { return fmt.Sprintf("%s_%06d", prefix, made.Add(1)) },
		Swap: func(ws string, m *understand.Model) error {
			if ws != shop {
				return errors.New("swapped for another workspace: " + ws)
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.live = m
			return nil
		},
	})
	t.Cleanup(r.Close)
	m, err := r.Open(t.Context(), shop, p)
	r.check(err)
	r.live = m
	return r
}

func (r *room) check(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// hears is the intent that the next message would be given.
func (r *room) hears(text string) string {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if read := r.live.Understand(text, understand.Context{Language: "id"}); len(read.Intents) > 0 {
		return read.Intents[0].Intent
	}
	return ""
}

func (r *room) add(additions ...Addition) Draft {
	r.t.Helper()
	d, err := r.Change(r.t.Context(), shop, "agt_rina", additions, nil, true)
	r.check(err)
	return d
}

// try tries the draft to the end.
func (r *room) try() Trial {
	r.t.Helper()
	begun, err := r.Try(r.t.Context(), shop)
	r.check(err)
	return r.done(begun.ID)
}

func (r *room) done(id string) (out Trial) {
	r.t.Helper()
	r.until("the trial is done", func() bool {
		var err error
		out, err = r.Trial(r.t.Context(), shop, id)
		r.check(err)
		return out.State != TrialRunning
	})
	if out.State != TrialDone {
		r.t.Fatalf("the trial ended as %+v\n%s", out, r.log)
	}
	return out
}

func (r *room) until(what string, is func() bool) {
	r.t.Helper()
	for end := time.Now().Add(2 * time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("not within two minutes: %s\n%s", what, r.log)
		}
	}
}

// publish adds, tries and publishes.
func (r *room) publish(additions ...Addition) store.Training {
	r.t.Helper()
	r.add(additions...)
	v, err := r.Publish(r.t.Context(), shop, "agt_rina", r.try().ID)
	r.check(err)
	return v
}

func (r *room) example(text string) Example {
	r.t.Helper()
	found, _, err := r.Examples(shop, Filter{Words: text})
	r.check(err)
	if len(found) != 1 {
		r.t.Fatalf("%q: %+v", text, found)
	}
	return found[0]
}

func wants(t *testing.T, err error, kind terang.ErrorKind, codes ...string) *terang.Error {
	t.Helper()
	var e *terang.Error
	if !errors.As(err, &e) || e.Kind != kind || !slices.Contains(codes, e.Code) {
		t.Fatalf("wanted %s %s, got %v", kind, codes, err)
	}
	return e
}

// hear stores messages of contacts as the assistant does where it did not understand them.
func hear(t *testing.T, db *store.DB, conversation string, texts ...string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		for i, text := range texts {
			seq, at := int64(i+1), time.UnixMilli(1_780_000_000_000+int64(i))
			m := terang.Message{
				ID: fmt.Sprintf("msg_%s_%d", conversation, seq), WorkspaceID: shop, ConversationID: conversation, Seq: seq, Kind: terang.KindText,
				Direction: terang.In, Language: "id", Content: terang.Content{Text: text}, At: at,
			}
			if err := store.InsertMessages(tx, []terang.Message{m}); err != nil {
				return err
			}
			if err := store.InsertMissed(tx, store.Missed{WorkspaceID: shop, ConversationID: conversation, Seq: seq, At: at}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (r *room) missed() (texts []string) {
	r.t.Helper()
	groups, _, err := r.Missed(r.t.Context(), shop, "", 400)
	r.check(err)
	for _, g := range groups {
		for _, m := range g.Messages {
			texts = append(texts, m.Text)
		}
	}
	slices.Sort(texts)
	return texts
}
