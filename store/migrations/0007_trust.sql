-- Trust turn by turn, its settings, what was promised, hand-overs and matters: what the measures are made of.
-- +goose Up
alter table conversation add column promises text not null default '[]';

-- A turn of a contact that moved trust, or could heal it; calm turns of a calm talk leave nothing. source is '' for what
-- happened here, else the import that it came with.
create table trust_turn (
	workspace_id text not null,
	conversation_id text not null,
	seq bigint not null,
	at bigint not null,
	source text not null default '',
	playbook text not null default '',
	risk text not null default '',
	score bigint not null,
	decision text not null,
	signals text not null,
	primary key (conversation_id, seq)
);
create index trust_turn_at on trust_turn (workspace_id, source, at);

create table trust_setting (
	workspace_id text not null,
	version bigint not null,
	setting text not null,
	note text not null default '',
	published_by text not null,
	published_at bigint not null,
	primary key (workspace_id, version)
);

-- Talks from elsewhere that the threshold lab replays, and what is known of how they went.
create table trust_import (
	id text primary key,
	workspace_id text not null,
	name text not null,
	talks bigint not null,
	turns bigint not null,
	facts text not null,
	created_by text not null,
	created_at bigint not null
);
create index trust_import_workspace on trust_import (workspace_id, created_at);

-- The ledger of promises. next_at is when a node must look at the row next, 0 for never; claim counts the nodes that did.
create table promise (
	id text primary key,
	workspace_id text not null,
	conversation_id text not null,
	contact_id text not null,
	kind text not null,
	words text not null,
	reach text not null default '',
	made_by text not null,
	owner text not null default '',
	due_at bigint not null,
	created_at bigint not null,
	kept_at bigint not null default 0,
	kept_by text not null default '',
	broken_at bigint not null default 0,
	told_at bigint not null default 0,
	cancelled_at bigint not null default 0,
	next_at bigint not null default 0,
	claim bigint not null default 0
);
create index promise_next on promise (next_at) where next_at > 0;
create index promise_conversation on promise (conversation_id, created_at);
create index promise_open on promise (workspace_id, due_at) where kept_at = 0 and cancelled_at = 0;
create index promise_due on promise (workspace_id, due_at);
create index promise_made on promise (workspace_id, created_at);

-- One hand-over, from the assistant's last word to the person's, and how it went.
create table hand_over (
	id text primary key,
	workspace_id text not null,
	conversation_id text not null,
	contact_id text not null,
	seq bigint not null,
	at bigint not null,
	reason text not null,
	topic text not null default '',
	skill text not null default '',
	score bigint not null,
	facts_known bigint not null default 0,
	facts_passed bigint not null default 0,
	agent_id text not null default '',
	claimed_at bigint not null default 0,
	first_word_at bigint not null default 0,
	reasked bigint not null default 0,
	returned_at bigint not null default 0,
	ended_at bigint not null default 0,
	needless text not null default '',
	smooth bigint not null default 0,
	survey bigint not null default 0
);
create index hand_over_at on hand_over (workspace_id, at);
create index hand_over_conversation on hand_over (conversation_id, at);

-- What a contact came with, from the first turn about it to its end. ended_at is when it was last dealt with; low says that
-- trust was under a line when it was; back_at is when the same person came with the same topic again, soon after.
create table matter (
	id text primary key,
	workspace_id text not null,
	conversation_id text not null,
	contact_id text not null,
	person text not null,
	topic text not null,
	playbook text not null default '',
	started_at bigint not null,
	ended_at bigint not null default 0,
	outcome text not null default '',
	confirmed_at bigint not null default 0,
	handed_at bigint not null default 0,
	low bigint not null default 0,
	back_at bigint not null default 0
);
create index matter_at on matter (workspace_id, started_at);
create index matter_person on matter (workspace_id, person, started_at);
create index matter_conversation on matter (conversation_id, started_at);

update meta set value = '7' where name = 'schema';
