package authoring

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"terang"
	"terang/engine"
	"terang/knowledge"
	"terang/playbook"
	"terang/store"
	"terang/store/storetest"
	"terang/training"
	"terang/understand"
)

const shop = "ws_shop"

// bookText is a playbook that says its words and asks one thing.
func bookText(id string, version int, words string) []byte {
	return fmt.Appendf(nil, `# Kept as it is written.
id: %s
version: %d   # raised by whoever publishes
title: {id: Judul %s, en: Title of %s}
triggers: [%s]
slots:
  colour: {type: text, label: {id: Warna, en: Colour}}
steps:
  - say: {text: {id: "%s", en: "%s"}}
  - ask: {slot: colour, text: {id: "Warna apa?", en: "Which colour?"}}
  - say: {text: {id: "Warnanya {{ slot.colour }}. %s", en: "It is {{ slot.colour }}. %s"}}
`, id, version, id, id, id, words, words, words, words)
}

var matters = map[string][]string{
	"order_status":   {"paket saya sudah sampai mana", "cek status pesanan dong", "pesanan saya di mana sekarang", "kapan paketku tiba", "lacak pesanan", "tolong lacak kiriman saya"},
	"refund":         {"uang saya kapan kembali", "saya minta pengembalian dana", "refund belum masuk rekening", "dana retur belum cair", "saya mau refund", "saldo refund tidak masuk"},
	"opening_hours":  {"jam berapa toko buka", "toko tutup jam berapa", "hari minggu buka tidak", "apakah buka hari libur", "jadwal buka toko", "besok buka jam berapa"},
	"change_address": {"saya mau ganti alamat kirim", "alamat saya salah tolong diubah", "bisa ubah alamat pengiriman", "mau ubah kota tujuan", "update alamat penerima", "alamatnya keliru"},
}

func parsed(t testing.TB, src []byte) *playbook.Playbook {
	t.Helper()
	pb, err := playbook.Parse("playbooks/"+idOf(src)+".yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	return pb
}

// pack is a small pack whose playbooks are given.
func pack(t testing.TB, books ...[]byte) Pack {
	t.Helper()
	p := Pack{Facts: playbook.LintFacts{Languages: []terang.Language{"id", "en"}, Intents: map[string]bool{"order_status": true, "refund": true}}}
	p.Parts.Index = knowledge.NewIndex(nil, understand.Standard)
	p.Parts.Brand = engine.Brand{Name: "Toko"}
	for _, src := range books {
		p.Parts.Playbooks = append(p.Parts.Playbooks, parsed(t, src))
	}
	return p
}

// room is a service on a store with all that it composes, as the program wires it.
type room struct {
	*Service
	t     testing.TB
	teach *training.Service
	mu    sync.Mutex
	books *engine.Brain
	model *understand.Model
	brain atomic.Pointer[engine.Brain]
	log   *bytes.Buffer
}

func open(t testing.TB, db *store.DB, p Pack) *room {
	t.Helper()
	r := &room{t: t, log: &bytes.Buffer{}}
	now := func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
	var n atomic.Int64
	ids := func(prefix string) string { return fmt.Sprintf("%s_%06d", prefix, n.Add(1)) }
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	r.teach = training.New(training.Parts{Store: db, Clock: now, IDs: ids, Logger: logger, Swap: func(_ string, m *understand.Model) error { r.compose(nil, m); return nil }})
	t.Cleanup(r.teach.Close)
	r.Service = New(Parts{Store: db, Clock: now, Logger: logger, Model: r.teach.Candidate, Swap: func(ctx context.Context, ws string, books *engine.Brain, examples []understand.Example) error {
		if err := r.teach.Extend(ctx, ws, examples); err != nil {
			return err
		}
		r.compose(books, nil)
		return nil
	}})
	live, err := r.Open(t.Context(), shop, p)
	r.check(err)
	learn := training.Pack{Extra: live.Examples}
	for _, intent := range names(matters) {
		for _, text := range matters[intent] {
			learn.Examples = append(learn.Examples, understand.Example{Intent: intent, Text: text, Language: "id"})
		}
	}
	m, err := r.teach.Open(t.Context(), shop, learn)
	r.check(err)
	r.compose(live.Brain, m)
	return r
}

func (r *room) compose(books *engine.Brain, m *understand.Model) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if books != nil {
		r.books = books
	}
	if m != nil {
		r.model = m
	}
	r.brain.Store(r.books.With(r.model))
}

func (r *room) check(err error) {
	r.t.Helper()
	if err != nil {
		var refused *Refused
		if errors.As(err, &refused) {
			r.t.Fatalf("%v %+v %+v", err, refused.Problems, refused.Failed)
		}
		r.t.Fatal(err)
	}
}

// publish saves and publishes a text.
func (r *room) publish(src []byte) int {
	r.t.Helper()
	id := idOf(src)
	d, err := r.Save(r.t.Context(), shop, id, "agt_rina", src, nil, "")
	if terang.KindOf(err) == terang.NotFound {
		d, err = r.Create(r.t.Context(), shop, "agt_rina", src)
	}
	r.check(err)
	v, err := r.Publish(r.t.Context(), shop, id, "agt_rina", d.ETag, "why")
	r.check(err)
	return v.Version
}

// talk is one conversation that keeps its state.
type talk struct {
	r     *room
	state engine.State
	seq   int64
	refs  []string // authors of what was said
}

func (c *talk) says(text string) string {
	c.r.t.Helper()
	c.seq++
	var out []string
	next, effects := c.r.brain.Load().Step(c.state, engine.Input{Kind: engine.InputMessage, Text: text, Seq: c.seq, Now: time.Now(), Desk: engine.Desk{Online: 1}, Language: "id"})
	c.state = next
	for _, e := range effects {
		if say, ok := e.(engine.Say); ok {
			out = append(out, say.Draft.Content.Text)
			c.refs = append(c.refs, say.Draft.Author.Playbook())
		}
		if _, ok := e.(engine.HandOver); ok {
			out = append(out, "(hand over)")
		}
	}
	return strings.Join(out, "\n")
}

func (r *room) talk() *talk { return &talk{r: r} }

func (r *room) wants(err error, kind terang.ErrorKind, code string) *terang.Error {
	r.t.Helper()
	var e *terang.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		r.t.Fatalf("got %v, want %s %s", err, kind, code)
	}
	return e
}

const orderQuestion = "lacak pesanan"

func TestWhatIsPublishedHoldsFromTheNextMessageOnAndComesBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(t, bookText("order_status", 3, "dari pack")))
		if said := r.talk().says(orderQuestion); !strings.Contains(said, "dari pack") {
			t.Fatal(said)
		}
		old := r.talk()
		old.says(orderQuestion) // begins in version 3
		d, err := r.Save(t.Context(), shop, "order_status", "agt_rina", bookText("order_status", 3, "dari konsol"), nil, "")
		r.check(err)
		if said := r.talk().says(orderQuestion); strings.Contains(said, "dari konsol") {
			t.Fatal("a draft took effect")
		}
		v, err := r.Publish(t.Context(), shop, "order_status", "agt_rina", d.ETag, "lebih jelas")
		r.check(err)
		if v.Version != 4 || !bytes.Equal(v.Source, bookText("order_status", 4, "dari konsol")) {
			t.Fatalf("version %d:\n%s", v.Version, v.Source)
		}
		c := r.talk()
		if said := c.says(orderQuestion); !strings.Contains(said, "dari konsol") || !strings.Contains(c.refs[0], "order_status@4") {
			t.Fatal(said, c.refs)
		}
		if said := old.says("merah"); !strings.Contains(said, "merah. dari pack") {
			t.Fatalf("a run did not go on in its version: %s", said)
		}
		p, err := r.Get(t.Context(), shop, "order_status")
		r.check(err)
		if p.Draft != nil || p.Version != 4 || !p.Live || p.Origin != store.FromConsole {
			t.Fatalf("%+v", p)
		}
		begun := time.Now()
		back, err := r.Rollback(t.Context(), shop, "order_status", "agt_budi", 3)
		r.check(err)
		if took := time.Since(begun); took > time.Second {
			t.Errorf("rolling back took %s", took)
		}
		if back.Version != 5 || back.Restores != 3 || !bytes.Equal(back.Source, bookText("order_status", 5, "dari pack")) {
			t.Fatalf("%+v", back)
		}
		if said := r.talk().says(orderQuestion); !strings.Contains(said, "dari pack") {
			t.Fatal(said)
		}
		if said := c.says("biru"); !strings.Contains(said, "biru. dari konsol") {
			t.Fatalf("a run did not go on in its version: %s", said)
		}
		_, err = r.Rollback(t.Context(), shop, "order_status", "agt_budi", 5)
		r.wants(err, terang.Conflict, "playbook_is_live")
		_, err = r.Rollback(t.Context(), shop, "order_status", "agt_budi", 99)
		r.wants(err, terang.NotFound, "playbook_version_not_found")
		all, live, err := r.Versions(t.Context(), shop, "order_status")
		r.check(err)
		if live != 5 || len(all) != 3 || all[0].Version != 5 || all[1].Note != "lebih jelas" || all[2].Origin != store.FromPack || all[0].Digest != all[2].Digest {
			t.Fatalf("%d %+v", live, all)
		}

		again := open(t, db, pack(t, bookText("order_status", 3, "dari pack"))) // a restart
		c.r = again
		if _, live, _ := again.Versions(t.Context(), shop, "order_status"); live != 5 {
			t.Fatalf("after a restart version %d is live", live)
		}
	})
}

func TestANewPlaybookTeachesItsIntent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(t, bookText("order_status", 1, "dari pack")))
		const question = "kak bisa sekalian bungkus kado"
		if said := r.talk().says(question); strings.Contains(said, "Kado") {
			t.Fatal(said)
		}
		src := []byte(`id: gift_wrap
version: 1
title: {id: Bungkus kado, en: Gift wrap}
triggers:
  - intent: gift_wrap
    examples:
      id: [bisa bungkus kado tidak, tolong dibungkus kado ya, ada kertas kado dan pita, mau dibungkus cantik untuk hadiah, kadonya dikasih kartu ucapan, bungkus kado dong]
      en: [can you gift wrap it, please wrap it as a gift, do you have gift paper, gift wrapping please, wrap my present, add a gift card]
steps:
  - say: {text: {id: "Kado dibungkus hari ini.", en: "We wrap it today."}}
`)
		r.publish(src)
		if said := r.talk().says(question); !strings.Contains(said, "Kado dibungkus") {
			t.Fatal(said)
		}
		r.check(r.Switch(t.Context(), shop, "gift_wrap", "agt_rina", false))
		if said := r.talk().says(question); strings.Contains(said, "Kado dibungkus") {
			t.Fatal(said)
		}
		again := open(t, db, pack(t, bookText("order_status", 1, "dari pack")))
		again.check(again.Switch(t.Context(), shop, "gift_wrap", "agt_rina", true))
		if said := again.talk().says(question); !strings.Contains(said, "Kado dibungkus") {
			t.Fatal(said)
		}
		r.follow(t.Context()) // as the other node
		if said := r.talk().says(question); !strings.Contains(said, "Kado dibungkus") {
			t.Fatal(said)
		}
	})
}

func TestAPackPlaybookCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		own := pack(t, bookText("order_status", 1, "dari pack"), bookText("refund", 2, "uang"))
		r := open(t, db, own)
		r.check(r.Switch(t.Context(), shop, "order_status", "agt_rina", false))
		r.check(r.Switch(t.Context(), shop, "order_status", "agt_rina", false)) // twice is once
		if said := r.talk().says(orderQuestion); strings.Contains(said, "dari pack") {
			t.Fatal(said)
		}
		list, err := r.List(t.Context(), shop)
		r.check(err)
		if len(list) != 2 || list[0].State != StateOff || list[0].By != "agt_rina" || list[1].State != StateLive || list[1].Origin != store.FromPack || list[0].Title["en"] == "" {
			t.Fatalf("%+v", list)
		}
		again := open(t, db, pack(t, bookText("order_status", 2, "pack baru"), bookText("refund", 2, "uang")))
		if said := again.talk().says(orderQuestion); strings.Contains(said, "pack") {
			t.Fatal("it came back with a new pack:", said)
		}
		again.check(again.Switch(t.Context(), shop, "order_status", "agt_rina", true))
		if said := again.talk().says(orderQuestion); !strings.Contains(said, "pack baru") {
			t.Fatal(said)
		}
		r.wants(r.Switch(t.Context(), shop, "nothing", "agt_rina", false), terang.NotFound, "playbook_not_found")
	})
}

func TestAPackThatMovesOnKeepsItsVersionsApart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(t, bookText("order_status", 1, "satu")))
		begun := r.talk()
		begun.says(orderQuestion)
		// Somebody changed the file and left its number: it gets the next one.
		r = open(t, db, pack(t, bookText("order_status", 1, "dua")))
		c := r.talk()
		if said := c.says(orderQuestion); !strings.Contains(said, "dua") || !strings.Contains(c.refs[0], "order_status@2") {
			t.Fatal(said, c.refs)
		}
		begun.r = r
		if said := begun.says("merah"); !strings.Contains(said, "merah. satu") {
			t.Fatalf("a run did not go on in its version: %s", said)
		}
		if v := r.publish(bookText("order_status", 2, "konsol")); v != 3 {
			t.Fatal(v)
		}
		// The pack's own third version meets the console's: both keep their own number, and the console's stays live.
		r = open(t, db, pack(t, bookText("order_status", 3, "tiga")))
		all, live, err := r.Versions(t.Context(), shop, "order_status")
		r.check(err)
		if live != 3 || len(all) != 4 || all[0].Version != 4 || all[0].Origin != store.FromPack {
			t.Fatalf("%d %+v", live, all)
		}
		if said := r.talk().says(orderQuestion); !strings.Contains(said, "konsol") {
			t.Fatal(said)
		}
		for range 3 { // opening again records nothing
			r = open(t, db, pack(t, bookText("order_status", 3, "tiga")))
		}
		if all, _, _ = r.Versions(t.Context(), shop, "order_status"); len(all) != 4 {
			t.Fatalf("%d versions", len(all))
		}
	})
}

func TestTwoPeopleWhoWriteMeet(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(t, bookText("order_status", 1, "satu")))
		save := func(by, words, was string) (store.PlaybookDraft, error) {
			return r.Save(t.Context(), shop, "order_status", by, bookText("order_status", 1, words), nil, was)
		}
		rina, err := save("agt_rina", "a", "")
		r.check(err)
		_, err = save("agt_budi", "b", "")
		var met *Conflict
		if !errors.As(err, &met) || met.Code != "playbook_draft_moved_on" || met.By != "agt_rina" || met.At.IsZero() || met.ETag != rina.ETag {
			t.Fatalf("%v %+v", err, met)
		}
		budi, err := save("agt_budi", "b", rina.ETag)
		r.check(err)
		if _, err = save("agt_rina", "c", rina.ETag); !errors.As(err, &met) || met.By != "agt_budi" {
			t.Fatalf("%v", err)
		}
		if again, err := save("agt_rina", "b", rina.ETag); err != nil || again.ETag != budi.ETag {
			t.Fatalf("the same words are a conflict: %v", err)
		}
		if _, err = r.Publish(t.Context(), shop, "order_status", "agt_rina", rina.ETag, ""); !errors.As(err, &met) || met.Code != "playbook_draft_moved_on" {
			t.Fatalf("published what was not seen: %v", err)
		}
		_, err = r.Publish(t.Context(), shop, "order_status", "agt_rina", budi.ETag, "")
		r.check(err)
		if _, err = save("agt_budi", "d", budi.ETag); !errors.As(err, &met) || met.Code != "playbook_draft_gone" || met.By != "agt_rina" {
			t.Fatalf("%v %+v", err, met)
		}
		if _, err = r.Publish(t.Context(), shop, "order_status", "agt_rina", budi.ETag, ""); !errors.As(err, &met) || met.Code != "playbook_draft_gone" {
			t.Fatalf("published twice: %v", err)
		}
		d, err := save("agt_budi", "b", "")
		r.check(err)
		_, err = r.Publish(t.Context(), shop, "order_status", "agt_budi", d.ETag, "")
		r.wants(err, terang.Conflict, "playbook_unchanged")
		r.check(r.Discard(t.Context(), shop, "order_status"))
		r.wants(r.Discard(t.Context(), shop, "order_status"), terang.NotFound, "playbook_draft_not_found")
		_, err = r.Create(t.Context(), shop, "agt_budi", bookText("order_status", 1, "x"))
		r.wants(err, terang.Conflict, "playbook_exists")
		_, err = r.Create(t.Context(), shop, "agt_budi", []byte("id: Not A Name\n"))
		r.wants(err, terang.Invalid, "playbook_id")
		_, err = r.Save(t.Context(), shop, "nothing", "agt_budi", []byte("x"), nil, "")
		r.wants(err, terang.NotFound, "playbook_not_found")
	})
}
