-- +goose Up
update meta set value = '2' where name = 'schema';

-- What a brand's people are about to add to the examples, or to take away from them: the draft of the next training.
create table example (
	workspace_id text not null,
	id text not null,
	intent text not null,
	language text not null,
	body text not null,
	removes bigint not null,
	conversation_id text not null,
	seq bigint not null,
	added_by text not null,
	added_at bigint not null,
	primary key (workspace_id, id)
);

-- Versions of what the assistant understands; the newest is live. changes holds all that then lay over the pack's own
-- examples, so that a version can be brought back whatever came later.
create table training (
	workspace_id text not null,
	number bigint not null,
	digest text not null,
	promise bigint not null,
	added bigint not null,
	removed bigint not null,
	changes text not null,
	report text not null,
	published_by text not null,
	published_at bigint not null,
	primary key (workspace_id, number)
);

-- Trained models, so that a start does not train again.
create table model (
	workspace_id text not null,
	digest text not null,
	body bytea not null,
	at bigint not null,
	primary key (workspace_id, digest)
);

-- Sentence vectors of examples by the digest of encoder and text: publishing a small change encodes only what is new.
create table vector (
	workspace_id text not null,
	digest text not null,
	body bytea not null,
	primary key (workspace_id, digest)
);

-- Messages that the assistant did not understand. The words are read from the message, so that erasure reaches them.
create table missed (
	workspace_id text not null,
	conversation_id text not null,
	seq bigint not null,
	guess text not null,
	confidence bigint not null,
	state text not null,
	at bigint not null,
	primary key (workspace_id, conversation_id, seq)
);
create index missed_open on missed (workspace_id, state, at);

-- Trials of drafts: what the nodes tell each other of them, and what a restart leaves of them. at is when the node that
-- runs one last said so, or when it ended.
create table trial (
	workspace_id text not null,
	id text not null,
	state text not null,
	base bigint not null,
	draft text not null,
	result text not null,
	at bigint not null,
	primary key (workspace_id, id)
);
