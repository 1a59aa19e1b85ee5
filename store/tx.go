package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Tx is one caller's part of the shared transaction. It is used only inside the function given to
// [DB.Write], by one goroutine.
type Tx struct {
	w      *writer
	job    *job
	writes int // rows changed by this caller
	broken bool
}

// Exec runs a statement and returns how many rows it changed.
func (tx *Tx) Exec(q string, args ...any) (int64, error) {
	n, err := tx.w.exec(q, args)
	if err != nil {
		tx.broken = true
		return 0, fmt.Errorf("store: exec: %w", err)
	}
	tx.writes += int(n)
	return n, nil
}

// Do runs a statement whose answer nobody needs. Where answers come from over a network it is sent with others, at the
// latest before the next read or the commit; its error is then the error of [DB.Write].
func (tx *Tx) Do(q string, args ...any) error { return tx.Expect(nil, q, args...) }

// Expect is Do for a statement that must change a row: if it changes none, the caller fails with none, now or as the error
// of [DB.Write], and all that it did is undone.
func (tx *Tx) Expect(none error, q string, args ...any) error {
	if tx.w.db.dialect.pipeline {
		tx.writes++
		tx.w.line = append(tx.w.line, queued{sql: q, args: args, none: none, job: tx.job})
		return nil
	}
	n, err := tx.w.exec(q, args)
	if err != nil {
		tx.broken = true
		return fmt.Errorf("store: exec: %w", err)
	}
	tx.writes += int(n)
	if n == 0 && none != nil {
		return none
	}
	return nil
}

// Query runs a read inside the transaction; it sees the caller's own changes and those of the batch.
func (tx *Tx) Query(q string, args ...any) (*sql.Rows, error) {
	rows, err := tx.w.query(q, args)
	if err != nil {
		tx.broken = true
	}
	return rows, err
}

// QueryRow runs a read that gives one row. A statement with "returning" counts as a write.
func (tx *Tx) QueryRow(q string, args ...any) Row {
	rows, err := tx.w.query(q, args)
	if err != nil {
		tx.broken = true
	}
	return Row{rows: rows, err: err}
}

// ForUpdate is the suffix that locks selected rows: "" where there is one writer anyway.
func (tx *Tx) ForUpdate() string { return tx.w.db.dialect.forUpdate }

// Dirty tells the writer that a statement run through QueryRow changed rows, so that an error must undo it.
func (tx *Tx) Dirty() { tx.writes++ }

// Committed is a bag that wants to know that the shared transaction is durable. It is told by the writer, before the next
// transaction begins; it must be quick.
type Committed interface{ Committed() }

// OnCommit gathers work of many callers: the first call with a key in a batch makes the bag and registers
// before, which runs once, just before the shared commit. It returns the bag. A batch that is tried again
// starts with new bags.
func (tx *Tx) OnCommit(key string, make func() any, before func(tx *Tx, bag any) error) any {
	tx.writes++ // what stands in a bag must be undone with its caller
	for i := range tx.w.bags {
		if tx.w.bags[i].key == key {
			return tx.w.bags[i].bag
		}
	}
	b := bag{key: key, bag: make(), before: before}
	tx.w.bags = append(tx.w.bags, b)
	return b.bag
}

// Peek returns the bag of a key, nil where this batch has none.
func (tx *Tx) Peek(key string) any {
	for i := range tx.w.bags {
		if tx.w.bags[i].key == key {
			return tx.w.bags[i].bag
		}
	}
	return nil
}

// Reader lets functions that take a [Querier] read inside the transaction.
func (tx *Tx) Reader() Querier { return txReader{tx} }

type txReader struct{ tx *Tx }

func (r txReader) Query(_ context.Context, q string, args ...any) (*sql.Rows, error) {
	return r.tx.Query(q, args...)
}

func (r txReader) QueryRow(_ context.Context, q string, args ...any) Row {
	return r.tx.QueryRow(q, args...)
}

type bag struct {
	key    string
	bag    any
	before func(*Tx, any) error
}
