package bench

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Connections measures what idle live connections cost.
type Connections struct {
	Connections        int
	BytesPerConnection float64 // growth of the server's resident memory, divided
	RSSBytes           int64
}

// perCustomer is how many tabs each customer has open.
const perCustomer = 4

// Idle opens n live connections, a few for each customer, waits until all stand, and measures the server's memory.
func Idle(ctx context.Context, t Target, n int) (Connections, error) {
	if err := t.Check(); err != nil {
		return Connections{}, err
	}
	client := newClient(16)
	defer client.CloseIdleConnections()
	customers := make([]*customer, 0, n/perCustomer+1)
	for range n/perCustomer + 1 {
		c, err := open(ctx, client, t)
		if err != nil {
			return Connections{}, err
		}
		customers = append(customers, c)
	}
	before := processRSS(t.PID)
	conns := make([]net.Conn, 0, n)
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	host := strings.TrimPrefix(t.URL, "http://")
	for i := range n {
		conn, err := dialStream(ctx, host, customers[i/perCustomer])
		if err != nil {
			return Connections{}, fmt.Errorf("bench: connection %d: %w", len(conns)+1, err)
		}
		conns = append(conns, conn)
	}
	time.Sleep(3 * time.Second) // what the handshakes left behind is collected
	rss := processRSS(t.PID)
	return Connections{Connections: n, BytesPerConnection: float64(rss-before) / float64(n), RSSBytes: rss}, nil
}

// dialStream opens a live stream by hand, so that the driver itself stays small.
func dialStream(ctx context.Context, host string, c *customer) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(conn, "GET /api/v1/chat/stream?since=%d&access_token=%s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n\r\n", c.position, c.token, host)
	_ = conn.SetReadDeadline(time.Now().Add(requestTimeout))
	r := bufio.NewReaderSize(conn, 512)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		conn.Close()
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		conn.Close()
		return nil, fmt.Errorf("status %d", res.StatusCode)
	}
	return conn, nil
}

// Quiet watches a server that nobody uses: CPU seconds used in the time, and resident memory in bytes.
func Quiet(t Target, length time.Duration) (cpu float64, rss int64, err error) {
	before, err := processCPU(t.PID)
	if err != nil {
		return 0, 0, err
	}
	time.Sleep(length)
	after, err := processCPU(t.PID)
	return after - before, processRSS(t.PID), err
}
