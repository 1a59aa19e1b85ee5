// Package store keeps everything durable: one SQL text, two engines (SQLite embedded, PostgreSQL when
// outgrown). It holds one file per noun with the SQL beside its function.
//
// All writes of a process go through one writer goroutine that commits many callers' work in one transaction, and so
// in one fsync (group commit): see [DB.Write]. On PostgreSQL, statements whose answers nobody needs travel together.
// What one caller wrote, the next one of the same process sees: the order of the calls is the order of the commits. Reads run beside it and never wait for it.
// The package never speaks HTTP, never decides what is said, and never logs a text.
//
// On disk (SQLite): terang.db, terang.db-wal and terang.db-shm in the data folder, WAL, synchronous=FULL:
// when Write returns nil, the work survives kill -9 and a power cut.
//
// The way in is [Open].
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"terang"
)

// Limits of the writer.
const (
	maxBatch      = 512  // callers that share one commit
	maxQueued     = 4096 // callers that may wait for the writer; more are refused at once
	maxReaders    = 4    // connections that read at the same time
	maxBatchTries = 3    // times that a batch is tried again after the engine asked for it
)

// Engine names a database engine.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Config says where the store is. Exactly one of Dir and Postgres is set.
type Config struct {
	Dir      string // folder of the SQLite file
	Postgres string // connection string, "postgres://user@host/db"
	// FsyncDelay is added to every commit, to measure what a customer's slower disk does. Zero in service.
	FsyncDelay time.Duration
	// CommitPerRow commits after every statement. Only for measuring what group commit is worth.
	CommitPerRow bool
}

// Stats counts the writer's work since start.
type Stats struct {
	Commits    int64 // transactions with an awaited fsync
	Callers    int64 // callers served by them
	Statements int64 // SQL statements, reads and writes, without begin and commit
}

// DB is an open store.
type DB struct {
	engine   Engine
	dialect  dialect
	cfg      Config
	read     *sql.DB
	write    *sql.DB
	jobs     chan *job
	stop     chan struct{}
	done     chan struct{}
	closing  sync.Once
	readStmt sync.Map // SQL text → *sql.Stmt

	checkpoint   chan struct{} // asks for a checkpoint
	checkpointed chan struct{} // closed when the checkpointer has ended

	commits, callers, statements atomic.Int64
	serial                       atomic.Int64 // see docID
}

// dialect is what the two engines do differently.
type dialect struct {
	pipeline  bool // statements whose answers nobody needs are sent together
	begin     string
	forUpdate string
	planned   []any // what goes before the parameters of a statement that is to be planned for them
	retryable func(error) bool
}

type job struct {
	ctx  context.Context
	fn   func(*Tx) error
	err  error
	done chan struct{}
}

// ErrBusy is returned when too many callers already wait for the writer.
var ErrBusy = terang.Fail(terang.Unavailable, "store_busy")

// ErrClosed is returned by a store that is being closed.
var ErrClosed = terang.Fail(terang.Unavailable, "store_closed")

// Open opens the store, brings its schema up to date, and starts the writer. A schema that is newer than
// this program is refused.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	var db *DB
	var err error
	if cfg.Postgres != "" {
		db, err = openPostgres(ctx, cfg)
	} else {
		db, err = openSQLite(ctx, cfg)
	}
	if err != nil {
		return nil, err
	}
	db.cfg = cfg
	db.jobs = make(chan *job, maxQueued)
	db.stop = make(chan struct{})
	db.done = make(chan struct{})
	db.checkpoint = make(chan struct{}, 1)
	db.checkpointed = make(chan struct{})
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.read.Close(), db.write.Close())
	}
	w := &writer{db: db}
	if err := w.connect(ctx); err != nil {
		return nil, errors.Join(err, db.read.Close(), db.write.Close())
	}
	go w.run()
	if db.engine == SQLite {
		go db.checkpoints()
	} else {
		close(db.checkpointed)
	}
	return db, nil
}

// Engine says which engine this is.
func (db *DB) Engine() Engine { return db.engine }

// Stats returns the counters since start.
func (db *DB) Stats() Stats {
	return Stats{db.commits.Load(), db.callers.Load(), db.statements.Load()}
}

// Queued returns how many callers wait for the writer now.
func (db *DB) Queued() int { return len(db.jobs) }

// Write runs fn in a transaction that may be shared with other callers, and returns when it is durable.
// fn may run more than once (when another caller's part of the batch failed), so it must have no effect but
// on tx and must reset what it captures. An error from fn undoes all that fn did and is returned as it is.
func (db *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case <-db.stop:
		return ErrClosed
	default:
	}
	select {
	case db.jobs <- j:
	default:
		return ErrBusy
	}
	select {
	case <-j.done:
		return j.err
	case <-db.done:
		// The writer has ended; it answers everything it took before it ends.
		select {
		case <-j.done:
			return j.err
		default:
			return ErrClosed
		}
	}
}

// Close stops the writer after what it has accepted is durable.
func (db *DB) Close() error {
	var err error
	db.closing.Do(func() {
		close(db.stop)
		<-db.done
		<-db.checkpointed
		err = errors.Join(db.read.Close(), db.write.Close())
	})
	return err
}

// Query runs a read beside the writer. It sees what was committed before.
func (db *DB) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	db.statements.Add(1)
	st, err := db.prepared(ctx, q)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// QueryRow runs a read that gives one row.
func (db *DB) QueryRow(ctx context.Context, q string, args ...any) Row {
	rows, err := db.Query(ctx, q, args...)
	return Row{rows: rows, err: err}
}

func (db *DB) prepared(ctx context.Context, q string) (*sql.Stmt, error) {
	if st, ok := db.readStmt.Load(q); ok {
		return st.(*sql.Stmt), nil
	}
	st, err := db.read.PrepareContext(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("store: prepare: %w", err)
	}
	if old, loaded := db.readStmt.LoadOrStore(q, st); loaded {
		st.Close()
		return old.(*sql.Stmt), nil
	}
	return st, nil
}

// Row is the result of a query for one row.
type Row struct {
	rows *sql.Rows
	err  error
}

// Scan copies the row's columns, and returns [sql.ErrNoRows] where there is none.
func (r Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	return r.rows.Close()
}

// Querier is what a function that only reads needs: a [DB] beside the writer, or a [Tx] inside it (through
// [Tx.Reader]).
type Querier interface {
	Query(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, q string, args ...any) Row
}

// Millis is a time in the store: milliseconds since 1970, 0 for the zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the inverse of [Millis].
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
