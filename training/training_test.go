package training

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
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
		out, err = r.Trial(shop, id)
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

func wants(t *testing.T, err error, kind terang.ErrorKind, code string) *terang.Error {
	t.Helper()
	var e *terang.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		t.Fatalf("wanted %s %s, got %v", kind, code, err)
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

func TestAChangeIsTriedPublishedAndTakenBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), runes{})
		r.completeAll(t.Context())
		if was := r.hears(giftQuestion); was == "gift_wrap" {
			t.Fatal("it knows what nobody has taught it")
		}
		if d := r.add(giftWrap...); d != (Draft{Added: len(giftWrap)}) {
			t.Fatalf("%+v", d)
		}
		if r.hears(giftQuestion) == "gift_wrap" {
			t.Fatal("a draft took effect")
		}
		trial := r.try()
		if !trial.Before.Measured || !trial.After.Measured || trial.After.Examples != trial.Before.Examples+len(giftWrap) {
			t.Fatalf("before %+v, after %+v", trial.Before, trial.After)
		}
		if _, ok := trial.ByIntent["gift_wrap"]; !ok || trial.ByIntent["gift_wrap"][0] != (Score{}) {
			t.Fatalf("%+v", trial.ByIntent)
		}
		if r.hears(giftQuestion) == "gift_wrap" {
			t.Fatal("a trial took effect")
		}
		v, err := r.Publish(t.Context(), shop, "agt_rina", trial.ID)
		r.check(err)
		if v.Number != 1 || v.Added != int64(len(giftWrap)) || v.Removed != 0 || v.By != "agt_rina" || v.Digest != r.live.Digest() {
			t.Fatalf("%+v, model %s", v, r.live.Digest())
		}
		if got := r.hears(giftQuestion); got != "gift_wrap" {
			t.Fatalf("the next message is heard as %q", got)
		}
		if left, err := r.Draft(t.Context(), shop); err != nil || len(left) != 0 {
			t.Fatalf("left in the draft: %v %v", left, err)
		}

		begun := time.Now()
		back, err := r.Rollback(t.Context(), shop, "agt_budi", 0)
		r.check(err)
		if back.Number != 2 || back.Added != 0 || back.Removed != int64(len(giftWrap)) || r.hears(giftQuestion) == "gift_wrap" {
			t.Fatalf("%+v, heard as %q", back, r.hears(giftQuestion))
		}
		again, err := r.Rollback(t.Context(), shop, "agt_budi", 1)
		r.check(err)
		if again.Number != 3 || r.hears(giftQuestion) != "gift_wrap" || !r.brand(shop).complete {
			t.Fatalf("%+v, heard as %q", again, r.hears(giftQuestion))
		}
		t.Logf("two ways back in %s", time.Since(begun))
		_, err = r.Rollback(t.Context(), shop, "agt_budi", 3)
		wants(t, err, terang.Conflict, "training_is_live")
		_, err = r.Rollback(t.Context(), shop, "agt_budi", 77)
		wants(t, err, terang.NotFound, "training_not_found")
		all, err := r.Versions(t.Context(), shop)
		r.check(err)
		if len(all) != 3 || all[0].Number != 3 || all[0].Digest != all[2].Digest {
			t.Fatalf("%+v", all)
		}
	})
}

func TestAVersionWhoseModelIsGoneIsLearntAnewBehindTheAnswer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), runes{})
		r.publish(giftWrap...)
		_, err := r.Rollback(t.Context(), shop, "agt_rina", 0)
		r.check(err)
		r.check(db.Write(t.Context(), func(tx *store.Tx) error { return tx.Do(`delete from model where workspace_id = $1`, shop) }))
		_, err = r.Rollback(t.Context(), shop, "agt_rina", 1)
		r.check(err)
		if r.hears(giftQuestion) != "gift_wrap" {
			t.Fatal("it did not take effect at once")
		}
		o, err := r.Overview(t.Context(), shop)
		r.check(err)
		if o.Complete {
			t.Fatal("the deep ear cannot be there yet")
		}
		// A promise that is given meanwhile neither waits for the deep ear nor loses it.
		_, err = r.SetPromise(t.Context(), shop, "agt_rina", 0.9)
		r.check(err)
		r.completeAll(t.Context())
		o, err = r.Overview(t.Context(), shop)
		r.check(err)
		if !o.Complete || o.Digest != o.Live.Digest || o.Report.Promise.Precision != 0.9 || r.live.Digest() != o.Digest {
			t.Fatalf("%+v, live %s", o, r.live.Digest())
		}
	})
}

func TestOnlyTheLastVersionsAndTrialsKeepTheirModels(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		put := func(digest string, at int) {
			if err := db.Write(t.Context(), func(tx *store.Tx) error {
				return store.PutModel(tx, shop, digest, []byte(digest), time.UnixMilli(int64(at)))
			}); err != nil {
				t.Fatal(err)
			}
		}
		for n := 1; n <= 8; n++ { // the third and the fourth version are one model under two promises
			digest := fmt.Sprintf("v%d", n)
			if n == 4 {
				digest = "v3"
			} else {
				put(digest, n)
			}
			if err := db.Write(t.Context(), func(tx *store.Tx) error {
				return store.InsertTraining(tx, store.Training{WorkspaceID: shop, Number: int64(n), Digest: digest}, nil, errors.New("taken"))
			}); err != nil {
				t.Fatal(err)
			}
		}
		for n := 1; n <= 4; n++ {
			put(fmt.Sprintf("try%d", n), 100+n)
		}
		kept := func(digest string) bool {
			body, err := store.Model(t.Context(), db, shop, digest)
			if err != nil {
				t.Fatal(err)
			}
			return body != nil
		}
		for digest, want := range map[string]bool{"v1": false, "v2": false, "v3": true, "v5": true, "v8": true, "try1": false, "try2": false, "try3": true, "try4": true} {
			if kept(digest) != want {
				t.Errorf("%s is kept: %v", digest, !want)
			}
		}
	})
}

func TestAPromiseHoldsFromTheNextMessageOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		low, err := r.SetPromise(t.Context(), shop, "agt_rina", 0.8)
		r.check(err)
		high, err := r.SetPromise(t.Context(), shop, "agt_rina", 0.99)
		r.check(err)
		if high.Threshold < low.Threshold || high.Share > low.Share || r.live.Report().Promise != high {
			t.Fatalf("low %+v, high %+v, live %+v", low, high, r.live.Report().Promise)
		}
		for _, wrong := range []float64{0.2, 1, -1} {
			_, err := r.SetPromise(t.Context(), shop, "agt_rina", wrong)
			wants(t, err, terang.Invalid, "promise_out_of_range")
		}
		// It outlives a restart, and a publication.
		again := open(t, db, pack(), nil)
		if got := again.live.Report().Promise.Precision; got != 0.99 {
			t.Fatalf("after a restart: %v", got)
		}
		again.publish(giftWrap...)
		if got := again.live.Report().Promise.Precision; got != 0.99 {
			t.Fatalf("after a publication: %v", got)
		}
	})
}

func TestWhatTeachesNothingIsRefused(t *testing.T) {
	t.Parallel()
	r := open(t, storetest.SQLite(t), pack(), nil)
	known := matters["refund"][0]
	r.add(Addition{Intent: "refund", Text: "balikin duit gue"})
	for _, c := range []struct {
		name, code, item string
		add              []Addition
		newIntent        bool
	}{
		{"empty", "example_empty", "1", []Addition{{Intent: "refund", Text: " \n "}}, false},
		{"too long", "example_too_long", "2", []Addition{{Intent: "refund", Text: "duit"}, {Intent: "refund", Text: strings.Repeat("a", 501)}}, false},
		{"unknown intent", "intent_unknown", "1", []Addition{{Intent: "weather", Text: "hujan tidak"}}, false},
		{"no name", "intent_name", "1", []Addition{{Intent: "Cuaca Besok", Text: "hujan tidak"}}, true},
		{"of the pack", "example_duplicate", "1", []Addition{{Intent: "order_status", Text: "  " + strings.ToUpper(known)}}, false},
		{"of the draft", "example_duplicate", "1", []Addition{{Intent: "refund", Text: "Balikin  duit gue"}}, false},
		{"twice in one call", "example_duplicate", "2", []Addition{{Intent: "refund", Text: "uangku"}, {Intent: "refund", Text: "UANGKU"}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := r.Change(t.Context(), shop, "agt_rina", c.add, nil, c.newIntent)
			e := wants(t, err, terang.Invalid, c.code)
			if e.Args["item"] != c.item {
				t.Errorf("it does not say which one: %v", e.Args)
			}
			if c.name == "of the pack" && (e.Args["intent"] != "refund" || !strings.HasSuffix(e.Args["where"], ":2")) {
				t.Errorf("it does not say where: %v", e.Args)
			}
		})
	}
	_, err := r.Change(t.Context(), shop, "agt_rina", nil, []string{"exm_nothing"}, false)
	wants(t, err, terang.NotFound, "example_not_found")
	if left, err := r.Draft(t.Context(), shop); err != nil || len(left) != 1 {
		t.Errorf("what was refused left something: %v %v", left, err)
	}
	if _, err := r.Change(t.Context(), shop, "agt_rina", []Addition{{Intent: understand.OutOfScope, Text: "siapa presiden prancis"}}, nil, false); err != nil {
		t.Errorf("what belongs to no intent cannot be taught: %v", err)
	}
}

func TestADraftKeepsItsOrderAndMovesInOneGo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		e := r.example(matters["refund"][3])
		move := []Addition{{Intent: "order_status", Language: "id", Text: e.Text}, {Intent: "order_status", Text: "b"}, {Intent: "order_status", Text: "a"}}
		_, err := r.Change(t.Context(), shop, "agt_rina", move, []string{e.ID, e.ID}, false)
		r.check(err)
		var got []string
		changes, err := r.Draft(t.Context(), shop)
		r.check(err)
		for _, c := range changes {
			got = append(got, fmt.Sprint(c.Removes, " ", c.Intent, " ", c.Text))
		}
		if want := []string{"true refund " + e.Text, "false order_status " + e.Text, "false order_status b", "false order_status a"}; !slices.Equal(got, want) {
			t.Fatalf("%q", got)
		}
		// What is taken away already is not taken away once more.
		d, err := r.Change(t.Context(), shop, "agt_rina", nil, []string{e.ID}, false)
		r.check(err)
		if d != (Draft{Added: 3, Removed: 1}) {
			t.Fatalf("%+v", d)
		}
	})
}

func TestADraftThatMovedOnIsNotPublished(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		_, err := r.Try(t.Context(), shop)
		wants(t, err, terang.Conflict, "draft_empty")
		r.add(giftWrap[:3]...)
		trial := r.try()
		r.add(giftWrap[3])
		_, err = r.Publish(t.Context(), shop, "agt_rina", trial.ID)
		wants(t, err, terang.Conflict, "draft_moved_on")
		changes, err := r.Draft(t.Context(), shop)
		r.check(err)
		r.check(r.Undo(t.Context(), shop, changes[len(changes)-1].ID))
		_, err = r.Publish(t.Context(), "ws_other", "agt_eve", trial.ID)
		wants(t, err, terang.NotFound, "trial_not_found")
		second := r.try() // the first one is not in memory any more, and holds all the same
		if second.ID == trial.ID {
			t.Fatal("not tried again")
		}
		_, err = r.Publish(t.Context(), shop, "agt_rina", trial.ID)
		r.check(err)
		_, err = r.Publish(t.Context(), shop, "agt_rina", second.ID)
		wants(t, err, terang.Conflict, "training_moved_on")
		wants(t, r.Undo(t.Context(), shop, "chg_nothing"), terang.NotFound, "change_not_found")
	})
}

func TestOfTwoManagersWhoPublishAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		r.add(giftWrap...)
		trial := r.try()
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = r.Publish(context.WithoutCancel(t.Context()), shop, fmt.Sprint("agt_", i), trial.ID)
			})
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if terang.KindOf(err) != terang.Conflict {
				t.Error(err)
			}
		}
		all, err := r.Versions(t.Context(), shop)
		r.check(err)
		if done != 1 || len(all) != 1 || r.hears(giftQuestion) != "gift_wrap" {
			t.Fatalf("%d published: %v; %d versions", done, errs, len(all))
		}
	})
}

func TestAnotherNodeFollowsAPublication(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		here, there := open(t, db, pack(), runes{}), open(t, db, pack(), runes{})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { there.Run(ctx); close(ended) }()
		v := here.publish(giftWrap...)
		there.until("the other node follows", func() bool { return there.hears(giftQuestion) == "gift_wrap" })
		o, err := there.Overview(t.Context(), shop)
		there.check(err)
		if o.Live.Number != v.Number || o.Digest != v.Digest || !o.Complete {
			t.Fatalf("%+v", o)
		}
		stop()
		<-ended
	})
}

func TestBeingKilledWhileItLearnsLosesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), runes{})
		live := r.publish(giftWrap[:4]...)
		r.add(giftWrap[4])
		begun, err := r.Try(t.Context(), shop)
		r.check(err)
		at := time.Now()
		r.Close() // nobody waits for what is being learnt
		if took := time.Since(at); took > 2*time.Second {
			t.Errorf("closing took %s", took)
		}
		again := open(t, db, pack(), runes{})
		if _, err := again.Trial(shop, begun.ID); terang.KindOf(err) != terang.NotFound {
			t.Errorf("the trial: %v", err)
		}
		draft, err := again.Draft(t.Context(), shop)
		again.check(err)
		o, err := again.Overview(t.Context(), shop)
		again.check(err)
		if len(draft) != 1 || o.Live.Number != live.Number || o.Digest != live.Digest || again.hears(giftQuestion) != "gift_wrap" {
			t.Fatalf("draft %v, live %+v %s", draft, o.Live, o.Digest)
		}
		_, err = again.Publish(t.Context(), shop, "agt_rina", again.try().ID)
		again.check(err)
	})
}

func TestADamagedModelIsLearntAnew(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := open(t, db, pack(), runes{}).publish(giftWrap...)
		for name, damaged := range map[string][]byte{"cut off": []byte("TrgModel\x01"), "noise": []byte("not a model at all")} {
			if err := db.Write(t.Context(), func(tx *store.Tx) error { return store.PutModel(tx, shop, v.Digest, damaged, time.Now()) }); err != nil {
				t.Fatal(err)
			}
			r := open(t, db, pack(), runes{})
			if !strings.Contains(r.log.String(), "a kept model cannot be read and is trained again") || r.hears(giftQuestion) != "gift_wrap" {
				t.Fatalf("%s: %q, log: %s", name, r.hears(giftQuestion), r.log)
			}
			r.completeAll(t.Context())
			quiet := open(t, db, pack(), runes{})
			if o, err := quiet.Overview(t.Context(), shop); err != nil || !o.Complete || strings.Contains(quiet.log.String(), "cannot be read") {
				t.Fatalf("%s: not mended: %v, log: %s", name, err, quiet.log)
			}
		}
	})
}

func TestAPackThatCameWithItsModelNeedsNoTraining(t *testing.T) {
	t.Parallel()
	p := pack()
	opt := p.Options
	opt.Encoder = runes{}
	m, err := understand.Train(p.Examples, opt)
	if err != nil {
		t.Fatal(err)
	}
	if p.Model, err = m.AppendBinary(nil); err != nil {
		t.Fatal(err)
	}
	r := open(t, storetest.SQLite(t), p, runes{})
	if o, err := r.Overview(t.Context(), shop); err != nil || !o.Complete || o.Digest != m.Digest() {
		t.Fatalf("%+v %v", o, err)
	}
}

func TestChangesStayTrueWhenThePackChangesUnderThem(t *testing.T) {
	t.Parallel()
	r := open(t, storetest.SQLite(t), pack(), nil)
	lost, gone := r.example(matters["refund"][1]), r.example(matters["opening_hours"][2])
	_, err := r.Change(t.Context(), shop, "agt_rina", giftWrap, []string{lost.ID, gone.ID}, true)
	r.check(err)
	_, err = r.Publish(t.Context(), shop, "agt_rina", r.try().ID)
	r.check(err)

	p := pack()
	p.Examples = slices.DeleteFunc(p.Examples, func(e understand.Example) bool { return e.Text == gone.Text })
	p.Examples = append(p.Examples,
		understand.Example{Intent: "gift_wrap", Text: strings.ToUpper(giftWrap[0].Text), Language: "id", Where: "intents/id.tsv:99"},
		understand.Example{Intent: "refund", Text: "retur uang", Language: "id", Where: "intents/id.tsv:100"})
	again := open(t, r.Store, p, nil)
	all, _, err := again.Examples(shop, Filter{Limit: 200})
	again.check(err)
	var wraps []string
	for _, e := range all {
		if e.Text == lost.Text || e.Text == gone.Text {
			t.Errorf("%q is back", e.Text)
		}
		if e.Intent == "gift_wrap" {
			wraps = append(wraps, e.Where)
		}
	}
	if want := []string{"intents/id.tsv:99", console, console, console, console}; !slices.Equal(wraps, want) {
		t.Errorf("gift_wrap stands at %v", wraps)
	}
	if again.example("retur uang").Where != "intents/id.tsv:100" || again.hears(giftQuestion) != "gift_wrap" {
		t.Errorf("heard as %q", again.hears(giftQuestion))
	}
}

func TestWhatThePackHoldsTwiceIsTold(t *testing.T) {
	t.Parallel()
	p := pack()
	p.Examples = append(p.Examples, understand.Example{Intent: "order_status", Text: matters["refund"][0], Language: "id", Where: "intents/id.tsv:14"})
	r := open(t, storetest.SQLite(t), p, nil)
	o, err := r.Overview(t.Context(), shop)
	r.check(err)
	if !slices.ContainsFunc(o.Report.Warnings, func(w understand.Warning) bool {
		return w.Where == "intents/id.tsv:14" && strings.Contains(w.Message["id"], matters["refund"][0]) && w.Message["en"] != ""
	}) {
		t.Errorf("%+v", o.Report.Warnings)
	}
}
