package main

import (
	"container/list"
	"net"
	"net/http"
	"sync"
	"time"
)

// Limits of refusing connections.
const (
	refusers   = 2                     // goroutines that say no
	maxRefused = 1024                  // connections that wait to be told no; more are closed without a word
	refuseTime = 20 * time.Millisecond // to read the request and write the refusal
)

// refusal is what a connection beyond the limit gets. It is not read any further.
var refusal = []byte("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Type: application/problem+json\r\nContent-Length: 78\r\nConnection: close\r\n\r\n" +
	`{"type":"about:blank","title":"Sedang penuh","status":503,"code":"overloaded"}`)

// connections bound how many HTTP connections are open, and with them the memory that callers can cost. Where
// there are too many the one that has said nothing for longest makes room, be it idle after a request or yet
// without one (half-open ones cost others nothing); where all are at work the new one is refused.
// Live streams have left HTTP and do not count; they have a limit of their own.
type connections struct {
	net.Listener
	limit int

	mu     sync.Mutex
	open   map[net.Conn]*list.Element // the element is nil while a request runs
	idle   *list.List                 // those without a request, the longest first
	refuse chan net.Conn
	wg     sync.WaitGroup
	once   sync.Once
}

func limitConnections(l net.Listener, limit int) *connections {
	c := &connections{Listener: l, limit: limit, open: make(map[net.Conn]*list.Element), idle: list.New(), refuse: make(chan net.Conn, maxRefused)}
	for range refusers {
		c.wg.Go(c.sayNo)
	}
	return c
}

// Accept implements net.Listener.
func (c *connections) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if c.enter(conn) {
			return conn, nil
		}
		select {
		case c.refuse <- conn:
		default:
			conn.Close()
		}
	}
}

func (c *connections) enter(conn net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.open) >= c.limit {
		oldest := c.idle.Front()
		if oldest == nil {
			return false
		}
		old, _ := oldest.Value.(net.Conn)
		c.forget(old)
		old.Close()
	}
	c.open[conn] = c.idle.PushBack(conn)
	return true
}

func (c *connections) forget(conn net.Conn) {
	if e := c.open[conn]; e != nil {
		c.idle.Remove(e)
	}
	delete(c.open, conn)
}

// watch is http.Server's ConnState.
func (c *connections) watch(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, known := c.open[conn]
	if !known {
		return
	}
	switch state {
	case http.StateIdle:
		c.open[conn] = c.idle.PushBack(conn)
	case http.StateActive:
		if e != nil {
			c.idle.Remove(e)
			c.open[conn] = nil
		}
	case http.StateHijacked, http.StateClosed:
		c.forget(conn)
	case http.StateNew:
	}
}

// sayNo reads what has come of the request first: closing a connection with unread bytes would reset it, and
// the caller would not see the answer.
func (c *connections) sayNo() {
	buf := make([]byte, 8<<10)
	for conn := range c.refuse {
		if conn.SetDeadline(time.Now().Add(refuseTime)) == nil {
			if _, err := conn.Read(buf); err == nil {
				_, _ = conn.Write(refusal)
			}
		}
		conn.Close()
	}
}

// end waits for those who are being refused; call it when the server accepts no more.
func (c *connections) end() {
	c.once.Do(func() { close(c.refuse) })
	c.wg.Wait()
}
