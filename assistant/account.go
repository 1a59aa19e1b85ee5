package assistant

import (
	"maps"
	"slices"
	"time"

	"terang"
	"terang/action"
	"terang/engine"
	"terang/store"
)

// calls are those that one turn has made so far, by their key.
type calls map[string]made

// made is a call with its answer, and its line in the account where it was to change something.
type made struct {
	result engine.ActionResult
	line   *store.ActionCall
}

// account notes what a call was and how it came out, without what was in it.
func (a *Assistant) account(c *terang.Conversation, req action.Request, res action.Result, r engine.ActionResult, began time.Time) made {
	m := made{result: r}
	if res.Risk.Grave() {
		m.line = &store.ActionCall{
			WorkspaceID: c.WorkspaceID, ConversationID: c.ID, Key: req.Key, Action: req.Action, Risk: string(res.Risk),
			Status: res.Status, Code: r.ErrorCode, Took: a.Clock().Sub(began), Digest: req.Digest(), At: began.UTC(),
		}
	}
	return m
}

// store writes the lines in the turn's own commit, so that what was answered and what was done are never told apart.
func (c calls) store(tx *store.Tx, seq int64) error {
	for _, key := range slices.Sorted(maps.Keys(c)) {
		if line := c[key].line; line != nil {
			line := *line
			line.Seq = seq
			if err := store.InsertActionCall(tx, line); err != nil {
				return err
			}
		}
	}
	return nil
}
