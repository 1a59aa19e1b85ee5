package ear

import (
	"cmp"
	"encoding/binary"
	"flag"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"terang/encoder"
	"terang/understand/words"
)

// With -glossary the test below makes data/glossary.bin anew from the encoder (some minutes; see data/README.md):
//
//	GOEXPERIMENT=simd go test ./understand/ear -run TestMakeGlossary -glossary -timeout 1h
var makeGlossary = flag.Bool("glossary", false, "make data/glossary.bin anew")

// What the glossary is made with.
const (
	aloneLayer = 10   // of the encoder, for a word that stands alone
	aloneDims  = 128  // numbers kept of it
	commonness = 1e-3 // a word of this share of all counts half (Arora et al., 2017)
)

// glossaryTexts are the files whose words are in the glossary, by how common they are there.
var glossaryTexts = []string{
	"banking77/train.tsv", "clinc150/train.tsv", "bitext/Bitext_Sample_Customer_Service_Training_Dataset.csv",
	"smsa/train.tsv", "xsid-id/train.tsv", "nusax/indonesian-train.tsv", "nusax/english-train.tsv",
	"stif/train.inf", "stif/train.for", "stif/unlabelled.inf",
}

func TestMakeGlossary(t *testing.T) {
	if !*makeGlossary {
		t.Skip("made anew only with -glossary")
	}
	deep, err := encoder.Open()
	if err != nil {
		t.Fatal(err)
	}
	texts := publicTexts(t)
	m := newMaker(t, deep, texts)
	t.Logf("%d words", len(m.words))
	vectors := m.vectors()
	if err := os.WriteFile("data/glossary.bin", writeGlossary(m.words, vectors), 0o644); err != nil {
		t.Fatal(err)
	}
}

// publicTexts returns the texts of all glossaryTexts; where one is missing the test is skipped.
func publicTexts(t testing.TB) []string {
	names := regexp.MustCompile(`https?://\S*|@\w+|\{\{.*?\}\}`)
	var out []string
	for _, name := range glossaryTexts {
		b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(name)))
		if err != nil {
			t.Skipf("public data is missing: %v", err)
		}
		for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
			switch filepath.Ext(name) {
			case ".tsv":
				_, line, _ = strings.Cut(line, "\t")
			case ".csv":
				if fields := strings.Split(line, ","); len(fields) > 2 {
					line = fields[1]
				}
			}
			if i > 0 {
				out = append(out, strings.TrimSpace(names.ReplaceAllString(line, " ")))
			}
		}
	}
	return out
}

// maker makes the vectors of the glossary.
type maker struct {
	t     testing.TB
	deep  *encoder.Encoder
	words []string
	share []float64   // how common each word is
	alone [][]float64 // what the encoder says of the word alone
}

// newMaker chooses the words: the pieces of the encoder that are whole words in plain letters, and the standard
// words that stand at least twice in the texts.
func newMaker(t testing.TB, deep *encoder.Encoder, texts []string) *maker {
	m := &maker{t: t, deep: deep}
	count, total := map[string]float64{}, 0.0
	eachWord(texts, func(word string) { count[word]++; total++ })
	likely, sum := pieceScores(t), 0.0
	for w, n := range count {
		if _, ok := likely[w]; !ok && n >= 2 && len(w) > 1 && len(w) < maxWord {
			likely[w] = -15
		}
	}
	for w, s := range likely {
		m.words = append(m.words, w)
		sum += math.Exp(s)
	}
	slices.Sort(m.words)
	for _, w := range m.words {
		m.share = append(m.share, 0.5*count[w]/total+0.5*math.Exp(likely[w])/sum)
	}
	for _, w := range m.words {
		m.alone = append(m.alone, m.encode(w, aloneLayer))
	}
	centred(m.alone)
	return m
}

// pieceScores reads from the encoder's file how likely its pieces are that are whole words.
func pieceScores(t testing.TB) map[string]float64 {
	b, err := os.ReadFile("../../encoder/e5-small.bin")
	if err != nil {
		t.Fatal(err)
	}
	u32 := func(at uint32) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	n, offsets, scores, pieces := u32(36), u32(64+16), u32(64+24), u32(64+32)
	word, out := regexp.MustCompile(`^▁[A-Za-z]{2,}$`), map[string]float64{}
	for i := range n {
		p := string(b[pieces+u32(offsets+4*i) : pieces+u32(offsets+4*i+4)])
		if !word.MatchString(p) {
			continue
		}
		w, s := strings.ToLower(strings.TrimPrefix(p, "▁")), float64(math.Float32frombits(u32(scores+4*i)))
		if have, ok := out[w]; !ok || s > have {
			out[w] = s
		}
	}
	return out
}

// eachWord calls use for each standard word of each text.
func eachWord(texts []string, use func(word string)) {
	var line words.Line
	for _, text := range texts {
		words.Default().Read(&line, text, "")
		for at, w := range line.Words {
			if w.Kind == words.KindWord {
				use(line.Word(at))
			}
		}
	}
}

func (m *maker) encode(text string, layer int) []float64 {
	v := make([]float32, encoder.Dim)
	if err := m.deep.Layers(v, text, layer); err != nil {
		m.t.Fatal(err)
	}
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

// weight is how much a word counts: less the more common it is.
func (m *maker) weight(word int) float64 { return commonness / (commonness + m.share[word]) }

// vectors turns what the encoder says of each word into the numbers that are kept.
func (m *maker) vectors() [][]float32 {
	parts := mainParts(m.alone, aloneDims)
	out := make([][]float32, len(m.words))
	for i, v := range parts {
		for _, x := range v {
			out[i] = append(out[i], float32(x*m.weight(i)))
		}
	}
	return out
}

func matrixOf(rows, width int) [][]float64 {
	flat, out := make([]float64, rows*width), make([][]float64, rows)
	for i := range out {
		out[i] = flat[i*width:][:width:width]
	}
	return out
}

// squares is aᵀ·b.
func squares(a, b [][]float64) [][]float64 {
	out := matrixOf(len(a[0]), len(b[0]))
	for i := range a {
		for j, x := range a[i] {
			for k, y := range b[i] {
				out[j][k] += x * y
			}
		}
	}
	return out
}

// centred takes the mean away and brings each vector to length one.
func centred(vectors [][]float64) {
	mean := make([]float64, len(vectors[0]))
	for _, v := range vectors {
		for j, x := range v {
			mean[j] += x / float64(len(vectors))
		}
	}
	for _, v := range vectors {
		for j := range v {
			v[j] -= mean[j]
		}
		normed(v)
	}
}

func normed(v []float64) {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	for j := range v {
		v[j] /= max(math.Sqrt(sum), 1e-9)
	}
}

// mainParts turns the vectors to their main axes, half evened out, keeps n numbers and brings them to length one.
func mainParts(vectors [][]float64, n int) [][]float64 {
	values, axes := eigen(squares(vectors, vectors))
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	out := matrixOf(len(vectors), n)
	for i, v := range vectors {
		for k := range n {
			axis := order[k]
			for j, x := range v {
				out[i][k] += x * axes[j][axis]
			}
			out[i][k] *= math.Pow(values[order[0]]/max(values[axis], 1e-12), 0.25)
		}
		normed(out[i])
	}
	return out
}

// eigen returns the eigenvalues of a symmetric matrix and the eigenvectors as columns (Jacobi). It overwrites a.
func eigen(a [][]float64) ([]float64, [][]float64) {
	n := len(a)
	axes := matrixOf(n, n)
	for i := range axes {
		axes[i][i] = 1
	}
	for range 12 {
		for p := range n {
			for q := p + 1; q < n; q++ {
				if math.Abs(a[p][q]) < 1e-9*math.Sqrt(math.Abs(a[p][p]*a[q][q])) {
					continue
				}
				theta := (a[q][q] - a[p][p]) / (2 * a[p][q])
				t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
				if theta < 0 {
					t = -t
				}
				c := 1 / math.Sqrt(t*t+1)
				s := t * c
				for k := range n {
					a[k][p], a[k][q] = c*a[k][p]-s*a[k][q], s*a[k][p]+c*a[k][q]
				}
				for k := range n {
					a[p][k], a[q][k] = c*a[p][k]-s*a[q][k], s*a[p][k]+c*a[q][k]
				}
				for k := range n {
					axes[k][p], axes[k][q] = c*axes[k][p]-s*axes[k][q], s*axes[k][p]+c*axes[k][q]
				}
			}
		}
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = a[i][i]
	}
	return values, axes
}

func TestGlossaryIsWhole(t *testing.T) {
	t.Parallel()
	if meanings.dims != aloneDims {
		t.Fatalf("the glossary has %d numbers a word", meanings.dims)
	}
	if at := len(glossaryMagic); crc32.ChecksumIEEE([]byte(glossaryFile[at+4:])) != meanings.edition {
		t.Error("the edition is not that of the bytes")
	}
	for i := 0; i < len(glossaryFile); i += len(glossaryFile)/50 + 1 {
		if g := openGlossary(glossaryFile[:i]); g.dims != 0 || g.find("halo") >= 0 {
			t.Fatalf("cut to %d bytes it is opened", i)
		}
	}
}

func TestGlossaryKnowsWhatIsAlike(t *testing.T) {
	t.Parallel()
	vector := func(word string) []float32 {
		row, x := meanings.sense(word)
		if row < 0 {
			t.Fatalf("the glossary has no %q", word)
		}
		v := make([]float32, meanings.dims)
		meanings.add(v, row, x)
		scale := 1 / sqrt32(dotPortable(v, v))
		for i := range v {
			v[i] *= scale
		}
		return v
	}
	for _, c := range [][3]string{ // the first two are nearer than the first and the third
		{"package", "parcel", "password"},
		{"money", "uang", "hujan"},
		{"package", "paket", "cuaca"},
		{"angry", "furious", "shoes"},
		{"login", "masuk", "makanan"},
		{"refund", "refunds", "monday"},
	} {
		near, far := dotPortable(vector(c[0]), vector(c[1])), dotPortable(vector(c[0]), vector(c[2]))
		if near < far+0.1 {
			t.Errorf("%s and %s %.2f, %s and %s %.2f", c[0], c[1], near, c[0], c[2], far)
		}
	}
	if row, _ := meanings.sense("qqxzzyqx"); row >= 0 {
		t.Error("a word of nothing is in the glossary")
	}
}
