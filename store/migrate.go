package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strconv"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// SchemaVersion is the newest migration that this program knows.
const SchemaVersion = 17

// migrate brings the schema forward, never back. It looks at the version first, so that a start on a large,
// current store costs one query.
func migrate(ctx context.Context, db *DB) error {
	var have string
	var prepared int
	err := db.read.QueryRowContext(ctx, `select s.value, (select count(*) from meta where name = 'search_schema') from meta s where s.name = 'schema'`).Scan(&have, &prepared)
	if err == nil {
		v, err := strconv.Atoi(have)
		if err != nil {
			return fmt.Errorf("store: schema version %q is not a number", have)
		}
		if v > SchemaVersion {
			return fmt.Errorf("store: the data has schema %d, this program knows up to %d: run a newer terang on it", v, SchemaVersion)
		}
		if v == SchemaVersion && prepared > 0 {
			return nil
		}
	}
	dialect := database.DialectSQLite3
	if db.engine == Postgres {
		dialect = database.DialectPostgres
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	p, err := goose.NewProvider(dialect, db.write, files, goose.WithVerbose(false), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	return prepareSearch(ctx, db)
}
