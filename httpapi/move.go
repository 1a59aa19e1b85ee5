package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"terang"
	"terang/exchange"
	"terang/move"
	"terang/store"
)

// Limits of imports and exports.
const (
	maxMoving  = 2                      // that run at once on a node
	maxBrought = 64                     // files of one import
	movePause  = 30 * time.Second       // the longest silence of a sender or a reader
	tellEvery  = 400 * time.Millisecond // rows that became known are told so often
)

const (
	importsPath = "/imports"
	exportPath  = "/export"
	rowsType    = "application/x-ndjson"
)

// moves bounds what brings along and takes away, and ends it with the server.
type moves struct {
	service *move.Service
	room    *shedder
	ctx     context.Context //nolint:containedctx // the server's own life
	end     context.CancelFunc
}

func newMoves(service *move.Service) *moves {
	m := &moves{service: service, room: newShedder(maxMoving)}
	m.ctx, m.end = context.WithCancel(context.Background())
	return m
}

// enter takes room for one; leave gives it back. The context ends with the request, and with the server.
func (m *moves) enter(r *http.Request) (ctx context.Context, leave func(), err error) {
	if !m.room.enter() {
		return nil, nil, terang.Fail(terang.Unavailable, "move_busy", "retry_after", "30")
	}
	ctx, cancel := context.WithCancel(r.Context())
	apart := context.AfterFunc(m.ctx, cancel)
	return ctx, func() { apart(); cancel(); m.room.leave() }, nil
}

type bringInput struct {
	Format string `query:"format" required:"true" enum:"terang,chatwoot,zendesk,intercom,csv-contacts,csv-conversations,csv-articles" doc:"What the files are."`
	DryRun bool   `query:"dry_run" doc:"Only tell, row by row, what would become of each; nothing is stored."`
	Name   string `query:"name" maxLength:"200" doc:"How the file is called, where the body is one file as it is."`
}

// toldRows is an answer of rows, told as they become known.
type toldRows struct {
	ContentType string `header:"Content-Type"`
	Body        func(huma.Context)
}

// lastRow ends an answer: what came of the import, and why it stopped where it did.
type lastRow struct {
	Summary move.Summary `json:"summary"`
	Problem *Problem     `json:"problem,omitempty"`
}

// moveRoutes do what `terang import` and `terang export` do. What they did stands in the audit trail under the same names.
func (s *Server) moveRoutes() {
	const tag = "exchange"
	handle(s, route{method: http.MethodPost, path: importsPath, id: "import", summary: "Bring along what another system, or an export of this one, wrote to files; sends nothing", tag: tag, access: byOwner, grave: true},
		func(_ context.Context, c *caller, in *bringInput) (*toldRows, error) {
			return &toldRows{ContentType: rowsType, Body: func(hc huma.Context) {
				r, w := humago.Unwrap(hc)
				if err := s.bring(w, r, c, in); err != nil {
					writeProblem(w, r, s.fail(r.Context(), "import", err))
				}
			}}, nil
		})
	handle(s, route{method: http.MethodGet, path: exportPath, id: "export", summary: "Everything that the workspace has, as JSON Lines; never secrets", tag: tag, access: byOwner, grave: true}, s.exportAll)
	file := &huma.Schema{Type: "string", Format: "binary"}
	several := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{"file": {Type: "array", Items: file}}}
	lines := map[string]*huma.MediaType{rowsType: {Schema: &huma.Schema{Type: "string"}}}
	in, out := s.api.OpenAPI().Paths["/api/v1"+importsPath].Post, s.api.OpenAPI().Paths["/api/v1"+exportPath].Get
	in.RequestBody = &huma.RequestBody{
		Required: true, Description: "One file as it is, or several as multipart/form-data, people before conversations.",
		Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: file}, "multipart/form-data": {Schema: several}},
	}
	in.Responses["200"] = &huma.Response{Content: lines, Description: "JSON Lines: a row as `terang import --json` tells it, once it is durable, and at the end {\"summary\": …}, with a problem beside it where the import stopped. An answer without that line was broken off: run it again, nothing is doubled."}
	out.Responses["200"] = &huma.Response{Content: lines, Description: "The house's own file (docs/exchange.md). One that lacks its end was broken off."}
}

// bring reads files to the disk first and imports them then, so that a slow line holds no row and a broken one brings nothing half
// read. What is returned is told as a problem; once rows were told, the last of them tells it.
func (s *Server) bring(w http.ResponseWriter, r *http.Request, c *caller, in *bringInput) error {
	ctx, leave, err := s.moves.enter(r)
	if err != nil {
		return err
	}
	defer leave()
	files, err := s.spool(w, r, in.Name)
	defer files.close()
	if err != nil {
		w.Header().Set("Connection", "close") // what is left of the body is not read
		return err
	}
	out := newRowWriter(w, languageOf(ctx))
	var sum move.Summary
	do := func() (any, error) {
		var err error
		sum, err = s.moves.service.Import(ctx, exchange.Read(exchange.Format(in.Format), files.each()), move.Options{WorkspaceID: c.workspace, DryRun: in.DryRun}, out.row)
		return sum, err
	}
	if in.DryRun {
		_, err = do()
	} else {
		err = s.recorded(ctx, c, "import", importsPath, map[string]any{"format": in.Format, "files": files.names()}, do)
	}
	if err != nil && (out.to.err != nil || r.Context().Err() != nil) {
		return nil // nobody listens any more; what was stored stays
	}
	if err != nil && s.moves.ctx.Err() == nil {
		s.Logger.Error("request failed", "route", "import", "error", err)
	}
	if err != nil && out.to.n == 0 {
		w.Header().Del("Content-Type")
		return err
	}
	last := lastRow{Summary: sum}
	if err != nil {
		last.Problem = problemOf(err, languageOf(ctx))
	}
	out.last(last)
	return nil
}

// exportAll writes everything; see [move.Service.Export].
func (s *Server) exportAll(_ context.Context, c *caller, _ *struct{}) (*streamedFile, error) {
	body := func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		ctx, leave, err := s.moves.enter(r)
		if err != nil {
			w.Header().Del("Content-Disposition")
			writeProblem(w, r, err)
			return
		}
		defer leave()
		to := patientWriter{w, http.NewResponseController(w)}
		_ = to.control.SetReadDeadline(time.Time{}) // one that is left would end the answer after it
		s.pour(w, r, "export", to, func(out io.Writer) error {
			return s.recorded(ctx, c, "export", exportPath, map[string]bool{"file": true}, func() (any, error) {
				return s.moves.service.Export(ctx, c.workspace, out)
			})
		})
	}
	name := "terang-" + s.Clock().UTC().Format("2006-01-02") + ".terang.jsonl"
	return &streamedFile{ContentType: rowsType, Disposition: `attachment; filename="` + name + `"`, Body: body}, nil
}

// recorded does something that keeps itself in the audit trail with what came of it, as the command line does. What began and did not
// come to its end stands there as such.
func (s *Server) recorded(ctx context.Context, c *caller, action, target string, asked any, do func() (after any, err error)) error {
	a := store.Audit{
		ID: s.IDs("aud"), WorkspaceID: c.workspace, At: s.Clock().UTC().Truncate(time.Millisecond), Actor: c.source(), Action: action,
		Target: target, Address: c.address, Asked: Kept(decoded(mustJSON(asked))), Salt: s.Random(AuditSalt),
	}
	return s.Proofs.Recorded(ctx, a, func(a *store.Audit) error {
		after, err := do()
		a.After = Kept(decoded(mustJSON(after)))
		return err
	})
}

// rowWriter writes rows as they become known: a few times in a second, however small they are.
type rowWriter struct {
	language terang.Language
	to       *counted
	out      *bufio.Writer
	lines    *json.Encoder
	control  *http.ResponseController
	flushed  time.Time
}

func newRowWriter(w http.ResponseWriter, l terang.Language) *rowWriter {
	control := http.NewResponseController(w)
	to := &counted{w: patientWriter{w, control}}
	out := bufio.NewWriterSize(to, transcriptBuffer)
	return &rowWriter{language: l, to: to, out: out, lines: json.NewEncoder(out), control: control, flushed: time.Now()}
}

func (t *rowWriter) row(r move.Result) error {
	if err := t.lines.Encode(r.Tell(t.language)); err != nil || time.Since(t.flushed) < tellEvery {
		return err
	}
	return t.flush()
}

// last ends the answer. Where that fails nobody listens any more.
func (t *rowWriter) last(l lastRow) {
	_ = t.lines.Encode(l)
	_ = t.flush()
}

func (t *rowWriter) flush() error {
	t.flushed = time.Now()
	return errors.Join(t.out.Flush(), t.control.Flush())
}

// patientWriter gives each piece of a long answer the time that a reader may be silent, whatever the whole takes. A writer that knows
// no deadlines has the server's.
type patientWriter struct {
	w       io.Writer
	control *http.ResponseController
}

// Write implements io.Writer.
func (p patientWriter) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(movePause))
	return p.w.Write(b)
}

func importTooLarge(limit int64) error {
	return terang.Fail(terang.TooLarge, "import_too_large", "limit", strconv.FormatInt(limit>>20, 10)+" MB")
}
