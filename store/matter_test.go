package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

// row reads one row of numbers.
func row(t *testing.T, db *store.DB, n int, sql string, args ...any) []int64 {
	t.Helper()
	out, dest := make([]int64, n), make([]any, n)
	for i := range out {
		dest[i] = &out[i]
	}
	if err := db.QueryRow(context.Background(), sql, args...).Scan(dest...); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAMatterKnowsHowItEnded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		noon := time.UnixMilli(1_800_000_000_000).UTC()
		write := writes(t, db)
		yes, no := true, false
		matter := func(id, conv, person, topic string, at time.Time, c store.MatterChange) {
			write(func(tx *store.Tx) error {
				return store.InsertMatter(tx, store.Matter{
					ID: id, WorkspaceID: "ws", ConversationID: conv, ContactID: "con", Person: person, Topic: topic, StartedAt: at, MatterChange: c,
				})
			})
		}
		matter("a", "cnv_1", "p", "refund", noon, store.MatterChange{Low: &yes})
		matter("b", "cnv_1", "p", "hours", noon.Add(time.Minute), store.MatterChange{Outcome: store.MatterAnswered})
		write(func(tx *store.Tx) error {
			return store.EndMatter(tx, "cnv_1", "refund", store.MatterChange{Outcome: store.MatterSolved, Low: &no, Handed: &yes}, noon.Add(time.Hour))
		})
		write(func(tx *store.Tx) error { return store.ConfirmMatter(tx, "cnv_1", noon.Add(2*time.Hour)) })
		const all = `select ended_at, confirmed_at, handed_at, low from matter where id = $1`
		if got := row(t, db, 4, all, "a"); got[0] != store.Millis(noon.Add(time.Hour)) || got[1] != 0 || got[2] == 0 || got[3] != 0 {
			t.Errorf("refund: %v", got)
		}
		if got := row(t, db, 4, all, "b"); got[0] != store.Millis(noon.Add(2*time.Hour)) || got[1] != got[0] {
			t.Errorf("hours: %v", got)
		}
	})
}

func TestAMatterThatComesAgainSoonWasNotSettled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		noon := time.UnixMilli(1_800_000_000_000).UTC()
		write := writes(t, db)
		came := func(id, person, topic string, at time.Time) {
			write(func(tx *store.Tx) error {
				if err := store.InsertMatter(tx, store.Matter{ID: id, WorkspaceID: "ws", ConversationID: id, ContactID: id, Person: person, Topic: topic, StartedAt: at}); err != nil {
					return err
				}
				return store.CameBack(tx, "ws", person, topic, id, at)
			})
		}
		came("1", "x:p", "refund", noon)
		came("2", "x:p", "hours", noon)
		came("3", "x:q", "refund", noon.Add(time.Hour))
		came("4", "x:p", "refund", noon.Add(71*time.Hour))
		came("5", "x:p", "refund", noon.Add((71+73)*time.Hour))
		came("6", "con_6", "hours", noon.Add(time.Hour)) // nobody knows yet that this is p
		back := func(id string) int64 {
			return row(t, db, 1, `select back_at from matter where id = $1`, id)[0]
		}
		if back("1") != store.Millis(noon.Add(71*time.Hour)) || back("2")+back("3")+back("4")+back("5") != 0 {
			t.Errorf("came back at %d %d %d %d %d", back("1"), back("2"), back("3"), back("4"), back("5"))
		}
		write(func(tx *store.Tx) error { return store.MergePerson(tx, "ws", "con_6", "x:p", noon) })
		if back("2") != store.Millis(noon.Add(time.Hour)) || back("6") != 0 {
			t.Errorf("after it is known who it is, came back at %d, %d", back("2"), back("6"))
		}
	})
}

func TestMattersOfAPersonAreReadAndErased(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, noon := context.Background(), time.UnixMilli(1_800_000_000_000).UTC()
		write := writes(t, db)
		k := terang.Contact{ID: "con_1", WorkspaceID: "ws", ExternalID: "CUS-1", Language: terang.Indonesian, CreatedAt: noon}
		write(func(tx *store.Tx) error { return store.InsertContact(tx, k) })
		for i, topic := range []string{"hours", "refund", "hours", "order"} {
			write(func(tx *store.Tx) error {
				return store.InsertMatter(tx, store.Matter{
					ID: string(rune('a' + i)), WorkspaceID: "ws", ConversationID: "cnv", ContactID: k.ID, Person: store.PersonOf(k), Topic: topic,
					StartedAt: noon.Add(time.Duration(i) * time.Hour), MatterChange: store.MatterChange{Confirmed: i == 1},
				})
			})
		}
		write(func(tx *store.Tx) error {
			return store.InsertHandOver(tx, store.HandOver{ID: "ho", WorkspaceID: "ws", ConversationID: "cnv", ContactID: k.ID, At: noon, Reason: terang.ReasonAsked})
		})
		got, err := store.Contact(ctx, db, "ws", k.ID)
		want := []terang.Matter{{Topic: "refund", At: noon.Add(time.Hour), Solved: true}, {Topic: "hours", At: noon.Add(2 * time.Hour)}, {Topic: "order", At: noon.Add(3 * time.Hour)}}
		if err != nil || !slices.Equal(got.Matters, want) {
			t.Errorf("%v, %v", got.Matters, err)
		}
		first, err := store.MattersOf(ctx, db, "ws", store.PersonOf(k), time.Time{}, "", 3)
		if err != nil || len(first) != 3 || first[2].ID != "c" {
			t.Fatalf("%+v, %v", first, err)
		}
		rest, err := store.MattersOf(ctx, db, "ws", store.PersonOf(k), first[2].StartedAt, first[2].ID, 3)
		if err != nil || len(rest) != 1 || rest[0].Topic != "order" {
			t.Errorf("%+v, %v", rest, err)
		}
		write(func(tx *store.Tx) error { return store.EraseKnown(tx, "ws", k.ID, noon) })
		if got, err = store.Contact(ctx, db, "ws", k.ID); err != nil || len(got.Matters) > 0 {
			t.Errorf("after the erasure: %v, %v", got.Matters, err)
		}
		if n := row(t, db, 2, `select (select count(*) from matter), (select count(*) from hand_over where contact_id = '' and agent_id = '')`); n[0] != 0 || n[1] != 1 {
			t.Errorf("%d matters are left, %d hand-overs without a name", n[0], n[1])
		}
	})
}

func TestAHandOverIsFollowedToItsEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		noon := time.UnixMilli(1_800_000_000_000).UTC()
		write := writes(t, db)
		for _, id := range []string{"ho_1", "ho_2"} {
			write(func(tx *store.Tx) error {
				return store.InsertHandOver(tx, store.HandOver{
					ID: id, WorkspaceID: "ws", ConversationID: "cnv", ContactID: "con", Seq: 4, At: noon, Reason: terang.ReasonAsked, Score: 55, FactsKnown: 5, FactsPassed: 4,
				})
			})
			at := func(d time.Duration) time.Time { return noon.Add(d) }
			write(func(tx *store.Tx) error { return store.RateHandOver(tx, "cnv", 5, 5) }) // nobody helped yet
			write(func(tx *store.Tx) error { return store.ClaimHandOver(tx, "cnv", "agt_1", at(time.Minute)) })
			write(func(tx *store.Tx) error { return store.ClaimHandOver(tx, "cnv", "agt_2", at(2*time.Minute)) })
			write(func(tx *store.Tx) error { return store.SpokenHandOver(tx, "cnv", 1, at(3*time.Minute)) })
			write(func(tx *store.Tx) error { return store.SpokenHandOver(tx, "cnv", 2, at(4*time.Minute)) })
			write(func(tx *store.Tx) error { return store.EndHandOver(tx, "cnv", at(5*time.Minute)) })
			write(func(tx *store.Tx) error { return store.SpokenHandOver(tx, "cnv", 7, at(6*time.Minute)) }) // it is over
			write(func(tx *store.Tx) error { return store.RateHandOver(tx, "cnv", 4, 2) })
			write(func(tx *store.Tx) error { return store.RateHandOver(tx, "cnv", 3, 0) })
			got := row(t, db, 6, `select claimed_at - at, first_word_at - at, reasked, ended_at - at, survey, smooth from hand_over where id = $1 and agent_id = 'agt_2'`, id)
			want := []int64{60_000, 180_000, 3, 300_000, 3, 2}
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("%s: %v, want %v", id, got, want)
					break
				}
			}
		}
		if err := db.Write(context.Background(), func(tx *store.Tx) error { return store.MarkNeedless(tx, "ws_2", "cnv", "agent") }); terang.KindOf(err) != terang.Conflict {
			t.Errorf("another workspace marked it: %v", err)
		}
		write(func(tx *store.Tx) error { return store.MarkNeedless(tx, "ws", "cnv", "agent") })
		if n := row(t, db, 1, `select count(*) from hand_over where needless = 'agent' and id = 'ho_2'`); n[0] != 1 {
			t.Error("it is not marked")
		}
	})
}

// writes returns what runs a change and fails the test where it fails.
func writes(t *testing.T, db *store.DB) func(func(tx *store.Tx) error) {
	return func(fn func(tx *store.Tx) error) {
		t.Helper()
		if err := db.Write(context.Background(), fn); err != nil {
			t.Fatal(err)
		}
	}
}
