package httpapi

import (
	"errors"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"terang"
	"terang/live"
)

// Limits of live streams.
const (
	maxStreamQueue  = 512 << 10        // bytes that a slow reader may have waiting before it is dropped
	streamWriteTime = 10 * time.Second // for one write; a reader that takes nothing for so long is gone
	maxStreamsEach  = 12               // open streams of one contact or agent: a browser with many tabs
	pingEvery       = 25 * time.Second
	watchIdle       = 3 * time.Second // after which an agent's silent link is asked whether it lives
	pingBuckets     = 25              // pings are spread over this many moments
	retryMillis     = "1000"
)

// streamHead ends the request's HTTP; what follows is the event stream until the connection closes
// (RFC 9112 section 6.3, point 8).
const streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n" +
	"X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\nretry: " + retryMillis + "\n\n"

var (
	pingFrame = []byte(": ping\n\n")
	byeFrame  = []byte(": the server restarts\n\n")
)

// streams holds all open live connections of the process. An idle one costs a socket and a small struct: no
// goroutine, no buffers. A goroutine lives only while there is something to write.
type streams struct {
	limit int

	mu      sync.Mutex
	buckets [pingBuckets]map[*stream]struct{}
	each    map[string][]*stream // open streams by key, oldest first
	next    int
	open    int
	stop    chan struct{} // closed to end the pinger; nil while there is none
	closed  bool
	pinger  sync.WaitGroup
	writers sync.WaitGroup

	dropped atomic.Int64
}

func newStreams(limit int) *streams {
	s := &streams{limit: limit, each: make(map[string][]*stream)}
	for i := range s.buckets {
		s.buckets[i] = make(map[*stream]struct{})
	}
	return s
}

// stream is one live connection.
type stream struct {
	all     *streams
	conn    net.Conn
	key     string // whose it is
	bucket  int
	watched bool // its end is noticed at once: see watch

	mu      sync.Mutex
	queue   [][]byte
	queued  int // bytes in queue
	last    int64
	held    []live.Event // events that came while the gap is being filled
	writing bool
	filling bool
	over    bool // no more is taken: drained, then closed
	closed  bool
	drained chan struct{} // closed when the queue is empty; nil unless somebody waits for it
	onClose []func()
}

// accept takes the connection out of the HTTP server's hands and begins an event stream on it. The stream is
// in its filling state: live events are held until [stream.live].
func (s *streams) accept(w http.ResponseWriter, key string) (*stream, error) {
	s.mu.Lock()
	if s.closed || s.open >= s.limit {
		s.mu.Unlock()
		return nil, terang.Fail(terang.Unavailable, "streams_full")
	}
	s.open++
	s.mu.Unlock()
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		s.mu.Lock()
		s.open--
		s.mu.Unlock()
		return nil, terang.Fail(terang.Invalid, "stream_needs_http1")
	}
	s.makeRoom(key)
	st := &stream{all: s, conn: conn, key: key, filling: true}
	s.mu.Lock()
	defer s.mu.Unlock()
	st.bucket = s.next
	s.next = (s.next + 1) % pingBuckets
	s.buckets[st.bucket][st] = struct{}{}
	s.each[key] = append(s.each[key], st)
	if s.closed {
		go st.close()
	} else if s.stop == nil {
		s.stop = make(chan struct{})
		stop := s.stop
		s.pinger.Go(func() { s.ping(stop) })
	}
	st.push([]byte(streamHead))
	return st, nil
}

// makeRoom closes streams of a reader who has too many: those whose other end is gone, which a reader with a bad
// link leaves behind, else the oldest. The newest always gets in.
func (s *streams) makeRoom(key string) {
	s.mu.Lock()
	mine := slices.Clone(s.each[key])
	s.mu.Unlock()
	if len(mine) < maxStreamsEach {
		return
	}
	left := len(mine)
	for _, st := range mine {
		if st.gone() {
			st.close()
			left--
		}
	}
	if left >= maxStreamsEach {
		mine[0].close()
	}
}

// gone looks whether the other end has closed. Nothing is ever read from a stream, so that whatever can be read
// is its end.
func (st *stream) gone() bool {
	st.mu.Lock()
	watched := st.watched
	st.mu.Unlock()
	if watched {
		return false // it would have been closed
	}
	if st.conn.SetReadDeadline(time.Now().Add(time.Millisecond)) != nil {
		return true
	}
	_, err := st.conn.Read(make([]byte, 1))
	return err != nil && !errors.Is(err, os.ErrDeadlineExceeded)
}

// watch notices the other end's close at once, where a ping would do so after half a minute or more: somebody waits for what an
// agent had who is gone. It costs a goroutine, so that it is for agents only, of whom there are few.
func (st *stream) watch() {
	st.mu.Lock()
	st.watched = true
	st.mu.Unlock()
	if c, is := st.conn.(*net.TCPConn); is {
		_ = c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: watchIdle, Interval: watchIdle, Count: 2}) // a link that went dead without a word
	}
	if st.conn.SetReadDeadline(time.Time{}) != nil {
		return // closed already
	}
	st.all.writers.Go(func() {
		_, _ = st.conn.Read(make([]byte, 1)) // nothing is ever said on a stream: whatever comes is its end
		st.close()
	})
}

// leaveLocked takes a closed stream off the lists.
func (s *streams) leaveLocked(st *stream) {
	if _, ok := s.buckets[st.bucket][st]; !ok {
		return
	}
	delete(s.buckets[st.bucket], st)
	s.open--
	left := slices.DeleteFunc(s.each[st.key], func(other *stream) bool { return other == st })
	if len(left) == 0 {
		delete(s.each, st.key)
	} else {
		s.each[st.key] = left
	}
}

// end closes the streams of one contact, agent or token, for example after the agent has signed out.
func (s *streams) end(key string) {
	s.mu.Lock()
	found := slices.Clone(s.each[key])
	s.mu.Unlock()
	for _, st := range found {
		st.end(byeFrame)
	}
}

// ping goes round all connections in pingEvery, a bucket at a time, and finds peers that are gone: writing to
// one fails. It ends when no connection is left.
func (s *streams) ping(stop chan struct{}) {
	tick := time.NewTicker(pingEvery / pingBuckets)
	defer tick.Stop()
	for i := 0; ; i = (i + 1) % pingBuckets {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		s.mu.Lock()
		if s.open == 0 && s.stop == stop {
			s.stop = nil
			s.mu.Unlock()
			return
		}
		batch := make([]*stream, 0, len(s.buckets[i]))
		for st := range s.buckets[i] {
			batch = append(batch, st)
		}
		s.mu.Unlock()
		for _, st := range batch {
			st.push(pingFrame)
		}
	}
}

// shutdown tells every reader to come back in a moment (its stream began with a retry hint), and closes.
func (s *streams) shutdown() {
	s.mu.Lock()
	s.closed = true
	if s.stop != nil {
		close(s.stop)
		s.stop = nil
	}
	var all []*stream
	for _, b := range s.buckets {
		for st := range b {
			all = append(all, st)
		}
	}
	s.mu.Unlock()
	s.pinger.Wait()
	for _, st := range all {
		st.end(byeFrame)
	}
	s.writers.Wait()
}

// count returns how many connections are open.
func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// push queues bytes. It never blocks; a reader whose queue is full is dropped, and resumes by its position
// when it comes back.
func (st *stream) push(frame []byte) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.queueLocked(frame)
	st.startLocked()
}

func (st *stream) queueLocked(frame []byte) {
	if st.closed || st.over {
		return
	}
	if st.queued+len(frame) > maxStreamQueue {
		st.all.dropped.Add(1)
		st.over, st.queue, st.queued = true, nil, 0
		go st.close()
		return
	}
	st.queue = append(st.queue, frame)
	st.queued += len(frame)
}

func (st *stream) startLocked() {
	if st.writing || len(st.queue) == 0 || st.closed {
		return
	}
	st.writing = true
	st.all.writers.Go(st.flush)
}

// flush writes until the queue is empty, and ends. Many frames go out in one system call.
func (st *stream) flush() {
	for {
		st.mu.Lock()
		if len(st.queue) == 0 || st.closed {
			st.writing = false
			end := st.over && !st.closed
			st.queue = nil
			st.signalLocked()
			st.mu.Unlock()
			if end {
				st.close()
			}
			return
		}
		batch := net.Buffers(st.queue)
		st.queue, st.queued = nil, 0
		st.mu.Unlock()
		if err := st.conn.SetWriteDeadline(time.Now().Add(streamWriteTime)); err == nil {
			_, err = batch.WriteTo(st.conn)
			if err == nil {
				continue
			}
		}
		st.mu.Lock()
		st.writing = false
		st.mu.Unlock()
		st.close()
		return
	}
}

func (st *stream) signalLocked() {
	if st.drained != nil {
		close(st.drained)
		st.drained = nil
	}
}

// drain waits until all that was pushed is written, so that a long gap is filled at the reader's pace. It
// reports whether the stream is still open.
func (st *stream) drain() bool {
	st.mu.Lock()
	if st.closed || st.over || !st.writing {
		defer st.mu.Unlock()
		return !st.closed && !st.over
	}
	if st.drained == nil {
		st.drained = make(chan struct{})
	}
	wait := st.drained
	st.mu.Unlock()
	<-wait
	st.mu.Lock()
	defer st.mu.Unlock()
	return !st.closed && !st.over
}

// end writes a last frame and closes once it is written.
func (st *stream) end(frame []byte) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.closed || st.over {
		return
	}
	st.queue = append(st.queue, frame)
	st.over = true
	st.startLocked()
}

func (st *stream) close() {
	st.mu.Lock()
	if st.closed {
		st.mu.Unlock()
		return
	}
	st.closed = true
	st.queue, st.held = nil, nil
	st.signalLocked()
	todo := st.onClose
	st.onClose = nil
	st.mu.Unlock()
	st.conn.Close()
	st.all.mu.Lock()
	st.all.leaveLocked(st)
	st.all.mu.Unlock()
	for _, fn := range todo {
		fn()
	}
}

// whenClosed runs fn once the connection is closed, at once if it is already. fn may take locks of its own:
// it runs outside the stream's.
func (st *stream) whenClosed(fn func()) {
	st.mu.Lock()
	if !st.closed {
		st.onClose = append(st.onClose, fn)
		st.mu.Unlock()
		return
	}
	st.mu.Unlock()
	fn()
}

// endAfter ends the stream in a while: it must not outlive the session that opened it. Whoever uses that session elsewhere makes
// it last longer, and comes right back.
func (st *stream) endAfter(d time.Duration) {
	timer := time.AfterFunc(d, func() { st.end(byeFrame) })
	st.whenClosed(func() { timer.Stop() })
}

// take is the subscriber's function. While the gap is being filled from the store events are held; after
// that one whose position was sent already is left out.
func (st *stream) take(e live.Event) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.filling {
		st.held = append(st.held, e)
		return
	}
	st.takeLocked(e)
}

func (st *stream) takeLocked(e live.Event) {
	if e.Seq == 0 || e.Seq > st.last {
		st.last = max(st.last, e.Seq)
		st.queueLocked(e.Frame)
	}
	if !e.More {
		st.startLocked()
	}
}

// live ends the filling: everything up to position last has been pushed.
func (st *stream) live(last int64) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.last, st.filling = max(st.last, last), false
	for _, e := range st.held {
		st.takeLocked(e)
	}
	st.held = nil
	st.startLocked()
}
