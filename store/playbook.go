package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"terang"
)

// The origins of a version of a playbook.
const (
	FromPack    = "pack"
	FromConsole = "console"
)

// PlaybookDraft is what people are writing. ETag names its content.
type PlaybookDraft struct {
	WorkspaceID string
	Playbook    string
	Source      []byte
	Scenarios   []byte // those that are published with it
	ETag        string
	By          string // id of who saved it last
	At          time.Time
}

// PlaybookVersion is a version that was live once.
type PlaybookVersion struct {
	WorkspaceID string
	Playbook    string
	Version     int
	Digest      string // of the source without its version number, so that the same words are known again
	Source      []byte
	Scenarios   []byte
	Origin      string
	Note        string
	Restores    int // the earlier version whose words it brought back, 0 for none
	By          string
	At          time.Time
}

// PlaybookLive says what of a playbook lies over the pack: a version, or that it is off.
type PlaybookLive struct {
	Playbook string
	Version  int
	Off      bool
	By       string
	At       time.Time
}

const draftColumns = `workspace_id, playbook, source, scenarios, etag, saved_by, saved_at`

func scanPlaybookDraft(row scanner) (PlaybookDraft, error) {
	var d PlaybookDraft
	var at int64
	err := row.Scan(&d.WorkspaceID, &d.Playbook, &d.Source, &d.Scenarios, &d.ETag, &d.By, &at)
	d.At = Time(at)
	return d, err
}

// PlaybookDraftOf returns a draft; false where there is none.
func PlaybookDraftOf(ctx context.Context, q Querier, workspaceID, playbook string) (PlaybookDraft, bool, error) {
	d, err := scanPlaybookDraft(q.QueryRow(ctx, `select `+draftColumns+` from playbook_draft where workspace_id = $1 and playbook = $2`, workspaceID, playbook))
	if errors.Is(err, sql.ErrNoRows) {
		return PlaybookDraft{}, false, nil
	}
	if err != nil {
		return d, false, fmt.Errorf("store: playbook draft: %w", err)
	}
	return d, true, nil
}

// PlaybookDrafts returns a workspace's drafts.
func PlaybookDrafts(ctx context.Context, q Querier, workspaceID string) ([]PlaybookDraft, error) {
	rows, err := q.Query(ctx, `select `+draftColumns+` from playbook_draft where workspace_id = $1 order by playbook`, workspaceID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []PlaybookDraft
	for rows.Next() {
		d, err := scanPlaybookDraft(rows)
		if err != nil {
			return nil, fmt.Errorf("store: playbook draft: %w", err)
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// PutPlaybookDraft saves a draft over the one whose etag is was; "" where there must be none. It fails with taken where
// that is not how things stand.
func PutPlaybookDraft(tx *Tx, d PlaybookDraft, was string, taken error) error {
	if was == "" {
		return tx.Expect(taken, `insert into playbook_draft (`+draftColumns+`) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
			d.WorkspaceID, d.Playbook, bytesOf(d.Source), bytesOf(d.Scenarios), d.ETag, d.By, Millis(d.At))
	}
	return tx.Expect(taken, `update playbook_draft set source = $1, scenarios = $2, etag = $3, saved_by = $4, saved_at = $5
		where workspace_id = $6 and playbook = $7 and etag = $8`,
		bytesOf(d.Source), bytesOf(d.Scenarios), d.ETag, d.By, Millis(d.At), d.WorkspaceID, d.Playbook, was)
}

// DeletePlaybookDraft throws a draft away; it fails with gone where the draft is not the one whose etag is given. "" takes
// whatever is there.
func DeletePlaybookDraft(tx *Tx, workspaceID, playbook, etag string, gone error) error {
	if etag == "" {
		return tx.Expect(gone, `delete from playbook_draft where workspace_id = $1 and playbook = $2`, workspaceID, playbook)
	}
	return tx.Expect(gone, `delete from playbook_draft where workspace_id = $1 and playbook = $2 and etag = $3`, workspaceID, playbook, etag)
}

const playbookVersionColumns = `workspace_id, playbook, version, digest, source, scenarios, origin, note, restores, published_by, published_at`

func scanPlaybookVersion(row scanner) (PlaybookVersion, error) {
	var v PlaybookVersion
	var at int64
	err := row.Scan(&v.WorkspaceID, &v.Playbook, &v.Version, &v.Digest, &v.Source, &v.Scenarios, &v.Origin, &v.Note, &v.Restores, &v.By, &at)
	v.At = Time(at)
	return v, err
}

// InsertPlaybookVersion keeps a version for good. It fails with taken where another one got the number first; nil for taken
// leaves that one as it is.
func InsertPlaybookVersion(tx *Tx, v PlaybookVersion, taken error) error {
	return tx.Expect(taken, `insert into playbook_version (`+playbookVersionColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
		v.WorkspaceID, v.Playbook, v.Version, v.Digest, bytesOf(v.Source), bytesOf(v.Scenarios), v.Origin, v.Note, v.Restores, v.By, Millis(v.At))
}

// PlaybookVersionOf returns one version.
func PlaybookVersionOf(ctx context.Context, q Querier, workspaceID, playbook string, version int) (PlaybookVersion, error) {
	v, err := scanPlaybookVersion(q.QueryRow(ctx, `select `+playbookVersionColumns+` from playbook_version where workspace_id = $1 and playbook = $2 and version = $3`,
		workspaceID, playbook, version))
	if errors.Is(err, sql.ErrNoRows) {
		return v, terang.Fail(terang.NotFound, "playbook_version_not_found")
	}
	if err != nil {
		return v, fmt.Errorf("store: playbook version: %w", err)
	}
	return v, nil
}

// PlaybookVersions returns the newest versions of one playbook, newest first; of all of a workspace's playbooks where
// playbook is "", as many of each.
func PlaybookVersions(ctx context.Context, q Querier, workspaceID, playbook string, limit int) ([]PlaybookVersion, error) {
	// Which ones they are is found by the key alone: the texts of all the others are not read.
	rows, err := q.Query(ctx, `select `+playbookVersionColumns+` from playbook_version v join (
			select playbook as book, version as number, row_number() over (partition by playbook order by version desc) as place
			from playbook_version where workspace_id = $1 and (playbook = $2 or $3 = '')) k on k.book = v.playbook and k.number = v.version
		where v.workspace_id = $4 and k.place <= $5 order by playbook, version desc`, workspaceID, playbook, playbook, workspaceID, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []PlaybookVersion
	for rows.Next() {
		v, err := scanPlaybookVersion(rows)
		if err != nil {
			return nil, fmt.Errorf("store: playbook version: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// LivePlaybooks returns what lies over a workspace's pack, and the number of that state.
func LivePlaybooks(ctx context.Context, q Querier, workspaceID string) ([]PlaybookLive, int64, error) {
	number, err := playbookStamp(ctx, q, workspaceID) // first: what is read then is not older
	if err != nil {
		return nil, 0, err
	}
	rows, err := q.Query(ctx, `select playbook, version, is_off, changed_by, changed_at from playbook_live where workspace_id = $1 order by playbook`, workspaceID)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var out []PlaybookLive
	for rows.Next() {
		var l PlaybookLive
		var off, at int64
		if err := rows.Scan(&l.Playbook, &l.Version, &off, &l.By, &at); err != nil {
			return nil, 0, fmt.Errorf("store: live playbook: %w", err)
		}
		l.Off, l.At = off != 0, Time(at)
		out = append(out, l)
	}
	return out, number, rows.Err()
}

func playbookStamp(ctx context.Context, q Querier, workspaceID string) (int64, error) {
	var n int64
	err := q.QueryRow(ctx, `select number from playbook_stamp where workspace_id = $1`, workspaceID).Scan(&n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("store: playbook stamp: %w", err)
	}
	return n, nil
}

// PutLivePlaybook lays a version over the pack, or switches a playbook off, provided that nothing else has become live since
// the state of the number was. It fails with moved otherwise.
func PutLivePlaybook(tx *Tx, workspaceID string, l PlaybookLive, was int64, moved error) error {
	var err error
	if was == 0 {
		err = tx.Expect(moved, `insert into playbook_stamp (workspace_id, number) values ($1, 1) on conflict do nothing`, workspaceID)
	} else {
		err = tx.Expect(moved, `update playbook_stamp set number = number + 1 where workspace_id = $1 and number = $2`, workspaceID, was)
	}
	if err != nil {
		return err
	}
	off := 0
	if l.Off {
		off = 1
	}
	return tx.Do(`insert into playbook_live (workspace_id, playbook, version, is_off, changed_by, changed_at) values ($1, $2, $3, $4, $5, $6)
		on conflict (workspace_id, playbook) do update set version = excluded.version, is_off = excluded.is_off, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
		workspaceID, l.Playbook, l.Version, off, l.By, Millis(l.At))
}

// PlaybookStamps returns the number of each workspace's live state; a workspace that has never changed its pack's is missing.
func PlaybookStamps(ctx context.Context, q Querier) (map[string]int64, error) {
	rows, err := q.Query(ctx, `select workspace_id, number from playbook_stamp`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var ws string
		var n int64
		if err := rows.Scan(&ws, &n); err != nil {
			return nil, fmt.Errorf("store: playbook stamp: %w", err)
		}
		out[ws] = n
	}
	return out, rows.Err()
}

// bytesOf stores nothing as empty rather than as null.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// PlaybookNumber names a version without its bytes.
type PlaybookNumber struct {
	Playbook string
	Version  int
	Digest   string
	Origin   string
}

// PlaybookNumbers returns all versions of a workspace's playbooks, or of one where playbook is not "", newest first.
func PlaybookNumbers(ctx context.Context, q Querier, workspaceID, playbook string) ([]PlaybookNumber, error) {
	rows, err := q.Query(ctx, `select playbook, version, digest, origin from playbook_version
		where workspace_id = $1 and (playbook = $2 or $3 = '') order by playbook, version desc`, workspaceID, playbook, playbook)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []PlaybookNumber
	for rows.Next() {
		var n PlaybookNumber
		if err := rows.Scan(&n.Playbook, &n.Version, &n.Digest, &n.Origin); err != nil {
			return nil, fmt.Errorf("store: playbook version: %w", err)
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// SleepingRefs returns the versions of playbooks, "order_late@3", in which a workspace's runs wait.
func SleepingRefs(ctx context.Context, q Querier, workspaceID string) ([]string, error) {
	rows, err := q.Query(ctx, `select distinct playbook from run where workspace_id = $1 and ended_at = 0`, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("store: sleeping refs: %w", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			return nil, fmt.Errorf("store: sleeping refs: %w", err)
		}
		if strings.Contains(ref, "@") {
			out = append(out, ref)
		}
	}
	return out, rows.Err()
}
