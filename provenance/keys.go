package provenance

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"

	"terang"
	"terang/provenance/receipt"
	"terang/store"
)

// Rotate gives a workspace's log a new signing key and destroys the old one. What the old key signed stays good: it is
// published with the size up to which it holds, and with a note by which it names the new one, so that who trusts the old
// key needs nobody to trust the new one. It returns the new key.
func (l *Log) Rotate(ctx context.Context, workspaceID string) (receipt.Key, error) {
	var next receipt.Key
	err := l.db.Write(ctx, func(tx *store.Tx) error {
		var origin, signer, verifier string
		var size int64
		err := tx.QueryRow(`select origin, size, signer, verifier from log where workspace_id = $1`+tx.ForUpdate(), workspaceID).Scan(&origin, &size, &signer, &verifier)
		if errors.Is(err, sql.ErrNoRows) {
			return terang.Fail(terang.NotFound, "log_not_found")
		}
		if err != nil {
			return err
		}
		newSigner, newVerifier, err := note.GenerateKey(l.random, origin)
		if err != nil {
			return err
		}
		now := l.clock().UTC().Truncate(time.Second)
		s := receipt.Succession{Origin: origin, Next: newVerifier, Size: size, At: now}
		signed, err := signBoth(s.Text(), signer, newSigner)
		if err != nil {
			return err
		}
		n, err := retireKey(tx, workspaceID, verifier, size, now)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`update log set signer = $1, verifier = $2 where workspace_id = $3`, newSigner, newVerifier, workspaceID); err != nil {
			return err
		}
		next = receipt.Key{Verifier: newVerifier, From: size, Since: now.Format(time.RFC3339), Chain: string(signed)}
		return insertKey(tx, workspaceID, n+1, next, now)
	})
	if err != nil {
		return receipt.Key{}, fmt.Errorf("provenance: rotate: %w", err)
	}
	return next, nil
}

func signBoth(text string, signers ...string) ([]byte, error) {
	keys := make([]note.Signer, len(signers))
	for i, s := range signers {
		key, err := note.NewSigner(s)
		if err != nil {
			return nil, errors.New("provenance: the signing key is damaged")
		}
		keys[i] = key
	}
	return note.Sign(&note.Note{Text: text}, keys...)
}

// retireKey dates the end of the key in use and returns its number.
func retireKey(tx *store.Tx, workspaceID, verifier string, size int64, at time.Time) (int64, error) {
	var n int64
	if err := tx.QueryRow(`select n from log_key where workspace_id = $1 and verifier = $2`, workspaceID, verifier).Scan(&n); err != nil {
		return 0, fmt.Errorf("provenance: keys: %w", err)
	}
	_, err := tx.Exec(`update log_key set to_size = $1, until = $2 where workspace_id = $3 and n = $4`, size, store.Millis(at), workspaceID, n)
	return n, err
}

func insertKey(tx *store.Tx, workspaceID string, n int64, k receipt.Key, at time.Time) error {
	_, err := tx.Exec(`insert into log_key (workspace_id, n, verifier, from_size, since, chain) values ($1, $2, $3, $4, $5, $6)`,
		workspaceID, n, k.Verifier, k.From, store.Millis(at), k.Chain)
	return err
}

// Keys returns the keys of a workspace's log, as they are published: all that ever signed, the oldest first, with the
// witnesses that sign with it.
func (l *Log) Keys(ctx context.Context, workspaceID string) (receipt.KeyList, error) {
	out := receipt.KeyList{Keys: []receipt.Key{}, Required: l.require}
	for _, w := range l.witnesses {
		out.Witnesses = append(out.Witnesses, w.Key)
	}
	rows, err := l.db.Query(ctx, `select g.origin, k.verifier, k.from_size, k.since, k.to_size, k.until, k.chain from log_key k
		join log g on g.workspace_id = k.workspace_id where k.workspace_id = $1 order by k.n`, workspaceID)
	if err != nil {
		return out, fmt.Errorf("provenance: keys: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var k receipt.Key
		var since, until int64
		if err := rows.Scan(&out.Origin, &k.Verifier, &k.From, &since, &k.To, &until, &k.Chain); err != nil {
			return out, fmt.Errorf("provenance: keys: %w", err)
		}
		k.Since = store.Time(since).UTC().Format(time.RFC3339)
		if until > 0 {
			k.Until = store.Time(until).UTC().Format(time.RFC3339)
		}
		out.Keys = append(out.Keys, k)
	}
	if err := rows.Err(); err != nil {
		return out, fmt.Errorf("provenance: keys: %w", err)
	}
	if len(out.Keys) == 0 {
		return out, terang.Fail(terang.NotFound, "log_not_found")
	}
	return out, nil
}

// verifiers are all keys of a log, to open what any of them signed.
func (l *Log) verifiers(ctx context.Context, workspaceID string) ([]receipt.Key, error) {
	list, err := l.Keys(ctx, workspaceID)
	return list.Keys, err
}

// chainOf returns the notes that lead to the key in use.
func (l *Log) chainOf(ctx context.Context, workspaceID string) ([][]byte, error) {
	rows, err := l.db.Query(ctx, `select chain from log_key where workspace_id = $1 and chain <> '' order by n`, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("provenance: keys: %w", err)
	}
	defer rows.Close()
	var out [][]byte
	for rows.Next() {
		var signed string
		if err := rows.Scan(&signed); err != nil {
			return nil, fmt.Errorf("provenance: keys: %w", err)
		}
		out = append(out, []byte(signed))
	}
	return out, rows.Err()
}
