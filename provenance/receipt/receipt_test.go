package receipt

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"terang"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// steady gives the same bytes every time, so that keys and files are the same.
type steady byte

func (s steady) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s)
	}
	return len(p), nil
}

// sample makes the receipt of message number index of n, in the log of a workspace.
func sample(t testing.TB, ws string, seed byte, n, index int64, change func(*terang.Statement)) (Proof, string) {
	t.Helper()
	origin := "terang.example/log/" + ws
	signer, verifier, err := note.GenerateKey(steady(seed), origin)
	if err != nil {
		t.Fatal(err)
	}
	key, err := note.NewSigner(signer)
	if err != nil {
		t.Fatal(err)
	}
	contact := bytes.Repeat([]byte{seed}, 32)
	var p Proof
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, x := range at {
			out[i] = stored[x]
		}
		return out, nil
	})
	for i := range n {
		id := fmt.Sprintf("msg_%d", i)
		salt := Salt(contact, id)
		body := fmt.Appendf(nil, `{"id":%q,"seq":%d,"author":{"kind":"ai","label":"Asisten AI","name":"Asisten AI Toko Terang"},"text":"Pesanan dikirim."}`, id, i+1)
		s := terang.Statement{
			V: 1, Org: ws, Conv: Conversation(contact, "cnv_1"), Msg: id, Seq: i + 1, Author: terang.StatementAuthor{Kind: terang.KindAI, Model: "ngram@3fa1"},
			Chan: "web", Dir: terang.Out, Lang: "id", Disclosure: terang.StatementDisclosure{Policy: "terang-default@1", Obligations: []string{"every_message"}, Satisfied: true},
			Body: Commit(salt, body), At: "2026-11-21T03:21:23Z",
		}
		if i == index && change != nil {
			change(&s)
		}
		leaf, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		hs, err := tlog.StoredHashes(i, leaf, reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hs...)
		if i == index {
			p = Proof{Statement: leaf, Index: i, Salt: salt, Body: body, Key: verifier}
		}
	}
	root, err := tlog.TreeHash(n, reader)
	if err != nil {
		t.Fatal(err)
	}
	if p.Path, err = tlog.ProveRecord(n, index, reader); err != nil {
		t.Fatal(err)
	}
	if p.Checkpoint, err = note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", origin, n, root)}, key); err != nil {
		t.Fatal(err)
	}
	return p, verifier
}

func code(err error) string {
	var e *terang.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestGolden(t *testing.T) {
	p, key := sample(t, "ws_1", 1, 7, 4, nil)
	file := p.Format()
	golden := filepath.Join("testdata", "message.tlog-proof")
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(golden, file, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(file, want) {
		t.Errorf("the format changed; receipts that people hold would not verify: %v", err)
	}
	for _, k := range []string{"", key, key + "\n"} {
		r, err := Verify(want, k)
		if err != nil || r.Index != 4 || r.Size != 7 || r.Shown.Text != "Pesanan dikirim." || r.KeyTrusted != (k != "") || r.Origin != "terang.example/log/ws_1" {
			t.Errorf("%v %+v", err, r)
		}
	}
	for name, f := range map[string][]byte{
		"Windows": bytes.ReplaceAll(want, []byte("\n"), []byte("\r\n")), "mark": append([]byte("\xef\xbb\xbf"), want...),
		"blank lines": append(bytes.Clone(want), "\n\n"...), "no last newline": bytes.TrimRight(want, "\n"),
	} {
		if _, err := Verify(f, key); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryChangedByteIsFound(t *testing.T) {
	p, key := sample(t, "ws_1", 1, 7, 4, nil)
	file := p.Format()
	for i := range file {
		for _, flip := range []byte{1, 0x20, 0x80} {
			bad := bytes.Clone(file)
			bad[i] ^= flip
			if bytes.HasPrefix(bytes.TrimRight(bad, " \n"), bytes.TrimRight(file, " \n")) && strings.Trim(string(bad[len(file)-1:]), " \n") == "" {
				continue // only the space after the end
			}
			if _, err := Verify(bad, key); err == nil {
				t.Fatalf("byte %d changed from %q to %q is not found:\n%s", i, file[i], bad[i], bad)
			}
		}
	}
	for i := range len(file) - 2 {
		if _, err := Verify(file[:i], key); err == nil {
			t.Fatalf("cut at %d is not found", i)
		}
	}
}

func TestErrorsSayWhatIsWrong(t *testing.T) {
	good, key := sample(t, "ws_1", 1, 7, 4, nil)
	other, otherKey := sample(t, "ws_2", 2, 7, 4, nil)
	lying, _ := sample(t, "ws_1", 1, 7, 4, func(s *terang.Statement) { s.Org = "ws_9" })
	human, _ := sample(t, "ws_1", 1, 7, 4, func(s *terang.Statement) { s.Author.Kind = terang.KindHuman })
	future, _ := sample(t, "ws_1", 1, 7, 4, func(s *terang.Statement) { s.V = 2 })
	edit := func(f func(*Proof)) []byte {
		p := good
		f(&p)
		return p.Format()
	}
	for _, c := range []struct {
		name string
		file []byte
		key  string
		want string
	}{
		{"not a receipt", []byte("hello"), "", "receipt_malformed"},
		{"empty", nil, "", "receipt_malformed"},
		{"cut", good.Format()[:900], "", "receipt_truncated"},
		{"another key", good.Format(), otherKey, "receipt_foreign"},
		{"no key", good.Format(), "nonsense", "receipt_key"},
		{"another tenant's receipt", other.Format(), key, "receipt_foreign"},
		{"another log's checkpoint", edit(func(p *Proof) { p.Checkpoint = other.Checkpoint }), key, "receipt_foreign"},
		{"the root", edit(func(p *Proof) { p.Checkpoint = bytes.Replace(p.Checkpoint, []byte("\n7\n"), []byte("\n8\n"), 1) }), key, "receipt_signature"},
		{"the statement", edit(func(p *Proof) { p.Statement = bytes.Replace(p.Statement, []byte(`"ai"`), []byte(`"human"`), 1) }), key, "receipt_not_in_log"},
		{"the index", edit(func(p *Proof) { p.Index = 3 }), key, "receipt_not_in_log"},
		{"an index beyond", edit(func(p *Proof) { p.Index = 7 }), key, "receipt_not_in_log"},
		{"the path", edit(func(p *Proof) { p.Path = p.Path[1:] }), key, "receipt_not_in_log"},
		{"the words", edit(func(p *Proof) { p.Body = bytes.Replace(p.Body, []byte("dikirim"), []byte("dibayar"), 1) }), key, "receipt_body"},
		{"the salt", edit(func(p *Proof) { p.Salt = bytes.Repeat([]byte{9}, 32) }), key, "receipt_body"},
		{"another message's words", edit(func(p *Proof) { p.Salt, p.Body = other.Salt, other.Body }), key, "receipt_body"},
		{"another workspace's statement", lying.Format(), key, "receipt_other_log"},
		{"words of another author", human.Format(), key, "receipt_body"},
		{"a later version", future.Format(), key, "receipt_statement"},
		{"too large", make([]byte, MaxFile+1), "", "receipt_malformed"},
	} {
		_, err := Verify(c.file, c.key)
		if code(err) != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		for _, l := range []terang.Language{"id", "en"} {
			if s := Explain(err, l); s == "" || strings.Contains(s, "{") {
				t.Errorf("%s: explained as %q", c.name, s)
			}
		}
	}
	for k, text := range texts {
		if text["id"] == "" || text["en"] == "" {
			t.Errorf("%s lacks a language", k)
		}
	}
}

func TestErasedReceiptStillProvesTheStatement(t *testing.T) {
	p, key := sample(t, "ws_1", 1, 7, 4, nil)
	p.Salt, p.Body = nil, nil
	r, err := Verify(p.Format(), key)
	if err != nil || !r.Erased || r.Shown != nil || r.Statement.Msg != "msg_4" {
		t.Errorf("%v %+v", err, r)
	}
}

func FuzzVerify(f *testing.F) {
	p, key := sample(f, "ws_1", 1, 7, 4, nil)
	f.Add(p.Format())
	p.Salt = nil
	f.Add(p.Format())
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n\na\n\nterang-receipt@v1\nkey k\nerased\nend\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if p, err := Parse(file); err == nil {
			again, err := Parse(p.Format())
			if err != nil || again.Index != p.Index || !bytes.Equal(again.Statement, p.Statement) || !bytes.Equal(again.Body, p.Body) || !bytes.Equal(again.Checkpoint, p.Checkpoint) {
				t.Fatalf("what was read is not what is written: %v", err)
			}
		} else if code(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
		r, err := Verify(file, key)
		if err == nil && (r.Statement.Org != "ws_1" || r.Size != 7) {
			t.Fatalf("verified something that was never signed: %+v", r)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	p, key := sample(b, "ws_1", 1, 300, 4, nil)
	file := p.Format()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Verify(file, key); err != nil {
			b.Fatal(err)
		}
	}
}
