package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"terang/store"
	"terang/store/storetest"
)

func put(tx *store.Tx, name, value string) error {
	_, err := tx.Exec(`insert into meta (name, value) values ($1, $2)`, name, value)
	return err
}

func count(t *testing.T, db *store.DB, like string) int {
	t.Helper()
	var n int
	if err := db.QueryRow(context.Background(), `select count(*) from meta where name like $1`, like).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWritersShareCommitsAndEachIsDurableWhenAnswered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		before := db.Stats()
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				name := fmt.Sprintf("k%d", i)
				if err := db.Write(context.Background(), func(tx *store.Tx) error { return put(tx, name, "v") }); err != nil {
					t.Error(err)
				}
				if n := count(t, db, name); n != 1 {
					t.Errorf("%s was answered but is not there", name)
				}
			})
		}
		wg.Wait()
		if commits := db.Stats().Commits - before.Commits; commits >= 200 {
			t.Errorf("200 callers took %d commits: nobody shared one", commits)
		}
	})
}

func TestAFailingCallerUndoesOnlyItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		mine := errors.New("mine")
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				err := db.Write(context.Background(), func(tx *store.Tx) error {
					if err := put(tx, fmt.Sprintf("f%d", i), "v"); err != nil {
						return err
					}
					if i%10 == 3 {
						return mine
					}
					return nil
				})
				if want := i%10 == 3; errors.Is(err, mine) != want {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db, "f%"); n != 90 {
			t.Errorf("%d rows, want 90", n)
		}
	})
}

func TestAStatementErrorUndoesOnlyItsCaller(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				err := db.Write(context.Background(), func(tx *store.Tx) error {
					if i%7 == 0 {
						_, err := tx.Exec(`insert into no_such_table (a) values ($1)`, 1)
						return err
					}
					return put(tx, fmt.Sprintf("g%d", i), "v")
				})
				if (err != nil) != (i%7 == 0) {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db, "g%"); n != 42 {
			t.Errorf("%d rows, want 42", n)
		}
	})
}

func TestBagsAreFilledByAllAndWrittenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		type bag struct{ names []string }
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				err := db.Write(context.Background(), func(tx *store.Tx) error {
					b := tx.OnCommit("names", func() any { return &bag{} }, func(tx *store.Tx, a any) error {
						for _, n := range a.(*bag).names {
							if err := put(tx, n, "v"); err != nil {
								return err
							}
						}
						return nil
					}).(*bag)
					b.names = append(b.names, fmt.Sprintf("b%d", i))
					if i%6 == 0 {
						return errors.New("changed my mind")
					}
					return nil
				})
				if (err != nil) != (i%6 == 0) {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db, "b%"); n != 50 {
			t.Errorf("%d rows, want 50", n)
		}
	})
}

func TestAnExpectationThatFailsUndoesOnlyItsCaller(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		none := errors.New("no such row")
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				err := db.Write(context.Background(), func(tx *store.Tx) error {
					if err := tx.Do(`insert into meta (name, value) values ($1, $2)`, fmt.Sprintf("e%d", i), "v"); err != nil {
						return err
					}
					if i%5 == 2 {
						return tx.Expect(none, `update meta set value = 'x' where name = $1`, "nobody")
					}
					return tx.Expect(none, `update meta set value = 'x' where name = $1`, fmt.Sprintf("e%d", i))
				})
				if errors.Is(err, none) != (i%5 == 2) {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, db, "e%"); n != 48 {
			t.Errorf("%d rows, want 48", n)
		}
	})
}

func TestANewerSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(context.Background(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(`update meta set value = '99' where name = 'schema'`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(context.Background(), store.Config{Dir: dir}); err == nil {
		t.Fatal("a schema of the future was opened")
	}
}

func TestAClosedStoreRefusesAndHasEverything(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(context.Background(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), func(tx *store.Tx) error { return put(tx, "c1", "v") }); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), func(tx *store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Fatalf("a closed store answered %v", err)
	}
	again := storetest.Open(t, store.Config{Dir: dir})
	if n := count(t, again, "c1"); n != 1 {
		t.Fatal("what was written before the close is gone")
	}
}

func BenchmarkWrite(b *testing.B) {
	db := storetest.SQLite(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_ = db.Write(context.Background(), func(tx *store.Tx) error {
				_, err := tx.Exec(`update meta set value = $1 where name = 'schema'`, "1")
				return err
			})
		}
	})
}
