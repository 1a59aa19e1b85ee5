package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"terang"
	"terang/store"
	"terang/threshold"
	"terang/trust"
	"terang/understand/doubt"
)

// ReplayFigures are how fast talks are played again, and read from a file.
type ReplayFigures struct {
	Talks     int     `json:"talks"`
	Turns     int     `json:"turns"`
	Rows      float64 `json:"rows_s"` // reading as many turns from the store, and nothing else
	Replay    float64 `json:"replay_s"`
	Ratio     float64 `json:"ratio"`
	Dialogues int     `json:"dialogues"`
	Heard     int64   `json:"heard_turns"` // of customers, in the dialogues
	Import    float64 `json:"import_s"`
	Imported  float64 `json:"import_replay_s"`
	PerTurn   float64 `json:"import_us_per_turn"`
	Cores     int     `json:"cores"`
}

const replayRounds = 3 // of which the fastest counts, to leave other programs out

// Replay fills a workspace with talks and imports dialogues, and measures how long it takes to play them under other lines.
func Replay(ctx context.Context, db *store.DB, s *threshold.Service, workspaceID string, talks, dialogues int, ids terang.IDs, now terang.Clock) (ReplayFigures, error) {
	f := ReplayFigures{Talks: talks, Dialogues: dialogues}
	if err := fillTalks(ctx, db, workspaceID, talks, ids, now()); err != nil {
		return f, err
	}
	other := threshold.Ask{Setting: trust.Setting{Default: trust.Policy{Offer: 75, TakeOver: 55, Hysteresis: 5}}, Limit: 100}
	for i := range replayRounds {
		began := now()
		n, err := bareTurns(ctx, db, workspaceID)
		if err != nil {
			return f, err
		}
		rows := now().Sub(began).Seconds()
		r, err := s.Replay(ctx, workspaceID, other)
		if err != nil {
			return f, err
		}
		if r.Talks != talks || n < r.Turns {
			return f, fmt.Errorf("bench: replay: %d talks and %d turns of %d and %d", r.Talks, r.Turns, talks, n)
		}
		f.Turns = n
		if i == 0 || rows < f.Rows {
			f.Rows = rows
		}
		if i == 0 || r.Took.Seconds() < f.Replay {
			f.Replay = r.Took.Seconds()
		}
	}
	f.Ratio = f.Replay / f.Rows
	if dialogues == 0 {
		return f, nil
	}
	file, err := dialogueFile(dialogues)
	if err != nil {
		return f, err
	}
	began := now()
	m, err := s.Import(ctx, workspaceID, "bench", "bench", file)
	if err != nil {
		return f, err
	}
	f.Import, f.Heard = now().Sub(began).Seconds(), m.Turns
	f.PerTurn = f.Import * 1e6 / float64(max(m.Turns, 1))
	other.Source = m.ID
	r, err := s.Replay(ctx, workspaceID, other)
	f.Imported = r.Took.Seconds()
	return f, err
}

// bareTurns reads the rows of all turns, and nothing else.
func bareTurns(ctx context.Context, db *store.DB, workspaceID string) (int, error) {
	rows, err := db.Query(ctx, `select conversation_id, seq, at, playbook, risk, score, decision, signals from trust_turn where workspace_id = $1 and source = ''`, workspaceID)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var id, playbook, risk, decision string
		var signals []byte
		var seq, at, score int64
		if err := rows.Scan(&id, &seq, &at, &playbook, &risk, &score, &decision, &signals); err != nil {
			return 0, err
		}
		n++
	}
	return n, rows.Err()
}

// fillTalks stores talks of six turns that moved trust, or healed it; a fifth were handed over.
func fillTalks(ctx context.Context, db *store.DB, workspaceID string, n int, ids terang.IDs, at time.Time) error {
	r := rand.New(rand.NewPCG(7, 7))
	kinds := []string{trust.KindLoop, trust.KindReAsk, trust.KindWrong, trust.KindUnknown, trust.KindAnger}
	for first := 0; first < n; first += perWrite {
		err := db.Write(ctx, func(tx *store.Tx) error {
			for range min(perWrite, n-first) {
				if err := fillTalk(tx, r, workspaceID, kinds, ids, at.Add(-time.Duration(r.IntN(6*24*3600))*time.Second)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("bench: fill talks: %w", err)
		}
	}
	return nil
}

func fillTalk(tx *store.Tx, r *rand.Rand, workspaceID string, kinds []string, ids terang.IDs, at time.Time) error {
	k := terang.Contact{ID: ids("con"), WorkspaceID: workspaceID, Name: "Sari", Language: terang.Indonesian, CreatedAt: at}
	c := terang.Conversation{
		ID: ids("cnv"), WorkspaceID: workspaceID, ContactID: k.ID, Channel: "web", Language: terang.Indonesian, Status: terang.Open,
		Holder: terang.HolderAssistant, Trust: 100, LastInbound: 12, CreatedAt: at, LastAt: at,
	}
	if err := store.InsertContact(tx, k); err != nil {
		return err
	}
	if err := store.InsertConversation(tx, &c); err != nil {
		return err
	}
	for i := range 6 {
		t := store.TrustTurn{WorkspaceID: workspaceID, ConversationID: c.ID, Seq: int64(2*i + 1), At: at, Playbook: "order_status", Risk: "read", Score: 80, Decision: "keep"}
		for range r.IntN(3) {
			t.Signals = append(t.Signals, store.TrustSignal{Kind: kinds[r.IntN(len(kinds))], Weight: -5 - r.IntN(30), Quote: "dari tadi itu-itu saja jawabannya", Seq: t.Seq})
		}
		if err := store.InsertTrustTurn(tx, t); err != nil {
			return err
		}
	}
	if r.IntN(5) == 0 {
		h := store.HandOver{ID: ids("hov"), WorkspaceID: workspaceID, ConversationID: c.ID, ContactID: k.ID, Seq: 12, At: at, Reason: terang.ReasonUnhelpful, Score: 30}
		if err := store.InsertHandOver(tx, h); err != nil {
			return err
		}
	}
	return store.InsertMatter(tx, store.Matter{ID: ids("mat"), WorkspaceID: workspaceID, ConversationID: c.ID, ContactID: k.ID, Person: k.ID, Topic: "order_status", StartedAt: at})
}

// dialogueFile makes dialogues of five messages of a customer each, of ordinary length, in both languages; no two are the same.
func dialogueFile(n int) ([]byte, error) {
	customer := [][]string{
		{"halo min paket saya nomor %d sampai mana ya, sudah seminggu belum datang", "kan tadi sudah saya kasih nomornya %d, tolong dibaca dulu dong", "dari kemarin jawabannya itu-itu saja, saya tunggu di rumah terus", "kalau memang tidak bisa dicek bilang saja, biar saya telepon kurirnya sendiri", "oke deh terima kasih, semoga benar sampai besok sore"},
		{"hi, I ordered a kettle last week and order %d still has not arrived", "yes it is %d, I wrote that already in my first message", "that does not answer my question, I asked when it will be here", "fine, can you at least tell me which courier has it", "ok thanks, I will wait until tomorrow then"},
	}
	assistant := [][]string{
		{"Boleh minta nomor pesanannya?", "Pesanan %d sedang dalam perjalanan dan diperkirakan tiba besok.", "Mohon maaf atas ketidaknyamanannya, paket Anda sedang di gudang sortir.", "Paket dibawa oleh kurir reguler dengan nomor resi JX%d."},
		{"May I have your order number?", "Order %d is on its way and should arrive tomorrow.", "We are sorry for the inconvenience, your parcel is at the sorting centre.", "It is with the regular courier, tracking number JX%d."},
	}
	var b strings.Builder
	for i := range n {
		words := func(form string) string { return strings.ReplaceAll(form, "%d", fmt.Sprint(10_000+i)) }
		d := doubt.Dialogue{ID: fmt.Sprint("d", i), Language: []terang.Language{terang.Indonesian, terang.English}[i%2]}
		for k, said := range customer[i%2] {
			d.Turns = append(d.Turns, doubt.Turn{Role: doubt.Contact, Text: words(said)})
			if k < len(assistant[i%2]) {
				d.Turns = append(d.Turns, doubt.Turn{Role: doubt.Assistant, Text: words(assistant[i%2][k])})
			}
		}
		line, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	return []byte(b.String()), nil
}
