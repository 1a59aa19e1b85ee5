package provenance

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/provenance/receipt"
	"terang/store"
	"terang/store/storetest"
)

func TestOldReceiptsOutliveTheirKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newWorld(t, db, "ws_1")
		w.say(5)
		first, err := w.log.Verifier(ctx, w.ws)
		if err != nil {
			t.Fatal(err)
		}
		old, err := w.log.Proof(ctx, w.ws, w.ids[2])
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := w.log.Rotate(ctx, w.ws); err != nil {
				t.Fatal(err)
			}
			w.say(3)
		}
		list, err := w.log.Keys(ctx, w.ws)
		if err != nil || len(list.Keys) != 3 || list.Keys[0].To != 5 || list.Keys[0].Until == "" || list.Keys[1].From != 5 || list.Keys[2].From != 8 || list.Keys[2].Until != "" {
			t.Fatalf("%v %+v", err, list)
		}
		fresh, err := w.log.Proof(ctx, w.ws, w.ids[9])
		if err != nil {
			t.Fatal(err)
		}
		published := receipt.Trust{Keys: list.Keys}
		for name, file := range map[string][]byte{"old": old, "new": fresh} {
			if r, err := receipt.VerifyWith(file, published); err != nil || r.Chained {
				t.Errorf("%s receipt, published keys: %v", name, err)
			}
			if r, err := receipt.Verify(file, first); err != nil || !r.KeyTrusted || r.Chained != (name == "new") {
				t.Errorf("%s receipt, first key: %v %+v", name, err, r)
			}
		}
		if _, err := receipt.Verify(old, list.Keys[2].Verifier); err == nil || !strings.Contains(err.Error(), "receipt_unknown_key") {
			t.Errorf("an old receipt with the new key alone: %v", err)
		}
		if rep, err := w.log.Audit(ctx, w.ws); err != nil || !rep.Clean() {
			t.Errorf("audit: %v %+v", err, rep)
		}
	})
}

// fakeWitness is a witness as its protocol says (https://c2sp.org/tlog-witness), written with another implementation of
// consistency proofs.
type fakeWitness struct {
	name   string
	key    ed25519.PrivateKey
	mu     sync.Mutex
	size   uint64
	root   []byte
	refuse bool
}

func (f *fakeWitness) vkey() string {
	return receipt.CosignerKey(f.name, f.key.Public().(ed25519.PublicKey))
}

func (f *fakeWitness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b, _ := io.ReadAll(r.Body)
	head, signed, _ := strings.Cut(string(b), "\n\n")
	lines := strings.Split(head, "\n")
	old, err := strconv.ParseUint(strings.TrimPrefix(lines[0], "old "), 10, 64)
	text := strings.SplitAfterN(signed, "\n\n", 2)[0]
	text = strings.TrimSuffix(text, "\n")
	parts := strings.Split(text, "\n")
	if err != nil || f.refuse || r.URL.Path != "/add-checkpoint" || len(parts) != 4 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	size, _ := strconv.ParseUint(parts[1], 10, 64)
	root, _ := base64.StdEncoding.DecodeString(parts[2])
	if old != f.size {
		w.Header().Set("Content-Type", "text/x.tlog.size")
		w.WriteHeader(http.StatusConflict)
		fmt.Fprintf(w, "%d\n", f.size)
		return
	}
	var path [][]byte
	for _, l := range lines[1:] {
		h, _ := base64.StdEncoding.DecodeString(l)
		path = append(path, h)
	}
	if old > 0 {
		if err := proof.VerifyConsistency(rfc6962.DefaultHasher, old, size, path, f.root, root); err != nil {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
	}
	f.size, f.root = size, root
	io.WriteString(w, receipt.Cosign(f.name, f.key, text, 1_800_000_000)) //nolint:errcheck // a test's answer
}

// witnessed is a world whose log has three witnesses, two of which are required.
func witnessed(t *testing.T) (*world, []*fakeWitness, receipt.Trust) {
	t.Helper()
	db := storetest.SQLite(t)
	w := newWorld(t, db, "ws_1")
	fakes := make([]*fakeWitness, 3)
	cfg := Config{Origin: "terang.example", Require: 2}
	trust := receipt.Trust{Require: 2}
	for i := range fakes {
		key := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+i)), 32)))
		fakes[i] = &fakeWitness{name: fmt.Sprintf("w%d.example", i), key: key}
		server := httptest.NewServer(fakes[i])
		t.Cleanup(server.Close)
		cfg.Witnesses = append(cfg.Witnesses, Witness{server.URL, fakes[i].vkey()})
		trust.Witnesses = append(trust.Witnesses, fakes[i].vkey())
	}
	var err error
	if w.log, err = New(db, cfg); err != nil {
		t.Fatal(err)
	}
	key, err := w.log.Verifier(context.Background(), w.ws)
	if err != nil {
		t.Fatal(err)
	}
	trust.Keys = []receipt.Key{{Verifier: key}}
	return w, fakes, trust
}

func TestWitnessesSignAndAreRequired(t *testing.T) {
	ctx := context.Background()
	w, fakes, trust := witnessed(t)
	log := w.log
	w.say(300)
	if _, err := log.Checkpoint(ctx, w.ws); terang.KindOf(err) != terang.Unavailable {
		t.Errorf("unwitnessed, yet published: %v", err)
	}
	fakes[1].refuse = true
	if err := log.Witness(ctx, w.ws); err == nil || !strings.Contains(err.Error(), "w1.example") {
		t.Errorf("a witness refused: %v", err)
	}
	w.say(77) // not witnessed
	file, err := log.Proof(ctx, w.ws, w.ids[123])
	if err != nil {
		t.Fatal(err)
	}
	r, err := receipt.VerifyWith(file, trust)
	if err != nil || r.Size != 300 || strings.Join(r.Witnesses, " ") != "w0.example w2.example" {
		t.Errorf("%v %+v", err, r)
	}
	trust.Require = 3
	if _, err := receipt.VerifyWith(file, trust); err == nil || !strings.Contains(err.Error(), "receipt_witness") {
		t.Errorf("a missing witness: %v", err)
	}
	trust.Require = 2
	if _, err := receipt.VerifyWith([]byte(strings.Replace(string(file), "— w2.example ", "— w2.example x", 1)), trust); err == nil {
		t.Error("a damaged cosignature")
	}
	if _, err := log.Proof(ctx, w.ws, w.ids[350]); terang.KindOf(err) != terang.Unavailable {
		t.Errorf("a receipt before its witnesses: %v", err)
	}
	many, err := log.Receipts(ctx, w.ws, w.ids)
	if err != nil || len(many) != 300 || string(many[w.ids[123]].File) != string(file) || many[w.ids[123]].Index != 123 {
		t.Errorf("%v: %d receipts at once, %+v", err, len(many), many[w.ids[123]].Index)
	}
	fakes[1].refuse = false
	if _, err := log.Rotate(ctx, w.ws); err != nil { // the kept checkpoint is the old key's
		t.Fatal(err)
	}
	if file, err = log.Proof(ctx, w.ws, w.ids[123]); err != nil {
		t.Fatal(err)
	}
	if _, err := receipt.VerifyWith(file, trust); err != nil {
		t.Errorf("witnessed before the rotation: %v", err)
	}
	if err := log.Witness(ctx, w.ws); err != nil {
		t.Error(err)
	}
	if file, err = log.Proof(ctx, w.ws, w.ids[350]); err != nil {
		t.Fatal(err)
	}
	if r, err := receipt.VerifyWith(file, trust); err != nil || r.Size != 377 || len(r.Witnesses) != 3 || !r.Chained {
		t.Errorf("%v %+v", err, r)
	}
	if rep, err := log.Audit(ctx, w.ws); err != nil || !rep.Clean() {
		t.Errorf("audit: %v %+v", err, rep)
	}
}

func TestNoWitnessSignsACutLog(t *testing.T) {
	ctx := context.Background()
	w, _, _ := witnessed(t)
	log := w.log
	w.say(300)
	if err := log.Witness(ctx, w.ws); err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *store.Tx) error {
		_, err := tx.Exec(`update log set size = 256, edge = (select data from tile where level = 1)`)
		return err
	})
	if err := log.Witness(ctx, w.ws); err == nil || !strings.Contains(err.Error(), "the log was cut") {
		t.Errorf("a cut log: %v", err)
	}
}

// agrees checks a continuation with another implementation.
func agrees(t *testing.T, key string, file []byte, older, newer Day) {
	t.Helper()
	var path [][]byte
	head, _, _ := strings.Cut(string(file), "\n\n")
	for _, l := range strings.Split(head, "\n")[1:] {
		h, err := base64.StdEncoding.DecodeString(l)
		if err != nil {
			t.Fatal(err)
		}
		path = append(path, h)
	}
	a, err := openBy(older.Signed, key)
	if err != nil {
		t.Fatal(err)
	}
	b, err := openBy(newer.Signed, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(a.N), uint64(b.N), path, a.Hash[:], b.Hash[:]); err != nil {
		t.Errorf("%s: merkle: %v", newer.Day, err)
	}
}

func TestEachDayContinuesTheOneBefore(t *testing.T) {
	ctx := context.Background()
	db := storetest.SQLite(t)
	w := newWorld(t, db, "ws_1")
	now := noon
	w.log.clock = func() time.Time { return now }
	for _, n := range []int{3, 300, 0, 500} {
		if n > 0 {
			w.say(n)
		}
		if made, err := w.log.Daily(ctx, w.ws); err != nil || !made {
			t.Fatal(made, err)
		}
		if made, err := w.log.Daily(ctx, w.ws); err != nil || made {
			t.Error("twice a day", err)
		}
		now = now.Add(24 * time.Hour)
	}
	days, err := w.log.Days(ctx, w.ws, 10)
	if err != nil || len(days) != 4 || days[3].Day != "2026-11-21" {
		t.Fatal(err, days)
	}
	key, err := w.log.Verifier(ctx, w.ws)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range days[:3] {
		older := days[i+1]
		file, err := w.log.Continuation(ctx, w.ws, d.Day)
		if err != nil {
			t.Fatal(err)
		}
		old, size, err := receipt.VerifyContinuation(file, older.Signed, receipt.Trust{Keys: []receipt.Key{{Verifier: key}}})
		if err != nil || old != older.Size || size != d.Size {
			t.Errorf("%s: %v %d %d", d.Day, err, old, size)
		}
		if older.Size != d.Size {
			agrees(t, key, file, older, d)
		}
	}
	if _, err := w.log.Continuation(ctx, w.ws, "2026-11-20"); terang.KindOf(err) != terang.NotFound {
		t.Error(err)
	}
	w.write(func(tx *store.Tx) error { // an insider drops the newest leaves and mends the rest
		var edge tree
		leaves, err := w.log.Leaves(ctx, w.ws, 0, 200)
		if err != nil {
			return err
		}
		for _, l := range leaves {
			edge.push(l.Hash, func(int, int64, tlog.Hash) {})
		}
		_, err = tx.Exec(`update log set size = 200, edge = $1`, edge.marshal())
		return err
	})
	if _, err := w.log.Daily(ctx, w.ws); terang.KindOf(err) != terang.Conflict {
		t.Errorf("a log that was cut has a new day: %v", err)
	}
	if rep, err := w.log.Audit(ctx, w.ws); err != nil || rep.Clean() {
		t.Errorf("audit: %v", err)
	}
}

func TestErasureLeavesNothingToRecover(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	db, err := store.Open(ctx, store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, db, "ws_1")
	w.say(20)
	held, err := w.log.Proof(ctx, w.ws, w.ids[7])
	if err != nil {
		t.Fatal(err)
	}
	before, err := w.log.Checkpoint(ctx, w.ws)
	if err != nil {
		t.Fatal(err)
	}
	const words = "Pesanan 7 dikirim."
	w.write(func(tx *store.Tx) error { return w.log.Erase(tx, w.ws, w.c.ContactID) })
	var fresh []byte
	if err := db.QueryRow(ctx, `select salt from contact`).Scan(&fresh); err != nil || len(fresh) != 32 || string(fresh) == string(salt) {
		t.Fatalf("the salt: %v %x", err, fresh)
	}
	for _, i := range []int{0, 7, 19} {
		file, err := w.log.Proof(ctx, w.ws, w.ids[i])
		if err != nil {
			t.Fatal(err)
		}
		if r, err := receipt.Verify(file, ""); err != nil || !r.Erased || r.Shown != nil {
			t.Errorf("%d: %v %+v", i, err, r)
		}
	}
	if r, err := receipt.Verify(held, ""); err != nil || r.Shown.Text != words {
		t.Errorf("the customer's own receipt: %v", err)
	}
	if rep, err := w.log.Audit(ctx, w.ws, before); err != nil || !rep.Clean() || rep.Erased != 20 {
		t.Errorf("audit: %v %+v", err, rep)
	}
	if found, _, err := w.log.Said(ctx, w.ws, words+" "+words); err != nil || len(found) > 0 {
		t.Errorf("erased words are found: %v %v", err, found)
	}
	if err := w.db.Write(ctx, func(tx *store.Tx) error { return w.log.Erase(tx, "ws_2", w.c.ContactID) }); terang.KindOf(err) != terang.NotFound {
		t.Errorf("another workspace's contact: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for what, secret := range map[string]string{"the words": words, "the salt": string(salt), "a message's salt": string(receipt.Salt(salt, w.ids[7]))} {
			if strings.Contains(string(b), secret) {
				t.Errorf("%s still stands in %s", what, filepath.Base(name))
			}
		}
	}
}

// TestAQuestionByWordsIsBounded asks with pastes that are made to be expensive, and that the index answers.
func TestAQuestionByWordsIsBounded(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, storetest.SQLite(t), "ws_1")
	w.say(2)
	began := time.Now()
	for _, pasted := range []string{strings.Repeat(".\n", 30_000), strings.Repeat("kata\n", 12_000), strings.Repeat("\u0344", 20_000), strings.Repeat("ﷺ", 15_000)} {
		if found, _, err := w.log.Said(ctx, w.ws, pasted); err != nil || len(found) > 0 {
			t.Error(err, found)
		}
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("four questions took %v", took)
	}
	var plan []string
	rows, err := w.db.Query(ctx, `explain query plan `+saidQuery(2), w.ws, []byte{1}, []byte{2})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if all := strings.Join(plan, "; "); !strings.Contains(all, "leaf_words") {
		t.Errorf("the whole log is read: %s", all)
	}
	var empty int
	if err := w.db.QueryRow(ctx, `select count(*) from leaf where words is not null`).Scan(&empty); err != nil || empty != 0 {
		t.Errorf("%d short texts stand in the index: %v", empty, err)
	}
}

func TestWordsAreFoundAsPeoplePasteThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newWorld(t, db, "ws_1")
		if _, err := w.log.Daily(ctx, w.ws); err != nil {
			t.Fatal(err)
		}
		w.say(3)
		w.c.Language = "id"
		long := "Pesanan TRG-1042 sudah dikirim kemarin dan tiba besok sebelum pukul 17.00."
		w.text = long
		w.say(1)
		for name, pasted := range map[string]string{
			"as it is":       long,
			"a chat's copy":  "Asisten AI Toko Terang\n\n" + strings.ToUpper(long) + "\n14.30 ✓✓",
			"a text message": "AI: " + long,
			"other spaces":   strings.ReplaceAll(long, " ", "\u00a0 \n"),
		} {
			found, ok, err := w.log.Said(ctx, w.ws, pasted)
			if err != nil || !ok || len(found) != 1 || found[0].MessageID != w.ids[3] {
				t.Errorf("%s: %v %v %d", name, err, ok, len(found))
			}
		}
		if found, ok, err := w.log.Said(ctx, w.ws, strings.Replace(long, "1042", "1043", 1)); err != nil || !ok || len(found) != 0 {
			t.Errorf("a changed number: %v %v %v", err, ok, found)
		}
		if _, ok, _ := w.log.Said(ctx, w.ws, "Halo kak"); ok {
			t.Error("two words are enough")
		}
		if found, _, err := w.log.Said(ctx, "ws_2", long); err != nil || len(found) != 0 {
			t.Errorf("another workspace: %v %v", err, found)
		}
		leaf, err := w.log.LeafOf(ctx, w.ws, w.ids[3])
		if err != nil {
			t.Fatal(err)
		}
		code := receipt.Code(leaf.Index, leaf.Hash)
		for _, typed := range []string{code, strings.ToLower(code), " " + strings.ReplaceAll(code, "0", "o") + " "} {
			if got, err := w.log.LeafOf(ctx, w.ws, typed); err != nil || got.MessageID != leaf.MessageID {
				t.Errorf("%q: %v", typed, err)
			}
		}
		if _, err := w.log.LeafOf(ctx, w.ws, "2"+code[1:]); terang.KindOf(err) != terang.NotFound {
			t.Errorf("another place: %v", err)
		}
	})
}
