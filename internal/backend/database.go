package backend

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"hash/crc32"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

//go:embed schema.sql
var schema string

// readers is how many reads run at once; there is one writer.
const readers = 4

// Querier is a transaction, or the readers.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// database is one SQLite file: WAL, every commit on the disk before it is acknowledged.
type database struct {
	writer *sql.DB // one connection: writers wait in line here instead of failing as busy
	reader *sql.DB
}

func openDatabase(dir, name, own string) (*database, error) {
	file := filepath.Join(dir, name+".db")
	writer, err := sql.Open("sqlite", dsn(file, "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)"))
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	writer.SetMaxOpenConns(1)
	db := &database{writer: writer}
	if err := db.prepare(context.Background(), schema+"\n"+own); err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	if db.reader, err = sql.Open("sqlite", dsn(file, "query_only(on)")); err != nil {
		return nil, errors.Join(fmt.Errorf("open: %w", err), writer.Close())
	}
	db.reader.SetMaxOpenConns(readers)
	db.reader.SetMaxIdleConns(readers)
	return db, nil
}

func dsn(file string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{"busy_timeout(5000)"}, pragmas...)}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// prepare makes the tables of a new file. The digest of the tables is written into the file, and one with other
// tables is refused: these are made-up worlds, which are thrown away rather than migrated.
func (db *database) prepare(ctx context.Context, tables string) error {
	version := int(crc32.ChecksumIEEE([]byte(tables)) >> 1) // positive in SQLite's 32 bits
	var found int
	if err := db.writer.QueryRowContext(ctx, `pragma user_version`).Scan(&found); err != nil {
		return fmt.Errorf("open: %w", err)
	}
	switch found {
	case version:
		return nil
	case 0:
	default:
		return errors.New("open: the database is of another version of this program: use an empty folder")
	}
	return db.write(ctx, func(tx Querier) error {
		if _, err := tx.ExecContext(ctx, tables); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `pragma user_version = `+strconv.Itoa(version))
		return err
	})
}

// write runs fn in a transaction and commits it unless fn fails.
func (db *database) write(ctx context.Context, fn func(Querier) error) error {
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

// Scanner is a row: of *sql.Row or *sql.Rows.
type Scanner interface{ Scan(dest ...any) error }

// Instant reads milliseconds of the store as a UTC time.
func Instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// Maybe reads a time that may be null; nil is null in JSON.
func Maybe(ms sql.NullInt64) *time.Time {
	if !ms.Valid {
		return nil
	}
	t := Instant(ms.Int64)
	return &t
}

// Word reads text that may be null.
func Word(s sql.NullString) *string {
	if !s.Valid {
		return nil
	}
	return &s.String
}
