package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/search"
	"terang/store"
)

// SearchFigures are how long questions took on a store of so many messages.
type SearchFigures struct {
	Messages  int              `json:"messages"`
	FillS     float64          `json:"fill_s"`
	ByKey     float64          `json:"by_key_ms"` // reading a page of thirty conversations by their keys
	Questions []SearchQuestion `json:"questions"`
	Slowest   float64          `json:"slowest_ms_p99"`
	Ratio     float64          `json:"ratio"` // of the slowest question's middle to reading by key
}

// SearchQuestion is one kind of question.
type SearchQuestion struct {
	Kind string  `json:"kind"`
	Text string  `json:"text"`
	Hits int     `json:"hits"`
	P50  float64 `json:"ms_p50"`
	P99  float64 `json:"ms_p99"`
}

// searchTries is how often each question is asked.
const searchTries = 40

// common are words that stand in very many messages, as they do in service.
var common = []string{"pesanan", "saya", "belum", "sampai", "kak", "tolong", "cek", "my", "order", "refund", "gmn", "ya", "the", "alamat", "bayar"}

// FillAsked stores messages as people write them: a few words are everywhere, most are rare, and every conversation has its own
// order number.
func FillAsked(ctx context.Context, db *store.DB, workspaceID string, messages int, now time.Time, ids terang.IDs) error {
	r := rand.New(rand.NewPCG(8, 8))
	rare := rand.NewZipf(r, 1.3, 8, 50_000)
	for first := 0; first < messages/PerConversation; first += perWrite {
		err := db.Write(ctx, func(tx *store.Tx) error {
			for i := first; i < min(first+perWrite, messages/PerConversation); i++ {
				at := now.Add(-time.Duration(messages/PerConversation-i) * time.Minute)
				if err := fillAsked(tx, workspaceID, i, at, ids, r, rare); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("bench: fill: %w", err)
		}
	}
	return nil
}

// beginnings are how most Indonesian verbs begin.
var beginnings = []string{"meng", "men", "mem", "ber", "ter", "di", "pe", "ke", "se", ""}

// word is the n-th rare word.
func word(n uint64) string {
	return beginnings[n%uint64(len(beginnings))] + strings.Map(func(d rune) rune { return 'a' + d - '0' }, fmt.Sprint(n*7919+100))
}

func fillAsked(tx *store.Tx, workspaceID string, i int, at time.Time, ids terang.IDs, r *rand.Rand, rare *rand.Zipf) error {
	k := terang.Contact{ID: ids("con"), WorkspaceID: workspaceID, Name: fmt.Sprintf("Sari Pelanggan%d", i%5000), Language: terang.Indonesian, CreatedAt: at}
	c := terang.Conversation{
		ID: ids("cnv"), WorkspaceID: workspaceID, ContactID: k.ID, Channel: []string{"web", "whatsapp", "email"}[i%3], Language: terang.Indonesian, Status: terang.Open, Holder: terang.HolderAssistant,
		Seq: PerConversation, PublicSeq: PerConversation, HandledSeq: PerConversation, LastInbound: PerConversation - 1, Trust: i % 101, CreatedAt: at, LastAt: at,
	}
	switch i % 200 {
	case 1:
		c.Priority = terang.Urgent
	case 2, 3, 4:
		c.Priority = terang.High
	}
	if i%1000 == 0 {
		c.Holder, c.AgentID, c.AgentName = terang.HolderAgent, "agt_bench", "Rina"
	}
	if err := store.InsertContact(tx, k); err != nil {
		return err
	}
	if err := store.InsertConversation(tx, &c); err != nil {
		return err
	}
	store.IndexName(tx, &c, k)
	rows := make([]terang.Message, PerConversation)
	for j := range rows {
		var words []string
		for range 4 + r.IntN(8) {
			if r.IntN(2) == 0 {
				words = append(words, common[r.IntN(len(common))])
			} else {
				words = append(words, word(rare.Uint64()))
			}
		}
		if j == 0 {
			words = append(words, fmt.Sprintf("TRG-%07d", i))
		}
		rows[j] = terang.Message{
			ID: ids("msg"), WorkspaceID: workspaceID, ConversationID: c.ID, Seq: int64(j) + 1, Prev: int64(j), Kind: terang.KindText, Language: terang.Indonesian,
			Direction: terang.In, Author: terang.ByContact(), Content: terang.Content{Text: strings.Join(words, " ")}, Delivery: terang.Accepted, At: at.Add(time.Duration(j) * time.Second),
		}
	}
	return store.InsertMessages(tx, rows)
}

// MeasureSearch asks each kind of question many times, and beside it reads as many conversations by their keys.
func MeasureSearch(ctx context.Context, db *store.DB, workspaceID string, messages int, clock terang.Clock) (SearchFigures, error) {
	f := SearchFigures{Messages: messages}
	agent := store.Filter{View: store.ViewMine}
	last := messages/PerConversation - 1
	slowest := 0.0
	for _, q := range []struct {
		kind, text string
		filter     store.Filter
	}{
		{"a common word", "pesanan", store.Filter{}},
		{"two common words", "pesanan refund", store.Filter{}},
		{"a common everyday form", "gimana", store.Filter{}},
		{"a rare word", word(900), store.Filter{}},
		{"a common and a rare word", "pesanan " + word(900), store.Filter{}},
		{"a beginning", "men*", store.Filter{}},
		{"four letters", "meng*", store.Filter{}},
		{"five letters", "mengb*", store.Filter{}},
		{"a longer beginning", "pesan*", store.Filter{}},
		{"a phrase", `"pesanan saya belum"`, store.Filter{}},
		{"an order number", fmt.Sprintf("TRG-%07d", last/2), store.Filter{}},
		{"its last digits", fmt.Sprintf("%04d", last/2%10000), store.Filter{}},
		{"a name", "pelanggan77", store.Filter{}},
		{"a name and a word", "pelanggan77 refund", store.Filter{}},
		{"a common word, mine", "pesanan", agent},
		{"a common word, trust under 1", "pesanan", store.Filter{TrustUnder: 1}},
		{"a common word but not another", "pesanan -saya", store.Filter{}},
		{"nothing", "tidakpernahditulis", store.Filter{}},
	} {
		var r search.Reader
		s := store.Search{WorkspaceID: workspaceID, AgentID: "agt_bench", Query: r.Parse(q.text, false), Filter: q.filter, Limit: 30}
		took := make([]float64, searchTries)
		hits := 0
		for i := range took {
			began := clock()
			found, err := store.Find(ctx, db, s)
			if err != nil {
				return f, err
			}
			took[i], hits = clock().Sub(began).Seconds()*1000, len(found.Hits)
		}
		slices.Sort(took)
		one := SearchQuestion{q.kind, q.text, hits, took[len(took)/2], took[len(took)*99/100]}
		f.Questions = append(f.Questions, one)
		f.Slowest, slowest = max(f.Slowest, one.P99), max(slowest, one.P50)
	}
	key, err := readByKey(ctx, db, workspaceID, clock)
	f.ByKey, f.Ratio = key, slowest/key
	return f, err
}

// readByKey is the middle time of reading thirty conversations and a message of each.
func readByKey(ctx context.Context, db *store.DB, workspaceID string, clock terang.Clock) (float64, error) {
	page, err := store.ListConversations(ctx, db, store.ListQuery{WorkspaceID: workspaceID, View: store.ViewAll, Limit: 30})
	if err != nil {
		return 0, err
	}
	took := make([]float64, searchTries)
	for i := range took {
		began := clock()
		for _, l := range page {
			if _, err := store.ListedConversation(ctx, db, workspaceID, l.Conversation.ID); err != nil {
				return 0, err
			}
			if _, err := store.Messages(ctx, db, store.MessageQuery{WorkspaceID: workspaceID, ConversationID: l.Conversation.ID, Before: l.Conversation.Seq + 1, Limit: 1}); err != nil {
				return 0, err
			}
		}
		took[i] = clock().Sub(began).Seconds() * 1000
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}
