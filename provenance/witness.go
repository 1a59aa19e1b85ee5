package provenance

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/provenance/receipt"
	"terang/store"
)

// Witness is somebody outside who signs a log's checkpoints after checking that each continues the one before: with one,
// a log cannot be rewritten even by who has its key.
type Witness struct {
	URL string // submission prefix: <URL>/add-checkpoint is called
	Key string // "<name>+<hash>+<base64>", see [receipt.ParseCosigner]
}

type witness struct {
	Witness
	*receipt.Cosigner
}

// Limits of a call to a witness.
const (
	maxWitnesses   = 16
	maxAnswer      = 16 << 10
	witnessPatient = 10 * time.Second
)

func (l *Log) addWitnesses(cfg Config) error {
	for _, w := range cfg.Witnesses {
		c, err := receipt.ParseCosigner(w.Key)
		if err != nil {
			return fmt.Errorf("provenance: witness %q: %w", w.Key, err)
		}
		l.witnesses = append(l.witnesses, witness{w, c})
	}
	if n := len(l.witnesses); cfg.Require < 0 || cfg.Require > n || n > maxWitnesses {
		return fmt.Errorf("provenance: %d witnesses are required, %d are named", cfg.Require, n)
	}
	if l.client == nil {
		l.client = &http.Client{Timeout: witnessPatient}
	}
	return nil
}

// Witness asks every witness to sign the log as it is now, and keeps the checkpoint with their signatures. It is an error
// if fewer sign than are required; the ones that did are named in no error.
func (l *Log) Witness(ctx context.Context, workspaceID string) error {
	h, err := l.head(ctx, workspaceID)
	if err != nil || h.size == 0 {
		return err
	}
	old, _, err := l.witnessed(ctx, workspaceID)
	if err != nil {
		return err
	}
	signed := bytes.Clone(h.signed)
	have := 0
	var failed []error
	for _, w := range l.witnesses {
		lines, err := l.ask(ctx, w, workspaceID, &h, old)
		if err != nil {
			failed = append(failed, fmt.Errorf("provenance: witness %s: %w", w.Name(), err))
			continue
		}
		have++
		signed = append(signed, lines...)
	}
	if have > 0 && have >= l.require {
		if err := l.keepWitnessed(ctx, workspaceID, h.size, signed); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

// ask submits the log to one witness. Where the witness last signed another size than we think, it says which, and is
// asked once more.
func (l *Log) ask(ctx context.Context, w witness, workspaceID string, h *head, old int64) ([]byte, error) {
	for range 2 {
		if old > h.size {
			return nil, fmt.Errorf("it has signed %d leaves, the log has %d: the log was cut", old, h.size)
		}
		body, err := l.consistency(ctx, workspaceID, old, &h.tree, h.signed)
		if err != nil {
			return nil, err
		}
		status, answer, err := l.post(ctx, strings.TrimSuffix(w.URL, "/")+"/add-checkpoint", body)
		switch {
		case err != nil:
			return nil, err
		case status == http.StatusOK:
			return cosignatures(h.signed, answer, w)
		case status != http.StatusConflict:
			return nil, fmt.Errorf("it answered %d", status)
		}
		size, err := strconv.ParseInt(strings.TrimSuffix(string(answer), "\n"), 10, 64)
		if err != nil || size < 0 || size == old {
			return nil, errors.New("it has another log of this size: the log was forked")
		}
		old = size
	}
	return nil, errors.New("its size keeps changing")
}

func (l *Log) post(ctx context.Context, url string, body []byte) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, errors.New("its address is none")
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	res, err := l.client.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("it cannot be reached: %w", err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil || len(answer) > maxAnswer {
		return 0, nil, errors.New("its answer broke off or is too long")
	}
	return res.StatusCode, answer, nil
}

// cosignatures takes the lines of an answer that are this witness's signatures of the checkpoint; others are dropped.
func cosignatures(signed, answer []byte, w witness) ([]byte, error) {
	n, err := note.Open(append(bytes.Clone(signed), answer...), note.VerifierList(w))
	if err != nil {
		return nil, errors.New("its answer has no signature of it that fits")
	}
	var out []byte
	for _, s := range n.Sigs {
		out = append(out, "— "+s.Name+" "+s.Base64+"\n"...)
	}
	return out, nil
}

func (l *Log) keepWitnessed(ctx context.Context, workspaceID string, size int64, signed []byte) error {
	return l.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`insert into log_witnessed (workspace_id, size, signed, at) values ($1, $2, $3, $4)
			on conflict (workspace_id) do update set size = excluded.size, signed = excluded.signed, at = excluded.at where log_witnessed.size <= excluded.size`,
			workspaceID, size, string(signed), store.Millis(l.clock()))
		return err
	})
}

// witnessed returns the newest checkpoint that witnesses signed, size 0 for none.
func (l *Log) witnessed(ctx context.Context, workspaceID string) (int64, []byte, error) {
	if len(l.witnesses) == 0 {
		return 0, nil, nil
	}
	var size int64
	var signed string
	err := l.db.QueryRow(ctx, `select size, signed from log_witnessed where workspace_id = $1`, workspaceID).Scan(&size, &signed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, nil, fmt.Errorf("provenance: witnessed: %w", err)
	}
	return size, []byte(signed), nil
}

// enough reports whether a checkpoint has the signatures that are required now; they may have been fewer when it was kept.
func (l *Log) enough(signed []byte) bool {
	have := 0
	for _, w := range l.witnesses {
		if have == l.require {
			break
		}
		if _, err := note.Open(signed, note.VerifierList(w)); err == nil {
			have++
		}
	}
	return have >= l.require
}

// published returns the log as it is published: as it is now, or where witnesses must sign as they last signed it. A
// witnessed checkpoint that has this size or holds the leaf atLeast is preferred: it proves more.
func (l *Log) published(ctx context.Context, workspaceID string, atLeast int64) (head, error) {
	h, err := l.head(ctx, workspaceID)
	if err != nil || len(l.witnesses) == 0 {
		return h, err
	}
	size, signed, err := l.witnessed(ctx, workspaceID)
	if err != nil {
		return h, err
	}
	if size > 0 && !l.enough(signed) {
		size = 0
	}
	switch {
	case size == h.size && size > 0, atLeast >= 0 && size > atLeast, l.require > 0 && size > 0 && atLeast < 0:
	case l.require > 0:
		return h, terang.Fail(terang.Unavailable, "log_not_witnessed")
	default:
		return h, nil
	}
	if h.signed, h.verifier, err = l.signedBy(ctx, workspaceID, &h, signed); err != nil || size == h.size {
		return h, err
	}
	h.tree, err = l.prover(ctx, workspaceID, size).treeAt(size)
	return h, err
}

// signedBy names the key that signed a kept checkpoint: after a rotation it may be an older one, whose chain is shorter.
func (l *Log) signedBy(ctx context.Context, workspaceID string, h *head, signed []byte) ([]byte, string, error) {
	if _, err := openBy(signed, h.verifier); err == nil {
		return signed, h.verifier, nil
	}
	keys, err := l.verifiers(ctx, workspaceID)
	if err != nil {
		return nil, "", err
	}
	for i, k := range slices.Backward(keys) {
		if _, err := openBy(signed, k.Verifier); err == nil {
			h.chain = h.chain[:min(i, len(h.chain))]
			return signed, k.Verifier, nil
		}
	}
	return nil, "", errors.New("provenance: the witnessed checkpoint was signed by no key of the log")
}

func openBy(signed []byte, verifier string) (tlog.Tree, error) {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return tlog.Tree{}, err
	}
	_, t, err := receipt.OpenCheckpoint(signed, v)
	return t, err
}

// consistency writes the proof that a tree continues the one of an older size, with its checkpoint: the body of a
// witness's add-checkpoint.
func (l *Log) consistency(ctx context.Context, workspaceID string, old int64, t *tree, signed []byte) ([]byte, error) {
	b := fmt.Appendf(nil, "old %d\n", old)
	if old > 0 && old < t.size {
		proof, err := tlog.ProveTree(t.size, old, l.prover(ctx, workspaceID, t.size))
		if err != nil {
			return nil, fmt.Errorf("provenance: consistency of %d with %d: %w", t.size, old, err)
		}
		for _, h := range proof {
			b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
		}
	}
	return append(append(b, '\n'), signed...), nil
}
