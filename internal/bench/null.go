package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"

	"terang/store"
)

// NullServer is the least that could do the job: it takes a message over HTTP, makes it durable, makes a fixed reply
// durable, and pushes that. It uses the same SQLite settings, group commit and HTTP library as the real server, and
// understands, decides, discloses and proves nothing.
type NullServer struct {
	db   *store.DB
	next atomic.Int64

	mu      sync.Mutex
	streams map[string]chan []byte
	seqs    map[string]*atomic.Int64
}

// NewNullServer makes a null server on an open store.
func NewNullServer(ctx context.Context, db *store.DB) (*NullServer, error) {
	n := &NullServer{db: db, streams: make(map[string]chan []byte), seqs: make(map[string]*atomic.Int64)}
	err := db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`create table if not exists null_message (conversation text not null, seq bigint not null, body text not null, primary key (conversation, seq))`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("bench: null server: %w", err)
	}
	return n, nil
}

// Handler serves the part of the API that the driver uses.
func (n *NullServer) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/chat/sessions", n.session)
	mux.HandleFunc("POST /api/v1/chat/messages", n.message)
	mux.HandleFunc("GET /api/v1/chat/stream", n.stream)
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		s := n.db.Stats()
		fmt.Fprintf(w, "terang_store_statements_total %d\nterang_store_commits_total %d\n", s.Statements, s.Commits)
	})
	return mux
}

func (n *NullServer) session(w http.ResponseWriter, _ *http.Request) {
	id := "n" + strconv.FormatInt(n.next.Add(1), 10)
	n.mu.Lock()
	n.streams[id] = make(chan []byte, 16)
	n.seqs[id] = new(atomic.Int64)
	n.mu.Unlock()
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, `{"token":%q,"conversation_id":%q,"position":0}`, id, id)
}

func (n *NullServer) of(id string) (chan []byte, *atomic.Int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.streams[id], n.seqs[id]
}

func (n *NullServer) store(ctx context.Context, id string, seq int64, body string) error {
	return n.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`insert into null_message (conversation, seq, body) values ($1, $2, $3)`, id, seq, body)
		return err
	})
}

func (n *NullServer) message(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("Authorization")[len("Bearer "):]
	push, seqs := n.of(id)
	var in struct {
		Text string `json:"text"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&in); err != nil || push == nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	seq := seqs.Add(1)
	if err := n.store(r.Context(), id, seq, in.Text); err != nil {
		http.Error(w, "not stored", http.StatusServiceUnavailable)
		return
	}
	go n.reply(id, push, seqs.Add(1))
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, `{"message":{"seq":%d}}`, seq)
}

func (n *NullServer) reply(id string, push chan []byte, seq int64) {
	const fixed = `{"direction":"out","text":"Terima kasih, pesan Anda kami terima."}`
	if n.store(context.Background(), id, seq, fixed) != nil {
		return
	}
	select {
	case push <- fmt.Appendf(nil, "event: message\nid: %d\ndata: %s\n\n", seq, fixed):
	default:
	}
}

func (n *NullServer) stream(w http.ResponseWriter, r *http.Request) {
	push, _ := n.of(r.URL.Query().Get("access_token"))
	if push == nil {
		http.Error(w, "unknown", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w)
	_ = flush.Flush()
	for {
		select {
		case b := <-push:
			if _, err := w.Write(b); err != nil || flush.Flush() != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}
