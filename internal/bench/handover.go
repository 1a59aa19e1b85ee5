package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// sameTurn is within what the messages of one turn come, which travel together.
const sameTurn = 50 * time.Millisecond

// plainTurns are asked between two hand-overs of a conversation.
const plainTurns = 8

// asksPerson are ways to ask for a person; the answer is the notice of the hand-over.
var asksPerson = []string{"saya mau bicara dengan petugas", "tolong sambungkan ke orang", "I want to talk to a human", "minta CS manusia dong"}

// losesTrust are the words of somebody who does not ask for a person and does not need to: sooner or later one takes over.
var losesTrust = []string{
	"jawabanmu salah, itu tidak membantu sama sekali", "dari tadi salah terus! saya kesal sekali", "percuma!!! payah, saya capek mengulang", "tidak berguna, saya lapor ke media", "kecewa berat",
}

// HandOvers is what hand-overs under load took, in milliseconds, beside plain answers in the same run.
type HandOvers struct {
	Asked      []float64 // from asking for a person to the notice on the contact's stream
	Signalled  []float64 // from the message that made trust fall too low to the notice
	Console    []float64 // from either to the agents' console
	Plain      []float64 // from a plain message to its answer
	Errors     int
	FirstError string
}

// Quantile returns a quantile of sorted values, NaN where there are none.
func Quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// handOvers drives customers of whom each asks plain questions, comes to a person, and goes back to the assistant.
type handOvers struct {
	target  Target
	client  *http.Client
	mu      sync.Mutex
	out     HandOvers
	queued  map[string]chan time.Time // by conversation: when the console hears that it waits
	measure bool
}

// HandOver drives conversations in a closed loop. session is that of an agent who is there.
func HandOver(ctx context.Context, t Target, session string, conversations int, length time.Duration) (HandOvers, error) {
	if err := t.Check(); err != nil {
		return HandOvers{}, err
	}
	h := &handOvers{target: t, client: newClient(conversations + 1), queued: map[string]chan time.Time{}}
	defer h.client.CloseIdleConnections()
	watching, stop := context.WithCancel(ctx)
	defer stop()
	if err := h.console(watching, session); err != nil {
		return HandOvers{}, err
	}
	h.loop(ctx, conversations, min(length/5, 2*time.Second)) // connections and caches are warm for both kinds
	h.mu.Lock()
	h.measure = true
	h.mu.Unlock()
	h.loop(ctx, conversations, length)
	for _, l := range [][]float64{h.out.Asked, h.out.Signalled, h.out.Console, h.out.Plain} {
		slices.Sort(l)
	}
	if len(h.out.Asked) == 0 || len(h.out.Plain) == 0 {
		return h.out, fmt.Errorf("bench: no hand-over was measured: %s", h.out.FirstError)
	}
	return h.out, nil
}

func (h *handOvers) loop(ctx context.Context, conversations int, length time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var wg sync.WaitGroup
	for i := range conversations {
		wg.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				if err := h.conversation(ctx, n); err != nil && ctx.Err() == nil {
					h.mu.Lock()
					h.out.Errors++
					if h.out.FirstError == "" {
						h.out.FirstError = err.Error()
					}
					h.mu.Unlock()
					time.Sleep(10 * time.Millisecond)
				}
			}
		})
	}
	wg.Wait()
}

// conversation asks plain questions, then comes to a person: every other one by asking, the rest by losing trust.
func (h *handOvers) conversation(ctx context.Context, n int) error {
	c, err := open(ctx, h.client, h.target)
	if err != nil {
		return err
	}
	sctx, stop := context.WithCancel(context.Background())
	defer stop()
	answers, err := h.stream(sctx, c)
	if err != nil {
		return err
	}
	heard := make(chan time.Time, 1)
	h.mu.Lock()
	h.queued[c.id] = heard
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		delete(h.queued, c.id)
		h.mu.Unlock()
	}()
	for i := range plainTurns {
		if _, _, err := h.turn(ctx, sctx, c, answers, i, questions[(i+n)%len(questions)], &h.out.Plain); err != nil || ctx.Err() != nil {
			return err
		}
	}
	words, to := []string{asksPerson[n/2%len(asksPerson)]}, &h.out.Asked
	if n%2 == 1 {
		words, to = losesTrust, &h.out.Signalled
	}
	for i, text := range words {
		began, handed, err := h.turn(ctx, sctx, c, answers, plainTurns+i, text, to)
		if err != nil || ctx.Err() != nil {
			return err
		}
		if handed {
			return h.consoleHears(ctx, heard, began, c)
		}
	}
	if n%2 == 0 {
		return errors.New("bench: somebody asked for a person and was not handed over")
	}
	return nil // who could not be angered is not counted
}

// turn says something and waits for what is answered. Hand-overs count where one was wanted, all else where none was.
func (h *handOvers) turn(ctx, sctx context.Context, c *customer, answers <-chan said, n int, text string, to *[]float64) (began time.Time, handed bool, err error) {
	began = time.Now()
	seq, err := c.ask(sctx, n, text)
	if err != nil {
		return began, false, err
	}
	plain := to == &h.out.Plain
	timeout := time.NewTimer(answerTimeout)
	defer timeout.Stop()
	for answered := false; ; {
		select {
		case a, ok := <-answers:
			switch {
			case !ok:
				return began, false, errors.New("bench: the stream ended")
			case a.seq <= seq:
				continue
			case !plain && !a.handOver: // an answer; the notice may stand behind it
				answered = true
				timeout.Reset(sameTurn)
				continue
			}
			h.mu.Lock()
			if h.measure && ctx.Err() == nil && a.handOver != plain {
				*to = append(*to, ms(a.at.Sub(began)))
			}
			h.mu.Unlock()
			return began, a.handOver, nil
		case <-timeout.C:
			if answered {
				return began, false, nil
			}
			return began, false, errors.New("bench: no answer in time")
		}
	}
}

// consoleHears waits until the agents have the conversation before them, and takes the contact back to the assistant.
func (h *handOvers) consoleHears(ctx context.Context, heard <-chan time.Time, began time.Time, c *customer) error {
	timeout := time.NewTimer(answerTimeout)
	defer timeout.Stop()
	select {
	case at := <-heard:
		h.mu.Lock()
		if h.measure && ctx.Err() == nil {
			h.out.Console = append(h.out.Console, ms(at.Sub(began)))
		}
		h.mu.Unlock()
	case <-timeout.C:
		return errors.New("bench: the console heard nothing of a hand-over")
	}
	var out struct{}
	return c.post(context.WithoutCancel(ctx), "/api/v1/chat/assistant", nil, &out)
}

// said is an outbound message as it came.
type said struct {
	seq      int64
	at       time.Time
	handOver bool
}

// stream reads what is said to a customer.
func (h *handOvers) stream(ctx context.Context, c *customer) (<-chan said, error) {
	body, err := h.open(ctx, "/api/v1/chat/stream?since="+strconv.FormatInt(c.position, 10)+"&access_token="+c.token, "")
	if err != nil {
		return nil, err
	}
	out := make(chan said, 64)
	go func() {
		defer close(out)
		defer body.Close()
		frames(body, func(event string, id int64, data []byte) {
			if event != "message" || !bytes.Contains(data, []byte(`"direction":"out"`)) {
				return
			}
			select {
			case out <- said{id, time.Now(), bytes.Contains(data, []byte(`"hand_over@`))}:
			default:
			}
		})
	}()
	return out, nil
}

// console listens as an agent does, and tells each conversation when it is seen to wait.
func (h *handOvers) console(ctx context.Context, session string) error {
	body, err := h.open(ctx, "/api/v1/stream", session)
	if err != nil {
		return err
	}
	go func() {
		defer body.Close()
		frames(body, func(event string, _ int64, data []byte) {
			if event != "conversation" || !bytes.Contains(data, []byte(`"holder":"queue"`)) {
				return
			}
			at := time.Now()
			rest, ok := bytes.CutPrefix(data, []byte(`{"id":"`))
			id, _, found := bytes.Cut(rest, []byte(`"`))
			if !ok || !found {
				return
			}
			h.mu.Lock()
			defer h.mu.Unlock()
			select {
			case h.queued[string(id)] <- at:
			default:
			}
		})
	}()
	return nil
}

func (h *handOvers) open(ctx context.Context, path, session string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.target.URL+path, nil)
	if err != nil {
		return nil, err
	}
	if session != "" {
		req.AddCookie(&http.Cookie{Name: "terang_session", Value: session})
	}
	res, err := h.client.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10))
		res.Body.Close()
		return nil, &refused{status: res.StatusCode, body: string(b)}
	}
	return res.Body, nil
}

// maxFrame is the longest line of a stream that is read.
const maxFrame = 256 << 10

// frames calls fn with each event of a stream.
func frames(r io.Reader, fn func(event string, id int64, data []byte)) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 16<<10), maxFrame)
	var event string
	var id int64
	for lines.Scan() {
		field, value, _ := bytes.Cut(lines.Bytes(), []byte(": "))
		switch string(field) {
		case "event":
			event = string(value)
		case "id":
			id, _ = strconv.ParseInt(string(value), 10, 64)
		case "data":
			fn(event, id, value)
		case "":
			event = ""
		}
	}
}
