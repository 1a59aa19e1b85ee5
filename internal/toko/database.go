package toko

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

//go:embed schema.sql
var schema string

// schemaVersion is written into the file; a file of another version is refused.
const schemaVersion = 1

// readers is how many reads run at once; there is one writer.
const readers = 4

// querier is a transaction, or the readers.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// database is one SQLite file: WAL, every commit on the disk before it is acknowledged.
type database struct {
	writer *sql.DB // one connection: writers wait in line here instead of failing as busy
	reader *sql.DB
}

func openDatabase(dir string) (*database, error) {
	writer, err := sql.Open("sqlite", dsn(dir, "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)"))
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	writer.SetMaxOpenConns(1)
	db := &database{writer: writer}
	if err := db.prepare(context.Background()); err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	if db.reader, err = sql.Open("sqlite", dsn(dir, "query_only(on)")); err != nil {
		return nil, errors.Join(fmt.Errorf("open: %w", err), writer.Close())
	}
	db.reader.SetMaxOpenConns(readers)
	db.reader.SetMaxIdleConns(readers)
	return db, nil
}

func dsn(dir string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{"busy_timeout(5000)"}, pragmas...)}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.Join(dir, "toko.db")}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// prepare makes the tables of a new file.
func (db *database) prepare(ctx context.Context) error {
	var version int
	if err := db.writer.QueryRowContext(ctx, `pragma user_version`).Scan(&version); err != nil {
		return fmt.Errorf("open: %w", err)
	}
	switch version {
	case schemaVersion:
		return nil
	case 0:
	default:
		return fmt.Errorf("open: toko.db has schema %d, this program %d: use an empty folder", version, schemaVersion)
	}
	return db.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, schema); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `pragma user_version = `+strconv.Itoa(schemaVersion))
		return err
	})
}

// write runs fn in a transaction and commits it unless fn fails.
func (db *database) write(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (db *database) close() error { return errors.Join(db.reader.Close(), db.writer.Close()) }

// instant reads milliseconds of the store as a UTC time.
func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// maybe reads a time that may be null; nil is null in JSON.
func maybe(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	t := instant(ms.Int64)
	return &t
}

// word reads text that may be null.
func word(s sql.NullString) *string {
	if !s.Valid {
		return nil
	}
	return &s.String
}
