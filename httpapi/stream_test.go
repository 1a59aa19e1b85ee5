package httpapi

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"terang/config"
	"terang/store"
)

// reader is a browser's end of a live stream.
type reader struct {
	t    *testing.T
	conn net.Conn
	br   *bufio.Reader
	last string
}

type event struct{ name, id, data string }

func (h *house) stream(path string, opts ...as) *reader {
	h.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	h.check(err)
	h.t.Cleanup(func() { conn.Close() })
	req, err := http.NewRequest("GET", h.url+path, http.NoBody) //nolint:noctx // the connection is closed instead
	h.check(err)
	for _, opt := range opts {
		opt(req)
	}
	h.check(req.Write(conn))
	r := &reader{t: h.t, conn: conn, br: bufio.NewReader(conn)}
	status, err := r.br.ReadString('\n')
	h.check(err)
	if !strings.Contains(status, " 200 ") {
		h.t.Fatalf("stream: %s", status)
	}
	for line := status; strings.TrimSpace(line) != ""; {
		line, err = r.br.ReadString('\n')
		h.check(err)
	}
	return r
}

// next returns the next event; blocks that are only comments, hints or positions are passed over.
func (r *reader) next() event {
	r.t.Helper()
	_ = r.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	var e event
	for {
		line, err := r.br.ReadString('\n')
		if err != nil {
			r.t.Fatalf("stream: %v", err)
		}
		line = strings.TrimRight(line, "\n")
		field, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "" && e.data != "":
			if e.id != "" {
				r.last = e.id
			}
			return e
		case line == "":
			if e.id != "" {
				r.last = e.id
			}
			e = event{}
		case field == "event":
			e.name = value
		case field == "id":
			e.id = value
		case field == "data":
			e.data = value
		}
	}
}

// until reads to the first event of a name.
func (r *reader) until(name string) event {
	r.t.Helper()
	for {
		if e := r.next(); e.name == name {
			return e
		}
	}
}

// messages reads n message events and checks that nothing is missing between them.
func (r *reader) messages(since int64, n int) int64 {
	r.t.Helper()
	last := since
	for range n {
		e := r.until("message")
		var m Message
		if err := json.Unmarshal([]byte(e.data), &m); err != nil {
			r.t.Fatal(err)
		}
		if m.Prev != last || strconv.FormatInt(m.Seq, 10) != e.id {
			r.t.Fatalf("message %d (id %s) says that %d was before it, but %d was", m.Seq, e.id, m.Prev, last)
		}
		last = m.Seq
	}
	return last
}

func TestStreamBeginsWithTheStateAndEverythingMissed(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		r := h.stream("/api/v1/chat/stream?since=0&access_token=" + h.a.contact)
		first := r.next()
		var s State
		if first.name != "state" || json.Unmarshal([]byte(first.data), &s) != nil || s.Holder != "assistant" || s.Position != 3 {
			t.Fatalf("%+v", first)
		}
		last := r.messages(0, 3)
		h.say(h.a.contact, "live", "jam buka?")
		last = r.messages(last, 2) // the contact's own, and the answer
		r.conn.Close()
		// What comes while nobody listens is there at the return, by since and by Last-Event-ID.
		h.say(h.a.contact, "away", "alamat toko?")
		h.settled(h.a)
		h.stream("/api/v1/chat/stream?since="+strconv.FormatInt(last, 10)+"&access_token="+h.a.contact).messages(last, 2)
		h.stream("/api/v1/chat/stream?access_token="+h.a.contact, with("Last-Event-ID", r.last)).messages(last, 2)
	})
}

func TestStreamLosesAndDoublesNothingOverManyCuts(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		const cuts, each = 20, 5
		last, seen := int64(0), 0
		var writer sync.WaitGroup
		defer writer.Wait()
		writer.Go(func() {
			for i := range cuts * each {
				body := fmt.Sprintf(`{"client_id":"m%d","text":"jam buka? %d"}`, i, i)
				h.call("POST", "/api/v1/chat/messages", body, bearing(h.a.contact))
			}
		})
		for i := range cuts {
			r := h.stream("/api/v1/chat/stream?since=" + strconv.FormatInt(last, 10) + "&access_token=" + h.a.contact)
			n := each
			if i == cuts-1 {
				n = 1
			}
			last = r.messages(last, n)
			seen += n
			r.conn.Close()
		}
		if seen != (cuts-1)*each+1 {
			t.Errorf("%d seen", seen)
		}
	})
}

func TestLongGapIsFilledWhole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	// Notes leave gaps in the positions that a contact must not notice.
	h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`update message set content = $1 where conversation_id = $2 and direction = 'in'`, `{"text":"`+strings.Repeat("panjang ", 400)+`"}`, h.a.conversation)
		return err
	}))
	for i := range 260 {
		h.say(h.a.contact, fmt.Sprint("gap", i), strings.Repeat("kata ", 300))
	}
	c := h.settled(h.a)
	r := h.stream("/api/v1/chat/stream?since=0&access_token=" + h.a.contact)
	last := int64(0)
	for last < c.PublicSeq {
		last = r.messages(last, 1)
	}
}

func TestConsoleStreamResumesOrSaysThatItCannot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me := signedIn(h.a.session)
	r := h.stream("/api/v1/stream", me)
	if e := r.until("presence"); !strings.Contains(e.data, `"online"`) && !strings.Contains(e.data, `"away"`) {
		t.Errorf("%+v", e)
	}
	h.say(h.a.contact, "one", "jam buka?")
	e := r.until("message")
	if !strings.Contains(e.data, h.a.conversation) {
		t.Errorf("%+v", e)
	}
	r.until("conversation")
	r.conn.Close()
	h.say(h.a.contact, "two", "alamat toko?")
	h.settled(h.a)
	again := h.stream("/api/v1/stream", me, with("Last-Event-ID", r.last))
	for {
		e := again.next()
		if e.name == "reset" {
			t.Fatal("reset although the ring reaches back")
		}
		if e.name == "message" && strings.Contains(e.data, "alamat toko?") {
			break
		}
	}
	if e := h.stream("/api/v1/stream", me, with("Last-Event-ID", "12")).next(); e.name != "reset" {
		t.Errorf("a position from before the start: %+v", e)
	}
	// Workspace B hears nothing of it.
	other := h.stream("/api/v1/stream", signedIn(h.b.session))
	h.say(h.a.contact, "three", "halo")
	h.say(h.b.contact, "b", "halo dari B")
	for {
		e := other.next()
		if strings.Contains(e.data, h.a.conversation) {
			t.Fatalf("B hears A: %+v", e)
		}
		if e.name == "message" {
			break
		}
	}
}

func TestStreamsEndWithLogoutAndAreCountedPerReader(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Limits.Streams = maxStreamsEach + 2 })
	me := signedIn(h.a.session)
	r := h.stream("/api/v1/stream", me)
	r.until("presence")
	h.call("POST", "/api/v1/logout", "", me)
	h.eventually("the stream ends", func() bool { return h.server.streams.count() == 0 })
	for range maxStreamsEach {
		h.stream("/api/v1/chat/stream?access_token=" + h.a.contact)
	}
	path := "/api/v1/chat/stream?access_token="
	h.stream(path + h.a.contact) // the newest gets in, the oldest makes room
	if n := h.server.streams.count(); n != maxStreamsEach {
		t.Errorf("one contact has %d streams open", n)
	}
	h.stream(path + h.b.contact)
	h.stream(path + h.b.contact)
	if r := h.call("GET", path+h.b.contact, ""); r.status != 503 || r.header.Get("Retry-After") == "" {
		t.Errorf("more streams than there may be: %d %s", r.status, r.body)
	}
	if r := h.call("GET", path+"forged", ""); r.status != 401 {
		t.Errorf("forged token: %d", r.status)
	}
}

func TestSlowReaderIsDroppedAndOthersAreNot(t *testing.T) {
	t.Parallel()
	s := newStreams(10)
	slow, fast := pipeStream(s), pipeStream(s)
	received := make(chan int)
	go func() {
		b, total := make([]byte, 64<<10), 0
		for {
			n, err := fast.far.Read(b)
			total += n
			if err != nil {
				received <- total
				return
			}
		}
	}()
	frame := make([]byte, 16<<10)
	for range 64 { // 1 MiB
		slow.st.push(frame)
		fast.st.push(frame)
		time.Sleep(time.Millisecond)
	}
	if s.dropped.Load() != 1 {
		t.Errorf("%d dropped, want the slow one", s.dropped.Load())
	}
	fast.st.end(byeFrame)
	if got := <-received; got != 64*len(frame)+len(byeFrame) {
		t.Errorf("the fast one received %d", got)
	}
}

type pipe struct {
	st  *stream
	far net.Conn
}

func pipeStream(s *streams) pipe {
	near, far := net.Pipe()
	st := &stream{all: s, conn: near, key: "k"}
	s.buckets[0][st] = struct{}{}
	s.open++
	s.each["k"] = append(s.each["k"], st)
	return pipe{st, far}
}

func TestShutdownTellsReadersToComeBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.stream("/api/v1/chat/stream?access_token=" + h.a.contact)
	r.next()
	h.server.Close()
	_ = r.conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	var rest strings.Builder
	for {
		line, err := r.br.ReadString('\n')
		rest.WriteString(line)
		if err != nil {
			break
		}
	}
	if !strings.Contains(rest.String(), ": the server restarts") {
		t.Errorf("%q", rest.String())
	}
	if got := h.call("GET", "/api/v1/chat/stream?access_token="+h.a.contact, ""); got.status != 503 {
		t.Errorf("a stream was opened while closing: %d", got.status)
	}
}
