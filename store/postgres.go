package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib" // also registers the driver "pgx"
)

// Codes of PostgreSQL that ask for the transaction to be run again
// (https://www.postgresql.org/docs/15/errcodes-appendix.html).
const (
	pgSerializationFailure = "40001"
	pgDeadlock             = "40P01"
	pgUniqueViolation      = "23505"
)

func openPostgres(ctx context.Context, cfg Config) (*DB, error) {
	write, err := sql.Open("pgx", cfg.Postgres)
	if err != nil {
		return nil, fmt.Errorf("store: open postgres: %w", err)
	}
	write.SetMaxOpenConns(2)
	if err := write.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store: reach postgres: %w", err), write.Close())
	}
	read, err := sql.Open("pgx", cfg.Postgres)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: open postgres: %w", err), write.Close())
	}
	read.SetMaxOpenConns(maxReaders)
	read.SetMaxIdleConns(maxReaders)
	return &DB{
		engine: Postgres, read: read, write: write,
		dialect: dialect{pipeline: true, begin: "begin", forUpdate: " for update", planned: []any{pgx.QueryExecModeExec}, retryable: retryablePostgres},
	}, nil
}

// A unique violation is retried because two nodes may have raced for the same key: the second run sees the
// first one's row and takes the other branch.
func retryablePostgres(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == pgSerializationFailure || e.Code == pgDeadlock || e.Code == pgUniqueViolation
}

// sendLine sends the queued statements in one go and reads their answers in order. It returns the callers whose statement
// changed no row although it had to.
func sendLine(conn *sql.Conn, line []queued) (failed map[*job]error, err error) {
	var b pgx.Batch
	for _, q := range line {
		b.Queue(q.sql, q.args...)
	}
	err = conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("store: the connection is %T, not pgx", driver)
		}
		answers := c.Conn().SendBatch(context.Background(), &b)
		for _, q := range line {
			tag, err := answers.Exec()
			if err != nil {
				return errors.Join(fmt.Errorf("store: exec: %w", err), answers.Close())
			}
			if tag.RowsAffected() == 0 && q.none != nil {
				if failed == nil {
					failed = make(map[*job]error)
				}
				failed[q.job] = q.none
			}
		}
		return answers.Close()
	})
	return failed, err
}
