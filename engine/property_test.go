package engine_test

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"terang"
	"terang/engine"
)

// words are what contacts write: matters, answers, requests, noise.
var words = []string{
	"paketku kok blm nyampe ya, no TRG-1042", "where is my order TRG-1040?", "lupa sandi", "I forgot my password",
	"jam buka?", "can I return this?", "mau batalkan pesanan TRG-1055", "ganti alamat dong", "barangnya rusak",
	"mau booking servis", "482915", "kodenya 123 456", "TRG-1043", "sari.wulandari@example.com", "081200004321",
	"ya", "tidak", "batal", "ulangi", "kenapa?", "makasih", "halo", "ga membantu sama sekali", "ini robot ya?",
	"are you a human?", "ini robot ya? paketku TRG-1042 mana", "kirim ulang kodenya", "hapus akun saya", "asdf qwer",
	"", "   ", "\xff\xfe", "🤖?", "DASAR BODOH LAMA BANGET", "kembali ke asisten", "apa saja data saya?", "stop",
	"Bandung", "eh salah, maksud saya Bogor", "bukan yang itu, yang satu lagi", "dari Semarang ke Bandung", "7 juta", "2 juta",
	"batalkan yang tadi", "undo", "iya betul", "jangan", "Senin", "bukan Bandung, tapi Bogor", "no, I meant TRG-1040",
	"telepon saya saja", "email aja ya", "call me at 0812 0000 4321 tomorrow morning", "ga jadi", "masih lama?", "besok pagi",
	"Jl. Mawar 5, Bandung", strings.Repeat("panjang ", 400), "berapa harga 10 lampu", "mana mana mana",
}

var choices = []string{
	"", "", "", "person", "assistant", "cancel", "repeat", "helpful", "unhelpful", "code:resend", "intent:order_status",
	"intent:password_reset", "intent:opening_hours", "intent:nothing", "start:order_status", "start:nowhere", "yes", "no",
	"start:move_delivery", "start:pick_slot", "start:return_goods", "start:transfer", "start:stock_alert", "start:shop", "undo:1.0", "undo:2.1",
	"reach:call", "reach:write", "reach:known", "reach:cancel", "mon", "LMP-1", "repair", "damaged", "TRG-1042", "repair-20261124T0900", "<script>", "intent:appointment_service",
}

var results = []engine.ActionResult{
	{OK: true, Status: 200, Data: map[string]any{"verification_id": "v", "masked": "+62 8**", "customer_id": "c", "customer_name": "Sari", "customer_token": "t", "orders": []any{map[string]any{"no": "TRG-1042", "placed_at": "2026-11-15T00:21:00Z"}}, "order_no": "TRG-1042", "status": "shipped", "promised_at": "2026-11-20T00:00:00Z", "history": []any{map[string]any{"event": "placed", "at": "2026-11-15T00:21:00Z"}}, "items": []any{map[string]any{"name": "Lampu", "quantity": 1.0, "price": 1000.0}}, "total": 1250000.0, "placed_at": "2026-11-15T00:21:00Z", "link": "http://x/y", "expires_at": "2026-11-20T00:00:00Z", "slots": []any{map[string]any{"id": "repair-20261124T0900", "starts_at": "2026-11-24T02:00:00Z"}}, "starts_at": "2026-11-24T02:00:00Z"}},
	{OK: true, Status: 200, Data: map[string]any{"verification_id": "v"}},
	{OK: true, Status: 200, Data: map[string]any{"orders": []any{}, "slots": []any{}, "order_no": 7.0, "status": map[string]any{"x": []any{1.0}}, "verification_id": 12.0}},
	{OK: true, Status: 200},
	{Status: 404, ErrorCode: "action_not_found"},
	{Status: 422, ErrorCode: "action_rejected", Data: map[string]any{"code": "wrong_code", "tries_left": 2.0}},
	{Status: 422, ErrorCode: "expired", Data: map[string]any{"code": "expired"}},
	{Status: 401, ErrorCode: "customer_token", Data: map[string]any{"code": "customer_token"}},
	{Status: 409, ErrorCode: "slot_full", Data: map[string]any{"code": "slot_full"}},
	{Status: 429, ErrorCode: "rate_limited", Data: map[string]any{"code": "rate_limited"}},
	{ErrorCode: "action_timeout"},
	{},
}

var kinds = []engine.InputKind{
	engine.InputMessage, engine.InputMessage, engine.InputMessage, engine.InputMessage, engine.InputMessage, engine.InputMessage,
	engine.InputOpened, engine.InputHandBack, engine.InputPersonRequested, engine.InputAssistantRequested,
	engine.InputLanguageSet, engine.InputResumed, engine.InputError, engine.InputActionResult, "something else",
	engine.InputStarted, engine.InputWoken, engine.InputWoken, engine.InputReach,
}

var reaches = []*engine.Reach{
	nil,
	{},
	{Kind: terang.PromiseCall},
	{Kind: terang.PromiseCall, To: "081200004321"},
	{Kind: terang.PromiseWrite, To: "a@b.example"},
	{Kind: terang.PromiseWrite, To: "\xff nobody", From: time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)},
	{Kind: terang.PromiseTask},
	{Kind: "fax", To: "1"},
}

var starts = []*engine.Start{
	nil,
	{},
	{Playbook: "nowhere"},
	{Playbook: "bad_event"},
	{Playbook: "loop"},
	{Playbook: "order_late", Event: map[string]any{"order_no": "TRG-1042", "place": "Karawang"}},
	{Playbook: "order_late", Event: map[string]any{"order_no": []any{1.0}, "big": strings.Repeat("x", 9000)}},
	{Playbook: "fraud_warning", Event: map[string]any{"amount": 750000.0, "shop": "Toko"}},
	{Playbook: "fraud_warning"},
	{Playbook: "return_goods"},
	{Playbook: "move_delivery"},
	{Playbook: "stock_alert"},
}

// wide is the house's pack with the playbooks of the golden conversations, which use every part of the language.
var wide = sync.OnceValues(func() (*engine.Brain, error) {
	w := &world{}
	whole := &archive{parts: map[string]string{}}
	for _, name := range []string{"confirm", "other_one", "wait", "wait_dialogue", "silence", "sub", "guards", "tries", "list"} {
		raw, err := os.ReadFile("testdata/" + name + ".txtar")
		if err != nil {
			return nil, err
		}
		a := parseArchive(string(raw))
		for _, part := range a.names {
			if !strings.HasSuffix(part, ".yaml") && part != "actions" {
				continue
			}
			key := part
			if part != "actions" {
				key = name + "-" + part
			}
			// Two of the conversations answer the same intent; here each playbook begins by its own name.
			whole.set(key, whole.part(key)+unheard.ReplaceAllString(a.part(part), ""))
		}
	}
	if err := w.take(whole); err != nil {
		return nil, err
	}
	return w.brain, nil
})

var unheard = regexp.MustCompile(`(?m)^triggers: \[[a-z_]+\]\n`)

func wideBrain(t testing.TB) *engine.Brain {
	t.Helper()
	b, err := wide()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func drawInput(t *rapid.T, w *world) engine.Input {
	return engine.Input{
		Kind:     rapid.SampledFrom(kinds).Draw(t, "kind"),
		Text:     rapid.SampledFrom(words).Draw(t, "text"),
		Choice:   rapid.SampledFrom(choices).Draw(t, "choice"),
		Language: rapid.SampledFrom([]terang.Language{"", "id", "en", "jv"}).Draw(t, "language"),
		Seq:      w.seq, Now: w.now, Holder: w.holder, Agent: w.agent, Desk: w.desk,
		Reach: rapid.SampledFrom(reaches).Draw(t, "reach"), Promises: w.promises,
		Start: rapid.SampledFrom(starts).Draw(t, "start"), Woken: drawWoken(t, w),
	}
}

// drawWoken wakes something that sleeps, or something that never did.
func drawWoken(t *rapid.T, w *world) *engine.Woken {
	event := rapid.SampledFrom([]map[string]any{nil, nil, {"order_no": "TRG-1042", "by": "Sari"}, {"order_no": 3.0}}).Draw(t, "event")
	if len(w.sleeping) == 0 {
		return rapid.SampledFrom([]*engine.Woken{nil, {}, {Run: engine.Run{Playbook: "order_late@3", Path: "2"}, Event: event}}).Draw(t, "woken")
	}
	return &engine.Woken{Run: rapid.SampledFrom(w.sleeping).Draw(t, "sleeper").Run, Event: event}
}

// drive is a conversation of any shape, in which every rule is checked after every step.
func drive(t *rapid.T, w *world, check func(in engine.Input, before engine.State, effects []engine.Effect)) {
	for range rapid.IntRange(1, 14).Draw(t, "inputs") {
		w.seq++
		w.now = w.now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "minutes")) * time.Minute)
		w.desk.Online = rapid.IntRange(0, 1).Draw(t, "online")
		w.desk.Full = rapid.IntRange(0, 5).Draw(t, "full") == 0
		w.breakPromises()
		in := drawInput(t, w)
		for range 40 {
			before := w.state
			next, effects := engine.Raw(w.brain, before, in)
			blob, err := json.Marshal(next)
			if err != nil {
				t.Fatalf("the state does not marshal: %v", err)
			}
			if len(blob) > 24<<10 {
				t.Fatalf("the state has %d bytes: %s", len(blob), blob)
			}
			if w.state, err = engine.DecodeState(blob); err != nil {
				t.Fatal(err)
			}
			check(in, before, effects)
			var call *engine.Call
			for _, e := range effects {
				switch e := e.(type) {
				case engine.Call:
					call = &e
				case engine.HandOver:
					w.holder = terang.HolderQueue
				case engine.Return:
					w.holder = terang.HolderAssistant
				case engine.Sleep:
					w.sleeping = append(w.sleeping, e)
				case engine.Promise, engine.Cancelled:
					w.owe(e)
				}
			}
			if call == nil {
				break
			}
			r := results[0] // mostly the brand's system works: only so are the later steps reached
			if rapid.IntRange(0, 2).Draw(t, "bad") == 0 {
				r = rapid.SampledFrom(results).Draw(t, "result")
			}
			r.Key = call.Key
			in = engine.Input{Kind: engine.InputActionResult, Seq: w.seq, Now: w.now, Holder: w.holder, Desk: w.desk, Result: r, Promises: w.promises}
		}
		switch rapid.IntRange(0, 9).Draw(t, "after") {
		case 0:
			if w.holder == terang.HolderQueue {
				w.holder, w.agent = terang.HolderAgent, "Rina"
			}
		case 1:
			w.holder, w.agent = terang.HolderAssistant, ""
		}
	}
}

// TestEveryMessageIsAnswered: while the assistant holds the conversation, a message gets an answer, a call
// or a person, and nothing that is said is empty, too long or by nobody.
func TestEveryMessageIsAnswered(t *testing.T) {
	t.Parallel()
	b := wideBrain(t)
	rapid.Check(t, func(t *rapid.T) {
		drive(t, newWorld(b), func(in engine.Input, _ engine.State, effects []engine.Effect) {
			heard, calls, hands := 0, 0, 0
			for _, e := range effects {
				switch e := e.(type) {
				case engine.Say:
					heard++
					c := e.Draft.Content
					if strings.TrimSpace(c.Text) == "" || utf8.RuneCountInString(c.Text) > terang.MaxText || !utf8.ValidString(c.Text) {
						t.Fatalf("a text that cannot be sent: %q", c.Text)
					}
					if e.Draft.Author.Kind() == "" || !e.Draft.Language.Valid() || e.Draft.Kind == "" || e.Draft.Purpose == "" {
						t.Fatalf("an incomplete draft: %+v", e.Draft)
					}
					if strings.Contains(c.Text, "!") && e.Draft.Author.Kind() != terang.KindContact {
						t.Fatalf("a machine does not shout: %q", c.Text)
					}
					if strings.Contains(c.Text, "{") {
						t.Fatalf("a text with a hole: %q", c.Text)
					}
				case engine.Call:
					heard++
					calls++
				case engine.HandOver:
					heard++
					hands++
				}
			}
			if in.Kind == engine.InputMessage && in.Holder != terang.HolderQueue && in.Holder != terang.HolderAgent && heard == 0 {
				t.Fatalf("silence after %q (%q)", in.Text, in.Choice)
			}
			if calls > 1 || hands > 1 {
				t.Fatalf("%d calls and %d hand-overs in one step", calls, hands)
			}
			itself := in.Kind == engine.InputStarted || in.Kind == engine.InputWoken
			if itself && (in.Holder == terang.HolderAgent || in.Holder == terang.HolderQueue) && heard > 0 {
				t.Fatal("a playbook speaks by itself while a person has the conversation")
			}
			for _, e := range effects {
				if s, ok := e.(engine.Say); ok && (in.Kind == engine.InputStarted || itself && in.Woken.Run.Proactive) && s.Draft.Purpose == terang.ForAnswer {
					t.Fatalf("an answer to nobody: %q", s.Draft.Content.Text)
				}
			}
			if in.Holder == terang.HolderAgent && (calls > 0 || hands > 0) {
				t.Fatal("the assistant acts while a person holds the conversation")
			}
			if in.Holder == terang.HolderAgent && in.Kind == engine.InputMessage {
				for _, e := range effects {
					if s, ok := e.(engine.Say); ok && s.Draft.Author.Kind() != terang.KindSystem {
						t.Fatalf("%s speaks while a person holds the conversation", s.Draft.Author.Kind())
					}
				}
			}
		})
	})
}

// TestAPersonIsAlwaysGranted: from every state that a conversation can reach, one tap or one sentence leads
// to a person.
func TestAPersonIsAlwaysGranted(t *testing.T) {
	t.Parallel()
	b := wideBrain(t)
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(b)
		drive(t, w, func(engine.Input, engine.State, []engine.Effect) {})
		for _, in := range []engine.Input{
			{Kind: engine.InputPersonRequested},
			{Kind: engine.InputMessage, Text: "Bicara dengan petugas", Choice: "person"},
			{Kind: engine.InputMessage, Text: "saya mau bicara dengan petugas"},
			{Kind: engine.InputMessage, Text: "I want to talk to a human agent"},
		} {
			in.Seq, in.Now = w.seq+1, w.now
			_, effects := b.Step(w.state, in)
			granted := false
			for _, e := range effects {
				h, ok := e.(engine.HandOver)
				granted = granted || ok && h.Card.Reason == terang.ReasonAsked
			}
			if !granted {
				t.Fatalf("%q leads to no person: %v", in.Text, effects)
			}
		}
	})
}

// TestAReplayGivesTheSame: the same state and input give the same state and effects, keys included, and the
// given state is left alone.
func TestAReplayGivesTheSame(t *testing.T) {
	t.Parallel()
	b := wideBrain(t)
	rapid.Check(t, func(t *rapid.T) {
		drive(t, newWorld(b), func(in engine.Input, before engine.State, effects []engine.Effect) {
			was, _ := json.Marshal(before)
			s1, e1 := b.Step(before, in)
			s2, e2 := b.Step(before, in)
			j1, _ := json.Marshal(s1)
			j2, _ := json.Marshal(s2)
			if string(j1) != string(j2) || !reflect.DeepEqual(e1, e2) || !reflect.DeepEqual(e1, effects) {
				t.Fatalf("two ways from one input:\n%s\n%s\n%+v\n%+v\n%+v", j1, j2, e1, e2, effects)
			}
			if is, _ := json.Marshal(before); string(is) != string(was) {
				t.Fatalf("the given state was changed:\n%s\n%s", was, is)
			}
		})
	})
}

// TestTheMachineNeverDeniesItself: asked whether it is a machine, the first sentence says so, in every state.
func TestTheMachineNeverDeniesItself(t *testing.T) {
	t.Parallel()
	b := wideBrain(t)
	first := map[string]string{
		"ini robot ya?":    "Saya asisten AI (program komputer), bukan manusia.",
		"are you a robot?": "I am an AI assistant (a computer program), not a human.",
	}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(b)
		drive(t, w, func(engine.Input, engine.State, []engine.Effect) {})
		for question, answer := range first {
			holder := rapid.SampledFrom([]terang.Holder{terang.HolderAssistant, terang.HolderQueue}).Draw(t, "holder")
			_, effects := b.Step(w.state, engine.Input{Kind: engine.InputMessage, Text: question, Seq: w.seq + 1, Now: w.now, Holder: holder})
			var said []string
			for _, e := range effects {
				if s, ok := e.(engine.Say); ok {
					said = append(said, s.Draft.Content.Text)
				}
			}
			if len(said) == 0 || !strings.HasPrefix(said[0], answer) {
				t.Fatalf("%q: %q", question, said)
			}
		}
	})
}

func FuzzStep(f *testing.F) {
	f.Add([]byte(`{}`), "message", "paketku mana TRG-1042", "", int64(3))
	f.Add([]byte(`{"runs":[{"playbook":"order_status@1","path":"0","await":{"for":"code"},"check":{"kind":"order_no","id":"v"}}]}`), "message", "482915", "", int64(9))
	f.Add([]byte(`{"runs":[{"playbook":"order_status@0","path":"99"}],"pending":{"key":"1.0"}}`), "action_result", "", "", int64(1))
	f.Add([]byte(`{"runs":[{"playbook":"order_status@1","path":"3"}],"pending":{"key":"1.0","action":"order_get"},"identity":{"id":"x","token":"t","until":"2027-01-01T00:00:00Z"}}`), "action_result", "", "person", int64(1))
	f.Fuzz(func(t *testing.T, state []byte, kind, text, choice string, seq int64) {
		s, err := engine.DecodeState(state)
		if err != nil {
			s = engine.State{}
		}
		in := engine.Input{Kind: engine.InputKind(kind), Text: text, Choice: choice, Seq: seq, Now: time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)}
		in.Result = results[int(uint64(seq)%uint64(len(results)))]
		if s.Pending != nil {
			in.Result.Key = s.Pending.Key
		}
		next, effects := engine.Raw(wideBrain(t), s, in)
		if _, err := json.Marshal(next); err != nil {
			t.Fatal(err)
		}
		if in.Kind == engine.InputMessage && len(effects) == 0 {
			t.Fatal("silence")
		}
	})
}
