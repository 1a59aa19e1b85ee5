-- What begins by itself: starts that are due, runs that sleep, events, schedules, and what is known of a contact.
-- +goose Up
alter table contact add column attributes text not null default '{}';
alter table contact add column consent text not null default '{}';
alter table contact add column reached text not null default '{}';
alter table contact add column segments text not null default '[]';
alter table contact add column revision bigint not null default 0;

-- One row is one run of a playbook that is no part of a dialogue now: it waits to be started, it sleeps, or it has ended and
-- is kept to be looked at. person is the brand's own id of the contact where it knows one, else the contact's. single is what
-- may live only once with a person: the playbook, or the row itself where several may. due_at is when a node must look at the
-- row next, 0 for never: the time to wake, or the end of the lease of the node that has it. claim counts the nodes that took
-- it, so that only the last one may write.
create table run (
	id text primary key,
	workspace_id text not null,
	kind text not null,
	playbook text not null,
	single text not null,
	contact_id text not null,
	person text not null,
	conversation_id text not null default '',
	started_by text not null,
	class text not null default '',
	state text not null,
	cause text not null default '',
	event text not null default '',
	condition text not null default '',
	timed bigint not null default 0,
	wake_at bigint not null,
	due_at bigint not null,
	node text not null default '',
	claim bigint not null default 0,
	wakes bigint not null default 0,
	tries bigint not null default 0,
	outcome text not null default '',
	created_at bigint not null,
	ended_at bigint not null default 0
);
create index run_due on run (due_at) where ended_at = 0 and due_at > 0;
create unique index run_single on run (workspace_id, person, single) where ended_at = 0;
create index run_event on run (workspace_id, person, event) where ended_at = 0 and event <> '';
create index run_contact on run (workspace_id, person, created_at);
create index run_leased on run (node) where ended_at = 0 and node <> '';
create index run_ended on run (ended_at) where ended_at > 0;

create table event (
	workspace_id text not null,
	id text not null,
	name text not null,
	person text not null,
	data text not null,
	at bigint not null,
	received_at bigint not null,
	answer text not null default '',
	primary key (workspace_id, id)
);
create index event_person on event (workspace_id, person, name, at);
create index event_age on event (received_at);

create table schedule (
	workspace_id text not null,
	playbook text not null,
	spec text not null,
	next_at bigint not null,
	primary key (workspace_id, playbook, spec)
);

-- Who is in a segment: the same as contact.segments, the other way round.
create table member (
	workspace_id text not null,
	segment text not null,
	contact_id text not null,
	since bigint not null,
	primary key (workspace_id, segment, contact_id)
);

-- Ended runs by day (days since 1970, UTC), those of dialogues too.
create table run_day (
	workspace_id text not null,
	playbook text not null,
	day bigint not null,
	ended bigint not null,
	solved bigint not null,
	primary key (workspace_id, playbook, day)
);

update meta set value = '4' where name = 'schema';
