-- What was brought along from elsewhere and has no table of its own.
-- +goose Up
update meta set value = '11' where name = 'schema';

-- Macros, labels and articles of the old system, and of a conversation what it had there beside its messages (its subject, its
-- labels, how it stood). id is the old system's own; contact_id is whose it is, so that an erasure finds it.
create table imported_item (
	workspace_id text not null,
	source text not null,
	kind text not null,
	id text not null,
	contact_id text not null default '',
	title text not null,
	body text not null,
	detail text not null,
	primary key (workspace_id, source, kind, id)
);
create index imported_item_contact on imported_item (contact_id) where contact_id <> '';

-- Statements that stand in another log of proofs, with its name: they can be checked there, and prove nothing here.
create table imported_statement (
	workspace_id text not null,
	origin text not null,
	idx bigint not null,
	message_id text not null,
	hash bytea not null,
	statement text not null,
	at bigint not null,
	primary key (workspace_id, origin, idx)
);
