package store

import (
	"context"
	"fmt"
)

// What the two engines keep of the words that were said differs, so it stands here and not among the migrations. A row of
// search_doc is one message, or with seq 0 the name of a conversation's contact. Its id begins with the time of the message
// (see docID), so that the newest is found first without sorting. The words of a message travel with its own insert, in a
// column that a trigger empties into the index: they are there with the message or not at all, and cost no statement.
var searchSchema = map[Engine][]string{
	SQLite: {
		`create table if not exists search_doc (
			id integer primary key,
			workspace_id text not null,
			conversation_id text not null,
			seq bigint not null,
			words text not null
		)`,
		`create unique index if not exists search_doc_place on search_doc (conversation_id, seq)`,
		// The tokens are ours (room search): letters and digits, parted by spaces. The beginnings that are kept are those of
		// three to six letters, after the four of namespace and kind: so many words have them that nobody could gather
		// them while somebody types.
		`create virtual table if not exists search_fts using fts5(words, content='search_doc', content_rowid='id', columnsize=0, tokenize='ascii', prefix='7 8 9 10')`,
		// What is deleted leaves the index at once, not when its pages are next merged: an erased contact's words are gone
		// (https://sqlite.org/fts5.html#the_secure_delete_configuration_option).
		`insert into search_fts (search_fts, rank) values ('secure-delete', 1)`,
		`create trigger if not exists search_doc_added after insert on search_doc begin
			insert into search_fts (rowid, words) values (new.id, new.words);
		end`,
		`create trigger if not exists search_doc_removed after delete on search_doc begin
			insert into search_fts (search_fts, rowid, words) values ('delete', old.id, old.words);
		end`,
		`create trigger if not exists message_said after insert on message when new.words <> '' begin
			insert into search_doc (id, workspace_id, conversation_id, seq, words) values (new.doc, new.workspace_id, new.conversation_id, new.seq, new.words);
			update message set doc = 0, words = '' where id = new.id;
		end`,
	},
	Postgres: {
		`create table if not exists search_doc (
			id bigint primary key,
			workspace_id text not null,
			conversation_id text not null,
			seq bigint not null,
			words tsvector not null
		) with (parallel_workers = 0)`, // to start a worker takes longer than most questions
		// The planner tells what is rare from what is common by a list of the most common words; with pairs among them it must be longer
		// than usual, or much that is rare would seem common.
		`alter table search_doc alter column words set statistics 400`,
		`create unique index if not exists search_doc_place on search_doc (conversation_id, seq)`,
		`create index if not exists search_doc_words on search_doc using gin (words)`,
		`create or replace function message_said() returns trigger language plpgsql as $$
		begin
			if new.words <> '' then
				insert into search_doc (id, workspace_id, conversation_id, seq, words) values (new.doc, new.workspace_id, new.conversation_id, new.seq, new.words::tsvector);
				new.doc := 0;
				new.words := '';
			end if;
			return new;
		end $$`,
		`create or replace trigger message_said before insert on message for each row execute function message_said()`,
	},
}

// prepareSearch makes the index of words and notes that it is there. It may run again.
func prepareSearch(ctx context.Context, db *DB) error {
	for _, q := range append(searchSchema[db.engine], `insert into meta (name, value) values ('search_schema', '1') on conflict do nothing`) {
		if _, err := db.write.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("store: search schema: %w", err)
		}
	}
	return nil
}
