package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
)

// Codes of PostgreSQL that ask for the transaction to be run again
// (https://www.postgresql.org/docs/15/errcodes-appendix.html).
const (
	pgSerializationFailure = "40001"
	pgDeadlock             = "40P01"
	pgUniqueViolation      = "23505"
)

// postgresWriters is how many transactions a node forms at once. They queue for the log's row only to commit.
const postgresWriters = 4

func openPostgres(ctx context.Context, cfg Config) (*DB, error) {
	write, err := sql.Open("pgx", cfg.Postgres)
	if err != nil {
		return nil, fmt.Errorf("store: open postgres: %w", err)
	}
	write.SetMaxOpenConns(postgresWriters + 1)
	write.SetMaxIdleConns(postgresWriters + 1)
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
		dialect: dialect{writers: postgresWriters, begin: "begin", forUpdate: " for update", retryable: retryablePostgres},
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
