package httpapi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/store"
)

// The proof log is public: who knows a workspace's widget key, which stands on its site, may read it. It has
// no text and no personal data.

// ReceiptInput names the message of a receipt. It is exported because huma does not look into embedded types that are not.
type ReceiptInput struct {
	MessageID string `path:"message_id" maxLength:"64"`
}

// fileOutput is an answer that a browser saves.
type fileOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// receipt returns a message's receipt if the message stands in this very conversation.
func (s *Server) receipt(ctx context.Context, workspaceID, conversationID, messageID string) (*fileOutput, error) {
	m, err := store.MessageByID(ctx, s.Store, workspaceID, messageID)
	if err != nil {
		return nil, err
	}
	if m.ConversationID != conversationID {
		return nil, terang.Fail(terang.NotFound, "message_not_found")
	}
	file, err := s.Proofs.Proof(ctx, workspaceID, messageID)
	if err != nil {
		return nil, err
	}
	return &fileOutput{ContentType: "text/plain; charset=utf-8", Disposition: `attachment; filename="terang-receipt-` + m.ID + `.txt"`, Body: file}, nil
}

// Leaf is one statement of the log.
type Leaf struct {
	Index     int64           `json:"index"`
	Hash      string          `json:"hash" doc:"RFC 6962 leaf hash, base64."`
	Statement json.RawMessage `json:"statement" doc:"What was said by whom under which policy; no text, no names."`
	At        time.Time       `json:"at"`
}

type leavesInput struct {
	Key   string `query:"key" required:"true" maxLength:"64" doc:"The workspace's widget key."`
	Since int64  `query:"since" minimum:"0" doc:"Leaves from this index on."`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type leavesOutput struct {
	Body struct {
		Leaves []Leaf `json:"leaves"`
		Size   int64  `json:"size"`
		Root   string `json:"root" doc:"Merkle tree hash of the whole log, base64."`
		Key    string `json:"key" doc:"The log's verifier key (C2SP signed-note), for terang verify."`
	}
}

type logInput struct {
	Key string `query:"key" required:"true" maxLength:"64" doc:"The workspace's widget key."`
}

type textOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (s *Server) logRoutes() {
	const tag = "log"
	handle(s, route{method: http.MethodGet, path: "/log/leaves", id: "list-leaves", summary: "The proof log's statements", tag: tag, access: byAnyone}, s.leaves)
	handle(s, route{method: http.MethodGet, path: "/log/checkpoint", id: "get-checkpoint", summary: "The log's signed head (C2SP tlog-checkpoint)", tag: tag, access: byAnyone},
		func(ctx context.Context, _ *caller, in *logInput) (*textOutput, error) {
			w, err := s.directory.key(ctx, in.Key)
			if err != nil {
				return nil, err
			}
			b, err := s.Proofs.Checkpoint(ctx, w.ID)
			return &textOutput{"text/plain; charset=utf-8", b}, err
		})
}

func (s *Server) leaves(ctx context.Context, _ *caller, in *leavesInput) (*leavesOutput, error) {
	w, err := s.directory.key(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	out := &leavesOutput{}
	out.Body.Leaves = []Leaf{}
	size, root, err := s.Proofs.Head(ctx, w.ID)
	if terang.KindOf(err) == terang.NotFound { // nothing was said yet
		empty, err := tlog.TreeHash(0, nil)
		out.Body.Root = base64.StdEncoding.EncodeToString(empty[:])
		return out, err
	}
	if err != nil {
		return nil, err
	}
	found, err := s.Proofs.Leaves(ctx, w.ID, in.Since, in.Limit)
	if err != nil {
		return nil, err
	}
	for _, l := range found {
		if l.Index < size {
			out.Body.Leaves = append(out.Body.Leaves, Leaf{l.Index, base64.StdEncoding.EncodeToString(l.Hash[:]), json.RawMessage(l.Statement), l.At})
		}
	}
	out.Body.Size, out.Body.Root = size, base64.StdEncoding.EncodeToString(root[:])
	out.Body.Key, err = s.Proofs.Verifier(ctx, w.ID)
	return out, err
}

// tileRoutes serve each log under its own name, as monitors expect (https://c2sp.org/tlog-tiles).
func (s *Server) tileRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /log/{log}/checkpoint", func(w http.ResponseWriter, r *http.Request) {
		b, err := s.Proofs.Checkpoint(r.Context(), r.PathValue("log"))
		if err != nil {
			writeProblem(w, r, s.fail(r.Context(), "log-checkpoint", err))
			return
		}
		s.public(w, "text/plain; charset=utf-8", "no-cache", b)
	})
	s.proofRoutes(mux)
	mux.HandleFunc("GET /log/{log}/tile/{path...}", func(w http.ResponseWriter, r *http.Request) {
		b, err := s.tile(r.Context(), r.PathValue("log"), r.PathValue("path"))
		if err != nil {
			writeProblem(w, r, s.fail(r.Context(), "log-tile", err))
			return
		}
		// A tile of a width never changes, a partial one neither: a wider one has another address.
		s.public(w, "application/octet-stream", "public, max-age=31536000, immutable", b)
	})
}

func (s *Server) public(w http.ResponseWriter, kind, cache string, b []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", cache)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
}

// tile reads "<level>/<n>", "<level>/<n>.p/<width>" or "entries/<n>…", n in the form x001/x234/067.
func (s *Server) tile(ctx context.Context, workspaceID, path string) ([]byte, error) {
	t, err := parseTile(path)
	switch {
	case err != nil:
		return nil, err
	case t.L < 0:
		return s.Proofs.Entries(ctx, workspaceID, t.N, t.W)
	}
	return s.Proofs.Tile(ctx, workspaceID, t.L, t.N, t.W)
}

// parseTile accepts the one spelling of each tile. The library names entry bundles "data", the specification "entries".
func parseTile(path string) (tlog.Tile, error) {
	level, rest, ok := strings.Cut(path, "/")
	switch level {
	case "entries":
		level = "data"
	case "data":
		ok = false
	}
	t, err := tlog.ParseTilePath("tile/8/" + level + "/" + rest)
	const maxLevel = 63 // of the specification
	if !ok || err != nil || t.L > maxLevel || strings.HasSuffix(path, ".p/256") {
		return t, terang.Fail(terang.NotFound, "tile_not_found")
	}
	return t, nil
}

// proofRoutes serve what of a log is not in the specification of tiles: its keys with their dates, and each day's proof
// that it continues the day before.
func (s *Server) proofRoutes(mux *http.ServeMux) {
	const short = "public, max-age=60"
	serve := func(pattern, name, kind, cache string, read func(r *http.Request) ([]byte, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			b, err := read(r)
			if err != nil {
				writeProblem(w, r, s.fail(r.Context(), name, err))
				return
			}
			s.public(w, kind, cache, b)
		})
	}
	serve("GET /log/{log}/keys", "log-keys", "application/json", short, func(r *http.Request) ([]byte, error) {
		list, err := s.Proofs.Keys(r.Context(), r.PathValue("log"))
		if err != nil {
			return nil, err
		}
		return json.MarshalIndent(list, "", "  ")
	})
	serve("GET /log/{log}/daily", "log-daily", "application/json", short, func(r *http.Request) ([]byte, error) {
		days, err := s.days(r.Context(), r.PathValue("log"))
		if err != nil {
			return nil, err
		}
		return json.MarshalIndent(days, "", "  ")
	})
	serve("GET /log/{log}/daily/{day}", "log-day", "text/plain; charset=utf-8", "public, max-age=86400", func(r *http.Request) ([]byte, error) {
		return s.Proofs.Continuation(r.Context(), r.PathValue("log"), r.PathValue("day"))
	})
}

// LogDay is a day's checkpoint in the list of them.
//
//	{"day":"2026-11-21","size":1024,"checkpoint":"terang.example/log/ws_1\n1024\n…","proof":"daily/2026-11-21"}
type LogDay struct {
	Day        string `json:"day"`
	Size       int64  `json:"size"`
	Checkpoint string `json:"checkpoint"`
	Proof      string `json:"proof"` // that it continues the day before; relative to the log
}

func (s *Server) days(ctx context.Context, workspaceID string) ([]LogDay, error) {
	if _, err := s.directory.id(ctx, workspaceID); err != nil {
		return nil, terang.Fail(terang.NotFound, "log_not_found")
	}
	const listed = 366
	found, err := s.Proofs.Days(ctx, workspaceID, listed)
	out := make([]LogDay, len(found))
	for i, d := range found {
		out[i] = LogDay{Day: d.Day, Size: d.Size, Checkpoint: string(d.Signed), Proof: "daily/" + d.Day}
	}
	return out, err
}
