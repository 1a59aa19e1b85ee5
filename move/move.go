// Package move brings along what a brand had elsewhere, and writes out all that it has here.
//
// An import says nothing to anybody: no turn, no promise and no timer begins by it, and it knows neither a channel nor the gate.
// What it stores bears the mark of the system that it came from, has no leaf in the log of proofs, and is nobody's word here. It
// is the same whether it runs once, twice, or is killed and runs again: ids follow from the old system's, and what is there already
// is compared, not stored again. A dry run does all but the writing.
//
// The way in is [New]; [Service.Import] reads rows of package exchange, [Service.Export] writes the house's own file.
package move

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"strconv"
	"time"

	"terang"
	"terang/exchange"
	"terang/store"
)

// Limits of an import.
const (
	BatchRows  = 200     // rows that are stored in one transaction
	maxKnown   = 1 << 19 // ids that are remembered as there
	maxNumbers = 1 << 20 // numbers and addresses that are compared for duplicates
	pageRows   = 500     // rows that an export reads at a time
)

// Channel is the channel of conversations that were brought along: none that can be sent on.
const Channel = "import"

// Action is what an import does with a row.
type Action string

// The actions.
const (
	Create  Action = "create"
	Same    Action = "same" // it is there already and says the same
	Update  Action = "update"
	Refused Action = "refused"
)

// Result is what became of one row, or in a dry run what would.
type Result struct {
	exchange.Place
	Kind        exchange.Kind     `json:"kind,omitempty"`
	ID          string            `json:"id,omitempty"`     // the old system's
	Own         string            `json:"own_id,omitempty"` // the house's
	Action      Action            `json:"action"`
	Problem     *exchange.Problem `json:"problem,omitempty"`
	Notes       []exchange.Note   `json:"notes,omitempty"`
	DuplicateOf string            `json:"duplicate_of,omitempty"` // the contact that has the same number or address
}

// Summary counts what an import did.
type Summary struct {
	Rows       int64                              `json:"rows"`
	Counts     map[exchange.Kind]map[Action]int64 `json:"counts"`
	Duplicates int64                              `json:"duplicates"`
	DryRun     bool                               `json:"dry_run"`
}

// Of returns how many rows had an action.
func (s *Summary) Of(a Action) (n int64) {
	for _, by := range s.Counts {
		n += by[a]
	}
	return n
}

// Options say where rows go and whether they do.
type Options struct {
	WorkspaceID string
	DryRun      bool
	Language    terang.Language // of who is not known to speak another
}

// Service brings along and writes out.
type Service struct {
	db     *store.DB
	clock  terang.Clock
	random func(n int) []byte
}

// New makes a service on a store.
func New(db *store.DB, clock terang.Clock, random func(n int) []byte) *Service {
	return &Service{db: db, clock: clock, random: random}
}

// job is one import.
type job struct {
	*Service
	Options
	now     time.Time
	past    bool // rows were stored that the index of words does not have
	tables  map[string]*store.Portable
	known   map[string]bool     // "contact con_…": it is there, or would be
	would   map[uint64]struct{} // in a dry run: digests of what would be there by now
	numbers map[uint64]string
	seed    maphash.Seed
	loaded  bool
}

// Import stores rows, or in a dry run finds out what would become of them. report is told of each row in order, after it is durable;
// its error ends the import. What was stored before an error stays, and the same import may be run again: whatever ends it, the error
// is one of kind [terang.Unavailable] that says so.
func (s *Service) Import(ctx context.Context, rows iter.Seq[exchange.Row], o Options, report func(Result) error) (Summary, error) {
	j := &job{Service: s, Options: o, now: s.clock().UTC(), tables: make(map[string]*store.Portable), known: make(map[string]bool), would: make(map[uint64]struct{}), numbers: make(map[uint64]string), seed: maphash.MakeSeed()}
	for _, p := range store.Portables() {
		j.tables[p.Record] = &p
	}
	j.Language = o.Language.Or(terang.Indonesian)
	sum := Summary{Counts: make(map[exchange.Kind]map[Action]int64), DryRun: o.DryRun}
	if err := j.all(ctx, rows, &sum, report); err != nil {
		return sum, &terang.Error{Kind: terang.Unavailable, Code: "import_stopped", Args: map[string]string{"rows": strconv.FormatInt(sum.Rows, 10)}, Err: err}
	}
	return sum, nil
}

func (j *job) all(ctx context.Context, rows iter.Seq[exchange.Row], sum *Summary, report func(Result) error) error {
	var batch []exchange.Row
	noted := false
	flush := func() error {
		results, err := j.batch(ctx, batch)
		if err != nil {
			return err
		}
		if j.past && !noted { // should nobody come to the end, this makes up for what is stored
			if err := j.reindex(ctx); err != nil {
				return err
			}
			noted = true
		}
		batch = batch[:0]
		for _, r := range results {
			sum.count(r)
			if err := report(r); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	for row := range rows {
		batch = append(batch, row)
		if len(batch) == BatchRows {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil || !j.past {
		return err
	}
	return j.reindex(ctx)
}

// reindex has the words of the house's own rows found, which are stored past the index.
func (j *job) reindex(ctx context.Context) error { return j.db.Write(ctx, store.Reindex) }

func (s *Summary) count(r Result) {
	s.Rows++
	if s.Counts[r.Kind] == nil {
		s.Counts[r.Kind] = make(map[Action]int64, 4)
	}
	s.Counts[r.Kind][r.Action]++
	if r.DuplicateOf != "" {
		s.Duplicates++
	}
}

// step is one batch: its transaction, nil in a dry run, and the conversations that it changes.
type step struct {
	*job
	ctx     context.Context //nolint:containedctx // the import's own
	tx      *store.Tx
	q       store.Querier
	threads map[string]*thread
	order   []string
}

func (j *job) batch(ctx context.Context, rows []exchange.Row) (results []Result, err error) {
	if len(rows) == 0 {
		return nil, nil
	}
	if err := j.load(ctx, rows); err != nil {
		return nil, err
	}
	run := func(tx *store.Tx, q store.Querier) error {
		st := &step{job: j, ctx: ctx, tx: tx, q: q, threads: make(map[string]*thread)}
		results = make([]Result, 0, len(rows))
		for i := range rows {
			r, err := st.row(&rows[i])
			if err != nil {
				return fmt.Errorf("move: %s:%d: %w", rows[i].Place.File, rows[i].Place.Line, err)
			}
			results = append(results, r)
		}
		return st.flush()
	}
	if j.DryRun {
		return results, run(nil, j.db)
	}
	err = j.db.Write(ctx, func(tx *store.Tx) error {
		clear(j.known) // what an undone try believed to be there
		return run(tx, tx.Reader())
	})
	return results, err
}

// row decides about one row and stores it.
func (s *step) row(row *exchange.Row) (Result, error) {
	r := Result{Place: row.Place, Kind: row.Kind, ID: row.ID, Notes: row.Notes, Problem: row.Problem, Action: Refused}
	if row.Problem != nil {
		return r, nil
	}
	var err error
	switch {
	case row.Record != nil:
		err = s.record(row, &r)
	case row.Contact != nil:
		err = s.contact(row, &r)
	case row.Conversation != nil:
		err = s.conversation(row, &r)
	case row.Message != nil:
		err = s.message(row, &r)
	case row.Item != nil:
		err = s.item(row, &r)
	}
	if refused := new(exchange.Problem); errors.As(err, &refused) {
		r.Action, r.Problem = Refused, refused
		return r, nil
	}
	return r, err
}

func refuse(code, field, detail string) error {
	return &exchange.Problem{Code: code, Field: field, Detail: detail}
}

// own is the house's id of something of another system: always the same for the same thing, and other than any that is made here,
// whose first ten letters tell a time.
func (j *job) own(prefix, system string, parts ...string) string {
	h := sha256.New()
	for _, p := range append([]string{j.WorkspaceID, prefix, system}, parts...) {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return terang.NewID(prefix, time.UnixMilli(0), [10]byte(h.Sum(nil)[:10]))
}

// there reports whether a contact or conversation exists, or in a dry run would by now.
func (s *step) there(record, id string) (bool, error) {
	key := record + " " + id
	if s.known[key] || s.will(key) {
		return true, nil
	}
	ok, err := store.Exists(s.ctx, s.q, s.WorkspaceID, record, id)
	if ok {
		s.remember(key)
	}
	return ok, err
}

// will reports whether something would be there by now, were this no dry run.
func (j *job) will(key string) bool {
	_, ok := j.would[maphash.String(j.seed, key)]
	return ok
}

func (s *step) remember(key string) {
	if len(s.known) >= maxKnown {
		clear(s.known)
	}
	s.known[key] = true
}

// made notes that something is there from now on.
func (s *step) made(record, id string) {
	if s.tx == nil {
		s.would[maphash.String(s.seed, record+" "+id)] = struct{}{}
		return
	}
	s.remember(record + " " + id)
}

// item stores a macro, a label or an article.
func (s *step) item(row *exchange.Row, r *Result) error {
	it := &store.ImportedItem{
		WorkspaceID: s.WorkspaceID, Source: row.System, Kind: string(row.Kind), ID: row.ID, Title: row.Item.Title, Body: row.Item.Body, Detail: row.Item.Detail,
	}
	var err error
	r.Action, err = s.put(it)
	return err
}

func (s *step) put(it *store.ImportedItem) (Action, error) {
	if it.Detail == nil {
		it.Detail = map[string]any{}
	}
	found, same, err := store.FindItem(s.ctx, s.q, it)
	switch {
	case err != nil:
		return Refused, err
	case same:
		return Same, nil
	}
	key := "item " + it.Source + " " + it.Kind + " " + it.ID
	if s.tx != nil {
		err = store.PutItem(s.tx, it)
	} else if s.will(key) {
		found = true
	}
	if s.made("item", it.Source+" "+it.Kind+" "+it.ID); found {
		return Update, err
	}
	return Create, err
}

// record stores a row of the house's own files. It never writes over what is there.
func (s *step) record(row *exchange.Row, r *Result) error {
	if row.Kind == recordWorkspace {
		return s.workspace(row, r)
	}
	table := s.tables[string(row.Kind)]
	if table == nil {
		return refuse("record_unknown", "record", "")
	}
	rec, err := table.Read(row.Record)
	var bad *store.PortableError
	if errors.As(err, &bad) {
		return refuse("field", bad.Column, bad.Err.Error())
	}
	if err != nil {
		return err
	}
	if r.Own = rec.ID(); row.Kind == exchange.KindContact {
		if gone, err := store.Erased(s.ctx, s.q, s.WorkspaceID, r.Own); err != nil || gone {
			return errors.Join(err, refuseIf(gone, "erased"))
		}
	}
	for record, id := range rec.Links() {
		ok, err := s.there(record, id)
		if err != nil {
			return err
		}
		if !ok {
			return refuse(record+"_missing", record+"_id", "")
		}
	}
	found, same, err := rec.Find(s.ctx, s.q, s.WorkspaceID)
	switch {
	case err != nil:
		return err
	case same:
		r.Action = Same
		return nil
	case found:
		return refuse("differs", "", "")
	}
	if s.tx != nil {
		ok, err := rec.Insert(s.tx, s.WorkspaceID, s.random)
		if err != nil {
			return err
		}
		if !ok {
			return refuse("taken", "id", "")
		}
	}
	r.Action = Create
	s.past = s.past || s.tx != nil && row.Kind == exchange.KindMessage
	switch row.Kind {
	case exchange.KindContact, exchange.KindConversation, recordAgent, recordAttachment: // others name it
		s.made(string(row.Kind), r.Own)
	}
	return nil
}

func refuseIf(yes bool, code string) error {
	if !yes {
		return nil
	}
	return refuse(code, "", "")
}
