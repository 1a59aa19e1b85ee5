package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// FileName is the name of the SQLite file in the data folder.
const FileName = "terang.db"

// checkpointAfter is the number of commits after which the WAL is moved into the database file, beside the
// writer and not in its way.
const checkpointAfter = 500

func openSQLite(ctx context.Context, cfg Config) (*DB, error) {
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("store: data folder: %w", err)
	}
	path := filepath.Join(cfg.Dir, FileName)
	// secure_delete writes zeros over what was deleted, so that an erased contact is gone from the file too.
	// synchronous=FULL makes every WAL commit wait for fsync (https://sqlite.org/pragma.html#pragma_synchronous).
	common := "_pragma=busy_timeout(5000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=temp_store(memory)&_pragma=secure_delete(on)"
	file := (&url.URL{Scheme: "file", Opaque: path}).String()
	write, err := sql.Open("sqlite", file+"?"+common+"&_pragma=cache_size(-16000)&_pragma=wal_autocheckpoint(8000)")
	if err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	write.SetMaxOpenConns(2) // the writer, and the checkpoints beside it
	if err := write.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", FileName, err), write.Close())
	}
	read, err := sql.Open("sqlite", file+"?"+common+"&_pragma=query_only(1)&_pragma=cache_size(-4000)")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: open: %w", err), write.Close())
	}
	read.SetMaxOpenConns(maxReaders)
	read.SetMaxIdleConns(maxReaders)
	return &DB{
		engine: SQLite, read: read, write: write,
		dialect: dialect{begin: "begin immediate", retryable: retryableSQLite},
	}, nil
}

func retryableSQLite(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// checkpoints moves the WAL when the writer asks for it. Its error is not reported: the next one does the
// same work, and the writer's own limit (wal_autocheckpoint) bounds the file.
func (db *DB) checkpoints() {
	defer close(db.checkpointed)
	for {
		select {
		case <-db.checkpoint:
			_, _ = db.write.ExecContext(context.Background(), "pragma wal_checkpoint(passive)")
		case <-db.done:
			return
		}
	}
}
