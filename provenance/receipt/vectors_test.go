package receipt

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"terang"
)

// vector is one case that this package and the static verify page (web/verify) must judge alike.
type vector struct {
	Name    string            `json:"name"`
	File    string            `json:"file"`
	Trust   string            `json:"trust"` // as a reader pastes it
	Require int               `json:"require,omitempty"`
	Code    string            `json:"code"` // of the error, "" where the receipt holds
	Args    map[string]string `json:"args,omitempty"`
	Report  *Report           `json:"report,omitempty"`
}

// witnessKey is a witness of the vectors.
func witnessKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32))
}

func witnessVKey(name string, seed byte) string {
	return CosignerKey(name, witnessKey(seed).Public().(ed25519.PublicKey))
}

// cosigned adds a witness's signature to a proof's checkpoint.
func withWitness(p Proof, name string, seed byte) Proof {
	text, _, _ := strings.Cut(string(p.Checkpoint), "\n\n")
	p.Checkpoint = append(bytes.Clone(p.Checkpoint), Cosign(name, witnessKey(seed), text+"\n", 1_800_000_000)...)
	return p
}

// succession is the note by which one sample's key names another's.
func succession(t testing.TB, from, to byte, size int64) []byte {
	t.Helper()
	const origin = "terang.example/log/ws_1"
	var signers []note.Signer
	var next string
	for _, seed := range []byte{from, to} {
		signer, verifier, err := note.GenerateKey(steady(seed), origin)
		if err != nil {
			t.Fatal(err)
		}
		s, err := note.NewSigner(signer)
		if err != nil {
			t.Fatal(err)
		}
		signers, next = append(signers, s), verifier
	}
	s := Succession{Origin: origin, Next: next, Size: size, At: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	signed, err := note.Sign(&note.Note{Text: s.Text()}, signers...)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func listOf(t testing.TB, l KeyList) string {
	t.Helper()
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func vectors(t testing.TB) []vector {
	t.Helper()
	good, key := sample(t, "ws_1", 1, 7, 4, nil)
	other, otherKey := sample(t, "ws_2", 2, 7, 4, nil)
	next, nextKey := sample(t, "ws_1", 3, 21, 20, nil)
	large, _ := sample(t, "ws_1", 1, 300, 299, nil)
	lying, _ := sample(t, "ws_1", 1, 7, 4, func(s *terang.Statement) { s.Org = "ws_9" })
	future, _ := sample(t, "ws_1", 1, 7, 4, func(s *terang.Statement) { s.V = 2 })
	edit := func(p Proof, f func(*Proof)) string { f(&p); return string(p.Format()) }
	w0, w1 := witnessVKey("w0.example", 10), witnessVKey("w1.example", 11)
	two := withWitness(withWitness(good, "w0.example", 10), "w1.example", 11)
	one := withWitness(good, "w0.example", 10)
	false0 := withWitness(good, "w0.example", 12) // another key's hash: an unknown witness
	forged := one
	forged.Checkpoint = bytes.Replace(forged.Checkpoint, []byte("\n7\n"), []byte("\n7\n"), 1)
	at := bytes.LastIndexByte(forged.Checkpoint, ' ') + 30
	forged.Checkpoint = bytes.Clone(forged.Checkpoint)
	forged.Checkpoint[at] ^= 1
	chained := next
	chained.Chain = [][]byte{succession(t, 1, 3, 7)}
	twice := next
	twice.Chain = [][]byte{succession(t, 1, 2, 7), succession(t, 2, 3, 9)}
	stray := next
	stray.Chain = [][]byte{succession(t, 1, 2, 7)}
	retired := KeyList{Origin: "terang.example/log/ws_1", Keys: []Key{{Verifier: key, To: 7, Until: "2027-01-01T00:00:00Z"}, {Verifier: nextKey, From: 7}}}
	file := string(good.Format())
	return []vector{
		{Name: "holds", File: file, Trust: key},
		{Name: "holds, key of the file", File: file},
		{Name: "holds, Windows line ends", File: strings.ReplaceAll(file, "\n", "\r\n"), Trust: key},
		{Name: "holds, the last of 300", File: string(large.Format()), Trust: key},
		{Name: "erased", File: edit(good, func(p *Proof) { p.Salt, p.Body = nil, nil }), Trust: key},
		{Name: "two witnesses, both wanted", File: string(two.Format()), Trust: key + "\n" + w0 + "\n" + w1, Require: 2},
		{Name: "one witness of two", File: string(one.Format()), Trust: key + "\n" + w0 + "\n" + w1, Require: 1},
		{Name: "a witness is missing", File: string(one.Format()), Trust: key + "\n" + w0 + "\n" + w1, Require: 2},
		{Name: "no witness at all", File: file, Trust: key + "\n" + w0, Require: 1},
		{Name: "somebody under a witness's name", File: string(false0.Format()), Trust: key + "\n" + w0, Require: 1},
		{Name: "a cosignature was changed", File: string(forged.Format()), Trust: key + "\n" + w0},
		{Name: "the published list asks for a witness", File: file, Trust: listOf(t, KeyList{Origin: "terang.example/log/ws_1", Keys: []Key{{Verifier: key}}, Witnesses: []string{w0}, Required: 1})},
		{Name: "published keys, the old one", File: file, Trust: listOf(t, retired)},
		{Name: "published keys, the new one", File: string(next.Format()), Trust: listOf(t, retired)},
		{Name: "the old key led to the new one", File: string(chained.Format()), Trust: key},
		{Name: "the old key led to the new one in two steps", File: string(twice.Format()), Trust: key},
		{Name: "the notes lead elsewhere", File: string(stray.Format()), Trust: key},
		{Name: "the new key without notes", File: string(next.Format()), Trust: key},
		{Name: "a retired key signed a larger log", File: string(large.Format()), Trust: listOf(t, retired)},
		{Name: "another brand's key", File: file, Trust: otherKey},
		{Name: "another brand's receipt", File: string(other.Format()), Trust: key},
		{Name: "another log's checkpoint", File: edit(good, func(p *Proof) { p.Checkpoint = other.Checkpoint }), Trust: key},
		{Name: "no key", File: file, Trust: "nonsense"},
		{Name: "a key with a lost character", File: file, Trust: "# published\n" + key[:len(key)-5] + key[len(key)-4:]},
		{Name: "the size was changed", File: edit(good, func(p *Proof) {
			p.Checkpoint = bytes.Replace(p.Checkpoint, []byte("\n7\n"), []byte("\n8\n"), 1)
		}), Trust: key},
		{Name: "the statement was changed", File: edit(good, func(p *Proof) { p.Statement = bytes.Replace(p.Statement, []byte(`"ai"`), []byte(`"human"`), 1) }), Trust: key},
		{Name: "the index was changed", File: edit(good, func(p *Proof) { p.Index = 3 }), Trust: key},
		{Name: "an index beyond the log", File: edit(good, func(p *Proof) { p.Index = 7 }), Trust: key},
		{Name: "a hash of the path is missing", File: edit(good, func(p *Proof) { p.Path = p.Path[1:] }), Trust: key},
		{Name: "the words were changed", File: edit(good, func(p *Proof) { p.Body = bytes.Replace(p.Body, []byte("dikirim"), []byte("dibayar"), 1) }), Trust: key},
		{Name: "the salt was changed", File: edit(good, func(p *Proof) { p.Salt = bytes.Repeat([]byte{9}, 32) }), Trust: key},
		{Name: "another workspace's statement", File: string(lying.Format()), Trust: key},
		{Name: "a later version", File: string(future.Format()), Trust: key},
		{Name: "cut in the path", File: file[:len(file)/3], Trust: key},
		{Name: "cut before the end", File: strings.TrimSuffix(file, "end\n"), Trust: key},
		{Name: "a line in the middle is gone", File: strings.Replace(file, "index 4\n", "", 1), Trust: key},
		{Name: "something after the end", File: file + "x\nend\n", Trust: key},
		{Name: "no receipt", File: "Halo kak", Trust: key},
		{Name: "empty", File: "", Trust: key},
	}
}

// judge is what a reader does who pastes a receipt and what to trust.
func judge(v vector) (Report, error) {
	t, err := ParseTrust(v.Trust)
	if err != nil {
		return Report{}, err
	}
	if v.Require > 0 {
		t.Require = v.Require
	}
	return VerifyWith([]byte(v.File), t)
}

// TestVectors keeps the verdicts of this package in a file by which the static page is tested too.
func TestVectors(t *testing.T) {
	all := vectors(t)
	codes := map[string]bool{}
	for i := range all {
		v := &all[i]
		r, err := judge(*v)
		var e *terang.Error
		switch {
		case err == nil:
			v.Report = &r
		case errors.As(err, &e):
			v.Code, v.Args = e.Code, e.Args
			for _, l := range []terang.Language{"id", "en"} {
				if s := Explain(err, l); s == "" || strings.Contains(s, "{") {
					t.Errorf("%s: explained as %q", v.Name, s)
				}
			}
		default:
			t.Errorf("%s: an error without a code: %v", v.Name, err)
		}
		codes[v.Code] = true
	}
	for code := range texts {
		if strings.HasPrefix(code, "receipt_") && !codes[code] {
			t.Errorf("no vector ends with %s", code)
		}
	}
	b, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "vectors.json")
	if *update {
		if err := os.WriteFile(golden, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(append(b, '\n'), want) {
		t.Errorf("the verdicts changed; receipts that people hold would be judged otherwise: %v", err)
	}
	for _, v := range all {
		holds := v.Code == ""
		if wanted := strings.HasPrefix(v.Name, "holds") || strings.HasPrefix(v.Name, "published keys") || strings.HasPrefix(v.Name, "the old key led") || v.Name == "erased" || strings.HasPrefix(v.Name, "two witnesses") || v.Name == "one witness of two"; wanted != holds {
			t.Errorf("%s: %q", v.Name, v.Code)
		}
	}
}

func TestEveryChangedByteOfAChainIsFound(t *testing.T) {
	p, _ := sample(t, "ws_1", 3, 21, 20, nil)
	_, first := sample(t, "ws_1", 1, 1, 0, nil)
	p.Chain = [][]byte{succession(t, 1, 3, 7)}
	p = withWitness(p, "w0.example", 10)
	trust := Trust{Keys: []Key{{Verifier: first}}, Witnesses: []string{witnessVKey("w0.example", 10)}, Require: 1}
	file := p.Format()
	if _, err := VerifyWith(file, trust); err != nil {
		t.Fatal(err)
	}
	for i := range len(file) - 1 {
		bad := bytes.Clone(file)
		bad[i] ^= 1
		if _, err := VerifyWith(bad, trust); err == nil {
			t.Fatalf("byte %d changed from %q to %q is not found: …%s", i, file[i], bad[i], bad[max(0, i-80):min(len(bad), i+20)])
		}
	}
}

func TestContinuationNamesWhatIsWrong(t *testing.T) {
	a, key := sample(t, "ws_1", 1, 7, 4, nil)
	b, _ := sample(t, "ws_1", 1, 21, 4, nil)
	forked, _ := sample(t, "ws_1", 1, 21, 4, func(s *terang.Statement) { s.Lang = "en" })
	trust := Trust{Keys: []Key{{Verifier: key}}}
	same := append([]byte("old 7\n\n"), a.Checkpoint...)
	if old, size, err := VerifyContinuation(same, a.Checkpoint, trust); err != nil || old != 7 || size != 7 {
		t.Errorf("an unchanged log: %v", err)
	}
	for name, c := range map[string]struct {
		file, older []byte
		want        string
	}{
		"no proof":          {append([]byte("old 7\n\n"), b.Checkpoint...), a.Checkpoint, "continuation_broken"},
		"a forked log":      {append([]byte("old 21\n\n"), forked.Checkpoint...), b.Checkpoint, "continuation_broken"},
		"a shorter log":     {append([]byte("old 21\n\n"), a.Checkpoint...), b.Checkpoint, "continuation_broken"},
		"another day":       {append([]byte("old 9\n\n"), b.Checkpoint...), a.Checkpoint, "continuation_other"},
		"no number":         {append([]byte("old 07\n\n"), b.Checkpoint...), a.Checkpoint, "receipt_malformed"},
		"no hash":           {append([]byte("old 7\nabc\n\n"), b.Checkpoint...), a.Checkpoint, "receipt_malformed"},
		"no file":           {nil, a.Checkpoint, "receipt_malformed"},
		"no checkpoint":     {[]byte("old 7\n\nx\n"), a.Checkpoint, "receipt_malformed"},
		"a changed root":    {append([]byte("old 7\n\n"), bytes.Replace(a.Checkpoint, []byte("\n7\n"), []byte("\n9\n"), 1)...), a.Checkpoint, "receipt_signature"},
		"nothing was there": {append([]byte("old 7\n\n"), b.Checkpoint...), nil, "receipt_malformed"},
	} {
		if _, _, err := VerifyContinuation(c.file, c.older, trust); code(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestTLogProofStandsAlone(t *testing.T) {
	p, _ := sample(t, "ws_1", 1, 7, 4, nil)
	part := p.TLogProof()
	if !bytes.HasPrefix(p.Format(), part) || bytes.Contains(part, []byte("terang-receipt")) || !bytes.HasSuffix(part, p.Checkpoint) {
		t.Errorf("%s", part)
	}
}

func FuzzParseTrust(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.Trust)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := ParseTrust(text); err != nil && code(err) != "receipt_key" {
			t.Fatalf("an error without its code: %v", err)
		}
	})
}

func FuzzCosigner(f *testing.F) {
	f.Add(witnessVKey("w0.example", 10), "a\n1\nx\n")
	f.Add("w+00000000+BA==", "")
	f.Fuzz(func(t *testing.T, vkey, text string) {
		c, err := ParseCosigner(vkey)
		if err != nil {
			return
		}
		if c.Verify([]byte(text), []byte(text)) {
			t.Fatal("a text signed itself")
		}
		if again, err := ParseCosigner(CosignerKey(c.Name(), c.key)); err != nil || again.KeyHash() != c.KeyHash() {
			t.Fatalf("what was read is not what is written: %v", err)
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	p, key := sample(f, "ws_1", 1, 7, 4, nil)
	f.Add(p.Checkpoint)
	f.Add(withWitness(p, "w0.example", 10).Checkpoint)
	trust := Trust{Keys: []Key{{Verifier: key}}, Witnesses: []string{witnessVKey("w0.example", 10)}}
	f.Fuzz(func(t *testing.T, signed []byte) {
		tree, err := trust.Open(signed)
		if err == nil && tree.N != 7 {
			t.Fatalf("opened something that was never signed: %+v", tree)
		}
		if err != nil && code(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
	})
}

func FuzzContinuation(f *testing.F) {
	p, key := sample(f, "ws_1", 1, 7, 4, nil)
	f.Add(append([]byte("old 7\n\n"), p.Checkpoint...))
	f.Add([]byte("old 0\n\n"))
	trust := Trust{Keys: []Key{{Verifier: key}}}
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, size, err := VerifyContinuation(file, p.Checkpoint, trust); err == nil && size != 7 {
			t.Fatalf("a log of %d was never signed", size)
		} else if err != nil && code(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
	})
}

func FuzzCode(f *testing.F) {
	f.Add("17-K3J9-QX4D")
	f.Add("0-oil1-0000")
	f.Fuzz(func(t *testing.T, s string) {
		index, start, ok := ParseCode(s)
		if ok && (index < 0 || len(start) != codeDigits) {
			t.Fatalf("%q: %d %q", s, index, start)
		}
	})
}
