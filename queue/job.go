package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"terang/store"
)

// Job is a piece of work that outlives the process: a call to a subscriber, a reminder at a time.
type Job struct {
	ID          string // given, so that the same job is never queued twice; "" makes one
	WorkspaceID string
	Kind        string          // which handler
	Key         string          // jobs with the same key run one after the other, in the order of queueing; "" for none
	Payload     json.RawMessage // ids, not texts: a handler reads what is true when it runs
	RunAt       time.Time       // zero for now
	Attempts    int             // tries so far, this one included
	LastError   string          // of the try before
	DeadAt      time.Time       // when it was given up, zero while it lives
	CreatedAt   time.Time

	leaseUntil int64
}

const jobColumns = `j.id, j.workspace_id, j.kind, j.key, j.payload, j.run_at, j.attempts, j.last_error, j.dead_at, j.created_at, j.lease_until`

type row interface{ Scan(dest ...any) error }

func scanJob(r row) (Job, error) {
	var j Job
	var payload string
	var runAt, dead, created int64
	if err := r.Scan(&j.ID, &j.WorkspaceID, &j.Kind, &j.Key, &payload, &runAt, &j.Attempts, &j.LastError, &dead, &created, &j.leaseUntil); err != nil {
		return j, fmt.Errorf("queue: read a job: %w", err)
	}
	j.Payload, j.RunAt, j.DeadAt, j.CreatedAt = json.RawMessage(payload), store.Time(runAt), store.Time(dead), store.Time(created)
	return j, nil
}

// insertJob stores a job, unless one with its id is there already.
func insertJob(tx *store.Tx, j *Job) error {
	if len(j.Payload) == 0 {
		j.Payload = json.RawMessage("null")
	}
	_, err := tx.Exec(`insert into job (id, workspace_id, kind, key, payload, run_at, created_at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (id) do nothing`, j.ID, j.WorkspaceID, j.Kind, j.Key, string(j.Payload), store.Millis(j.RunAt), store.Millis(j.CreatedAt))
	return err
}

// lease takes due jobs for this node. A job with a key waits for those of the same key before it. A lease
// that has run out belonged to a node that died, and is taken over.
func lease(tx *store.Tx, node string, now, until time.Time, limit int) ([]Job, error) {
	q := `select ` + jobColumns + ` from job j where j.dead_at = 0 and j.run_at <= $1 and j.lease_until <= $1 and (j.key = '' or not exists (
		select 1 from job k where k.key = j.key and k.key <> '' and k.dead_at = 0 and
			(k.created_at < j.created_at or (k.created_at = j.created_at and k.id < j.id)))) order by j.run_at limit $2`
	if lock := tx.ForUpdate(); lock != "" {
		q += lock + " of j skip locked"
	}
	jobs, err := readJobs(tx, q, store.Millis(now), limit)
	if err != nil {
		return nil, err
	}
	for i := range jobs {
		jobs[i].Attempts++
		jobs[i].leaseUntil = store.Millis(until)
		if _, err := tx.Exec(`update job set lease_until = $1, lease_node = $2, attempts = $3 where id = $4`,
			jobs[i].leaseUntil, node, jobs[i].Attempts, jobs[i].ID); err != nil {
			return nil, err
		}
	}
	return jobs, nil
}

func readJobs(tx *store.Tx, q string, args ...any) ([]Job, error) {
	rows, err := tx.Query(q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var jobs []Job
	for rows.Next() {
		j, err := scanJob(rows)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	return jobs, rows.Err()
}

// nextDue returns when the next job may run: the next run_at to come, or the end of a lease that some node
// may have left behind; zero where nothing waits.
func nextDue(tx *store.Tx, now time.Time) (time.Time, error) {
	var at int64
	for _, q := range []string{
		`select coalesce(min(run_at), 0) from job where dead_at = 0 and run_at > $1`,
		`select coalesce(min(lease_until), 0) from job where dead_at = 0 and run_at <= $1 and lease_until > $1`,
	} {
		var one int64
		if err := tx.QueryRow(q, store.Millis(now)).Scan(&one); err != nil {
			return time.Time{}, fmt.Errorf("queue: next due: %w", err)
		}
		if one > 0 && (at == 0 || one < at) {
			at = one
		}
	}
	return store.Time(at), nil
}

// remove deletes a job whose lease is still ours. It is no error if it is not: then another node has it.
func remove(tx *store.Tx, node string, j Job) error {
	_, err := tx.Exec(`delete from job where id = $1 and lease_node = $2 and lease_until = $3`, j.ID, node, j.leaseUntil)
	return err
}

// postpone gives a job back for a later try. Those behind it with the same key are moved too, so that
// looking for due work never wades through what cannot run.
func postpone(tx *store.Tx, node string, j Job, at time.Time, cause string, counts bool) error {
	attempts := j.Attempts
	if !counts {
		attempts--
	}
	n, err := tx.Exec(`update job set run_at = $1, lease_until = 0, lease_node = '', attempts = $2, last_error = $3 where id = $4 and lease_node = $5 and lease_until = $6`,
		store.Millis(at), attempts, cause, j.ID, node, j.leaseUntil)
	if err != nil || n == 0 || j.Key == "" {
		return err
	}
	_, err = tx.Exec(`update job set run_at = $1 where key = $2 and key <> '' and dead_at = 0 and run_at < $1`, store.Millis(at), j.Key)
	return err
}

// bury keeps a job that was tried often enough, for people to look at; what waited behind it may run.
func bury(tx *store.Tx, node string, j Job, now time.Time, cause string) error {
	_, err := tx.Exec(`update job set dead_at = $1, lease_until = 0, lease_node = '', last_error = $2 where id = $3 and lease_node = $4 and lease_until = $5`,
		store.Millis(now), cause, j.ID, node, j.leaseUntil)
	return err
}

// Dead returns jobs of a workspace that were given up, latest first.
func Dead(ctx context.Context, q store.Querier, workspaceID string, limit int) ([]Job, error) {
	rows, err := q.Query(ctx, `select `+jobColumns+` from job j where j.workspace_id = $1 and j.dead_at > 0 order by j.dead_at desc limit $2`, workspaceID, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Job
	for rows.Next() {
		j, err := scanJob(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, rows.Err()
}

// Depth is how much work there is, for metrics.
type Depth struct{ Waiting, Dead int }

// CountJobs counts the jobs of all workspaces.
func CountJobs(ctx context.Context, q store.Querier) (Depth, error) {
	var d Depth
	err := q.QueryRow(ctx, `select coalesce(sum(case when dead_at = 0 then 1 else 0 end), 0), coalesce(sum(case when dead_at > 0 then 1 else 0 end), 0) from job`).Scan(&d.Waiting, &d.Dead)
	if err != nil {
		return d, fmt.Errorf("queue: count: %w", err)
	}
	return d, nil
}
