package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"time"
)

// writer owns the one connection that writes. While a commit waits for the disk, callers gather in the
// queue; the next batch takes them all.
type writer struct {
	db    *DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	bags  []bag
	batch []*job

	line   []queued       // statements to be sent together
	failed map[*job]error // callers whose sent statement changed nothing although it had to
}

// queued is a statement that waits to be sent.
type queued struct {
	sql  string
	args []any
	none error // of the caller, where no row changes; nil if that does not matter
	job  *job
}

func (w *writer) connect(ctx context.Context) error {
	conn, err := w.db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: connect the writer: %w", err)
	}
	w.conn, w.stmts = conn, make(map[string]*sql.Stmt)
	return nil
}

func (w *writer) run() {
	defer close(w.db.done)
	for {
		select {
		case j := <-w.db.jobs:
			w.gather(j)
			w.commitBatch()
		case <-w.db.stop:
			for {
				select {
				case j := <-w.db.jobs:
					w.gather(j)
					w.commitBatch()
					continue
				default:
				}
				break
			}
			w.close()
			return
		}
	}
}

func (w *writer) close() {
	for _, st := range w.stmts {
		st.Close()
	}
	w.conn.Close()
}

func (w *writer) gather(first *job) {
	w.batch = append(w.batch[:0], first)
	for len(w.batch) < maxBatch {
		select {
		case j := <-w.db.jobs:
			w.batch = append(w.batch, j)
		default:
			return
		}
	}
}

// commitBatch runs the gathered callers in one transaction. A caller whose function fails after it changed
// something makes the others run again without it; the failed one is answered with its own error. Where the engine
// asks for the transaction to be run again (two nodes met), each caller is run alone, so that none pays for another.
func (w *writer) commitBatch() {
	for todo := w.batch; len(todo) > 0; {
		left, err := w.attempt(todo)
		switch {
		case err == nil:
			answer(left, nil)
			return
		case errors.Is(err, errAgain):
			todo = left
		case w.db.dialect.retryable(err):
			for _, j := range left {
				w.alone(j)
			}
			return
		default:
			answer(left, err)
			return
		}
	}
}

// alone runs one caller, a few times if the engine asks for it.
func (w *writer) alone(j *job) {
	for try := 1; ; try++ {
		left, err := w.attempt([]*job{j})
		if len(left) == 0 {
			return // was answered on the way
		}
		if err == nil || try == maxBatchTries || !w.db.dialect.retryable(err) {
			answer(left, err)
			return
		}
	}
}

func answer(jobs []*job, err error) {
	for _, j := range jobs {
		j.err = err
		close(j.done)
	}
}

// errAgain says that a caller was taken out and the rest must run again.
var errAgain = errors.New("store: run the batch again")

// attempt runs jobs in one transaction. It returns those that share its fate; callers that were answered on
// the way are not among them.
func (w *writer) attempt(jobs []*job) ([]*job, error) {
	w.bags, w.line, w.failed = w.bags[:0], w.line[:0], nil
	if err := w.control(w.db.dialect.begin); err != nil {
		return jobs, w.reconnect(err)
	}
	live := make([]*job, 0, len(jobs))
	for i, j := range jobs {
		if err := j.ctx.Err(); err != nil {
			j.err = err
			close(j.done)
			continue
		}
		tx := &Tx{w: w, job: j}
		err := j.fn(tx)
		if err == nil {
			live = append(live, j)
			continue
		}
		if tx.broken && w.db.dialect.retryable(err) {
			w.rollback()
			return append(append(live, j), jobs[i+1:]...), err
		}
		j.err = err
		close(j.done)
		if tx.writes > 0 || tx.broken {
			w.rollback()
			return append(live, jobs[i+1:]...), errAgain
		}
	}
	if len(live) == 0 {
		w.rollback()
		return nil, nil
	}
	if err := w.finish(); err != nil {
		w.rollback()
		return live, err
	}
	if len(w.failed) > 0 {
		w.rollback()
		return w.withoutFailed(live), errAgain
	}
	if w.db.cfg.FsyncDelay > 0 {
		time.Sleep(w.db.cfg.FsyncDelay)
	}
	if err := w.control("commit"); err != nil {
		w.rollback()
		return live, w.reconnect(err)
	}
	for _, b := range w.bags {
		if c, ok := b.bag.(Committed); ok {
			c.Committed()
		}
	}
	if n := w.db.commits.Add(1); n%checkpointAfter == 0 {
		select {
		case w.db.checkpoint <- struct{}{}:
		default:
		}
	}
	w.db.callers.Add(int64(len(live)))
	return live, nil
}

// finish runs what was gathered for the end of the transaction.
func (w *writer) finish() error {
	if err := w.send(); err != nil {
		return err
	}
	if len(w.failed) > 0 {
		return nil
	}
	for _, b := range w.bags {
		if err := b.before(&Tx{w: w}, b.bag); err != nil {
			return err
		}
	}
	return w.send()
}

// send sends the waiting statements.
func (w *writer) send() error {
	if len(w.line) == 0 {
		return nil
	}
	w.db.statements.Add(int64(len(w.line)))
	failed, err := sendLine(w.conn, w.line)
	w.line = w.line[:0]
	if w.failed == nil {
		w.failed = failed
	} else {
		maps.Copy(w.failed, failed)
	}
	return err
}

// withoutFailed answers the failed callers and returns the others.
func (w *writer) withoutFailed(jobs []*job) []*job {
	left := jobs[:0]
	for _, j := range jobs {
		if err := w.failed[j]; err != nil {
			j.err = err
			close(j.done)
			continue
		}
		left = append(left, j)
	}
	return left
}

func (w *writer) control(q string) error {
	st, err := w.prepared(q)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background())
	return err
}

// rollback's own error is ignored: the transaction is gone either way, and the next begin says if not.
func (w *writer) rollback() { _ = w.control("rollback") }

// reconnect replaces a lost connection (PostgreSQL restarted, say) and hands the error on.
func (w *writer) reconnect(cause error) error {
	if w.conn.PingContext(context.Background()) == nil {
		return fmt.Errorf("store: commit: %w", cause)
	}
	for _, st := range w.stmts {
		st.Close()
	}
	w.conn.Close()
	if err := w.connect(context.Background()); err != nil {
		return errors.Join(fmt.Errorf("store: commit: %w", cause), err)
	}
	return fmt.Errorf("store: commit: %w", cause)
}

func (w *writer) prepared(q string) (*sql.Stmt, error) {
	if st, ok := w.stmts[q]; ok {
		return st, nil
	}
	st, err := w.conn.PrepareContext(context.Background(), q)
	if err != nil {
		return nil, err
	}
	w.stmts[q] = st
	return st, nil
}

func (w *writer) exec(q string, args []any) (int64, error) {
	if err := w.send(); err != nil {
		return 0, err
	}
	w.db.statements.Add(1)
	st, err := w.prepared(q)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	if w.db.cfg.CommitPerRow {
		if err := w.commitRow(); err != nil {
			return 0, err
		}
	}
	return res.RowsAffected()
}

func (w *writer) commitRow() error {
	if w.db.cfg.FsyncDelay > 0 {
		time.Sleep(w.db.cfg.FsyncDelay)
	}
	if err := w.control("commit"); err != nil {
		return err
	}
	w.db.commits.Add(1)
	return w.control(w.db.dialect.begin)
}

func (w *writer) query(q string, args []any) (*sql.Rows, error) {
	if err := w.send(); err != nil {
		return nil, err
	}
	w.db.statements.Add(1)
	st, err := w.prepared(q)
	if err != nil {
		return nil, fmt.Errorf("store: prepare: %w", err)
	}
	rows, err := st.QueryContext(context.Background(), args...)
	if err != nil {
		return nil, fmt.Errorf("store: query: %w", err)
	}
	return rows, nil
}
