package ear

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"terang"
	"terang/understand/words"
)

const (
	hugeTimes = 20  // an intent with so many times the middle one's examples is huge
	hugeLeast = 500 // and has at least so many
)

// item is one example ready to learn from.
type item struct {
	text     string
	encoded  string // what the encoder reads
	language terang.Language
	class    int32
	group    int32 // examples that are the same sentence share it
	weight   float32
	example  int // place in the examples that were given; those from outside come after them
	features []feature
	vector   []float32
}

// material is what is learnt from.
type material struct {
	labels   []string
	items    []item // of the labels, then from outside
	inside   int    // how many of the items are of the labels
	outputs  int    // classes of the networks
	warnings []Warning
}

// prepare reads the examples, and finds what is odd about them.
func prepare(examples []Example, o *Options) *material {
	m := &material{}
	book := o.Book
	if book == nil {
		book = words.Default()
	}
	r := newReader(book, o.Seed)
	seen, where := map[string]int32{}, map[int32]int{}
	byLabel := map[string]int{}
	for i, e := range examples {
		label := strings.TrimSpace(e.Label)
		it := r.item(e, i)
		switch {
		case label == "" || len(label) > maxLabel:
			m.warn(e.Where, "no_intent", "text", e.Text)
			continue
		case it.features == nil:
			m.warn(e.Where, "empty_example", "intent", label)
			continue
		}
		at, ok := byLabel[label]
		if !ok {
			at = len(m.labels)
			byLabel[label] = at
			m.labels = append(m.labels, label)
		}
		it.class = int32(at)
		m.items = append(m.items, it)
	}
	m.sortLabels()
	for i := range m.items {
		m.groupItem(&m.items[i], examples, seen, where)
	}
	m.inside, m.outputs = len(m.items), len(m.labels)
	m.weigh(examples)
	var outside []item
	for i, e := range o.Outside {
		it := r.item(e, len(examples)+i)
		if it.features == nil {
			m.warn(e.Where, "empty_example", "intent", "")
			continue
		}
		if g, ok := seen[keyOf(&it)]; ok && where[g] < len(examples) {
			m.warn(e.Where, "outside_and_intent", "text", it.text, "intent", m.labels[m.classOf(g)])
			continue
		}
		it.class, it.group, it.weight = int32(len(m.labels)), int32(len(examples)+i), 1
		outside = append(outside, it)
	}
	if len(outside) > 0 && len(m.labels) > 0 {
		each := float32(m.inside) / float32(len(m.labels)) / float32(len(outside))
		for i := range outside {
			outside[i].weight = outsideWeight * min(1, max(each, outsideLeast))
		}
	}
	m.items = append(m.items, outside...)
	if len(outside) >= judgeLeast {
		m.outputs++
	}
	return m
}

func (r *reader) item(e Example, at int) item {
	r.book.Read(&r.line, e.Text, e.Language)
	it := item{text: r.line.Text, encoded: r.line.Encoded(), language: e.Language, weight: 1, example: at}
	if fs := r.features(); len(fs) > 0 {
		it.features = fs
	}
	return it
}

// keyOf is what two examples share that are the same sentence.
func keyOf(it *item) string { return it.encoded }

// sortLabels puts the labels in the order of their names, so that the order of files does not matter.
func (m *material) sortLabels() {
	order := make([]int, len(m.labels))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(m.labels[a], m.labels[b]) })
	place, sorted := make([]int32, len(order)), make([]string, len(order))
	for to, from := range order {
		place[from], sorted[to] = int32(to), m.labels[from]
	}
	m.labels = sorted
	for i := range m.items {
		m.items[i].class = place[m.items[i].class]
	}
}

// groupItem puts an example with the ones that are the same sentence.
func (m *material) groupItem(it *item, examples []Example, seen map[string]int32, where map[int32]int) {
	key := keyOf(it)
	g, ok := seen[key]
	if !ok {
		g = int32(len(seen))
		seen[key] = g
		where[g] = it.example
		it.group = g
		return
	}
	it.group = g
	first := examples[where[g]]
	if label := strings.TrimSpace(first.Label); label != m.labels[it.class] {
		m.warn(examples[it.example].Where, "duplicate_two_intents", "text", it.text, "intent", m.labels[it.class], "other", label, "where", first.Where)
	}
}

func (m *material) classOf(group int32) int32 {
	for i := range m.items {
		if m.items[i].group == group {
			return m.items[i].class
		}
	}
	return 0
}

// weigh warns of intents with one example, and of huge ones.
func (m *material) weigh(examples []Example) {
	count, last := make([]int, len(m.labels)), make([]int, len(m.labels))
	for i := range m.items {
		count[m.items[i].class]++
		last[m.items[i].class] = m.items[i].example
	}
	sorted := slices.Sorted(slices.Values(count))
	for c, n := range count {
		where := examples[last[c]].Where
		switch {
		case n == 1:
			m.warn(where, "one_example", "intent", m.labels[c])
		case n >= hugeLeast && n > hugeTimes*sorted[len(sorted)/2]:
			m.warn(where, "huge_intent", "intent", m.labels[c], "count", strconv.Itoa(n))
		}
	}
	if len(m.labels) == 1 {
		m.warn(examples[last[0]].Where, "one_intent", "intent", m.labels[0])
	}
}

func (m *material) warn(where, code string, pairs ...string) {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	w := Warning{Where: where, Code: code, Args: args, Message: terang.Text{}}
	replace := make([]string, 0, 2*len(args))
	for i := 0; i+1 < len(pairs); i += 2 {
		replace = append(replace, "{"+pairs[i]+"}", pairs[i+1])
	}
	fill := strings.NewReplacer(replace...)
	for l, text := range warningTexts[code] {
		w.Message[l] = fill.Replace(text)
	}
	m.warnings = append(m.warnings, w)
}

// warningTexts are the warnings in words.
var warningTexts = map[string]terang.Text{
	"no_intent": {
		terang.Indonesian: "Contoh ini tidak punya nama maksud: {text}",
		terang.English:    "This example names no intent: {text}",
	},
	"empty_example": {
		terang.Indonesian: "Contoh untuk {intent} tidak berisi kata.",
		terang.English:    "An example of {intent} holds no words.",
	},
	"duplicate_two_intents": {
		terang.Indonesian: "Kalimat yang sama ada pada {intent} dan {other} ({where}): {text}",
		terang.English:    "The same sentence stands under {intent} and {other} ({where}): {text}",
	},
	"outside_and_intent": {
		terang.Indonesian: "Kalimat ini disebut di luar cakupan, tetapi ada pada {intent}: {text}",
		terang.English:    "This sentence is given as out of scope, but stands under {intent}: {text}",
	},
	"one_example": {
		terang.Indonesian: "{intent} hanya punya satu contoh; tulislah setidaknya lima.",
		terang.English:    "{intent} has a single example; write at least five.",
	},
	"huge_intent": {
		terang.Indonesian: "{intent} punya {count} contoh, jauh lebih banyak dari yang lain; mungkin perlu dipecah.",
		terang.English:    "{intent} has {count} examples, far more than the others; it may need splitting.",
	},
	"one_intent": {
		terang.Indonesian: "Hanya ada satu maksud, {intent}: tidak ada yang bisa dibedakan.",
		terang.English:    "There is a single intent, {intent}: nothing can be told apart.",
	},
}
