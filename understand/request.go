package understand

import (
	_ "embed"
	"fmt"
	"slices"
)

//go:embed data/phrases.txt
var phraseList string

//go:embed data/requests.id.tsv
var requestsID string

//go:embed data/requests.en.tsv
var requestsEN string

// requests are all special requests, in the order in which a reading lists them. The classifier knows them
// by their place here; its last class is none of them.
var requests = [...]Request{
	RequestPerson, RequestIdentity, RequestStop, RequestData, RequestWhy, RequestCancel, RequestRepeat,
	RequestUnhelpful, RequestThanks, RequestGreeting,
}

const (
	noRequest      = "none"
	maxRequestText = 40 // words: a longer text is about something else, and phrases alone tell what else it asks
)

// surety is how sure the classifier must be of a request that no phrase shows. Whoever asks for a person
// or who speaks must be heard; the others wait for plain words.
func surety(r Request) float32 {
	switch r {
	case RequestPerson, RequestIdentity:
		return 0.7
	case RequestStop, RequestData, RequestWhy, RequestUnhelpful:
		return 0.88
	case RequestCancel, RequestRepeat, RequestThanks, RequestGreeting:
		return 2 // phrases only: each is said in few ways, and is easily part of something else
	}
	return 2
}

// labels are the places of what the engine of phrases can say.
type labels struct {
	requests                         [len(requests)]int
	anger, disappointment            int
	worry, profanity, affirm, refuse int
}

func newLabels(b *phrasebook) (labels, error) {
	var l labels
	for i, r := range requests {
		l.requests[i] = slices.Index(b.labels, string(r))
	}
	l.anger = slices.Index(b.labels, "anger")
	l.disappointment = slices.Index(b.labels, "disappointment")
	l.worry = slices.Index(b.labels, "worry")
	l.profanity = slices.Index(b.labels, "profanity")
	l.affirm = slices.Index(b.labels, "yes")
	l.refuse = slices.Index(b.labels, "no")
	all := append(l.requests[:], l.anger, l.disappointment, l.worry, l.profanity, l.affirm, l.refuse)
	if slices.Contains(all, -1) {
		return l, fmt.Errorf("understand: a label has no phrase")
	}
	return l, nil
}

// ownExamples are the house's examples of special requests, and of what only looks like one.
func ownExamples() ([]Example, error) {
	id, err := ParseExamples("requests.id.tsv", []byte(requestsID))
	if err != nil {
		return nil, fmt.Errorf("understand: %w", err)
	}
	en, err := ParseExamples("requests.en.tsv", []byte(requestsEN))
	if err != nil {
		return nil, fmt.Errorf("understand: %w", err)
	}
	for _, e := range slices.Concat(id, en) {
		if e.Intent != noRequest && !slices.Contains(requests[:], Request(e.Intent)) {
			return nil, fmt.Errorf("understand: %q is no special request", e.Intent)
		}
	}
	return slices.Concat(id, en), nil
}

// requestsIn lists the special requests of a text: what a phrase shows, and what the classifier is sure of.
func (m *Model) requestsIn(s *scratch, hits []hit) []Request {
	var found [len(requests)]bool
	n := 0
	note := func(i int) {
		if !found[i] {
			found[i] = true
			n++
		}
	}
	for _, h := range hits {
		if i := slices.Index(m.labels.requests[:], h.label); i >= 0 {
			note(i)
		}
	}
	if len(s.n.words) > 0 && len(s.n.words) <= maxRequestText {
		s.scores = resize(s.scores, m.requests.classes)
		m.requests.scores(s.scores, s.values)
		softmax(s.scores)
		for i, r := range requests {
			if s.scores[i] >= surety(r) && !excluded(s.hits, m.labels.requests[i]) {
				note(i)
			}
		}
	}
	if n == 0 {
		return nil
	}
	out := make([]Request, 0, n)
	for i, ok := range found {
		if ok {
			out = append(out, requests[i])
		}
	}
	return out
}

// excluded reports whether an exception of the label stands in the text.
func excluded(hits []hit, label int) bool {
	return slices.ContainsFunc(hits, func(h hit) bool { return h.exception && h.label == label })
}

// yesNo reads the words as yes or no: the first clear word counts, and a refusal outweighs a mere "ya"
// before it ("ya gak usah").
func (m *Model) yesNo(hits []hit, words int, expected bool) (value string, from, to int) {
	yes, no := -1, -1
	for i, h := range hits {
		switch {
		case h.label == m.labels.affirm && (yes < 0 || h.from < hits[yes].from):
			yes = i
		case h.label == m.labels.refuse && (no < 0 || h.from < hits[no].from):
			no = i
		}
	}
	pick, value := yes, "yes"
	if yes < 0 || no >= 0 && hits[no].from < hits[yes].from {
		pick, value = no, "no"
	}
	if pick < 0 {
		return "", 0, 0
	}
	limit := 3 // an answer that nobody asked for is a short one
	if !expected && words > limit || expected && hits[pick].from > limit {
		return "", 0, 0
	}
	return value, hits[pick].from, hits[pick].to
}
