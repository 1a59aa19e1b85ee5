-- Who is who: contacts that agents hold to be one person, words by which a contact is found, and what they said about being written to.
-- +goose Up

-- One row is an agent's word that two contacts are one person. Nothing is copied from one to the other: taking the row back takes
-- the word back. ended_at is 0 while it holds.
create table person_merge (
	id text primary key,
	workspace_id text not null,
	contact_id text not null,
	other_id text not null,
	note text not null default '',
	made_by text not null,
	at bigint not null,
	ended_at bigint not null default 0,
	ended_by text not null default '',
	ended_why text not null default ''
);
create index person_merge_contact on person_merge (contact_id, at);
create index person_merge_other on person_merge (other_id, at);

-- joint is what all contacts of a merged person share, '' where none is merged; joined_at is the last merge that still holds. Both
-- follow from person_merge and external_id (see store.Rejoin).
alter table contact add column joint text not null default '';
alter table contact add column joined_at bigint not null default 0;
create index contact_joint on contact (workspace_id, joint) where joint <> '';
create index contact_newest on contact (workspace_id, created_at, id);

-- A run's person is who proved to be one; joint is with whom it shares what may live only once.
alter table run add column joint text not null default '';
update run set joint = person;
drop index run_single;
create unique index run_single on run (workspace_id, joint, single) where ended_at = 0;
create index run_of_contact on run (contact_id, created_at);
create index run_aside on run (workspace_id, person) where outcome = 'merged';

-- Names, numbers and addresses by which a contact is found: folded, each by itself. proven says that the brand's system knows
-- it of a contact that it has confirmed.
create table contact_word (
	workspace_id text not null,
	word text not null,
	contact_id text not null,
	kind text not null,
	proven bigint not null default 0,
	primary key (workspace_id, word, contact_id, kind)
);
create index contact_word_contact on contact_word (contact_id);
insert into meta (name, value) select 'contact_words', '' where exists (select 1 from contact);

-- What a contact said about being written to, each time that it changed.
create table consent_change (
	workspace_id text not null,
	contact_id text not null,
	class text not null,
	given bigint not null,
	source text not null,
	at bigint not null,
	primary key (contact_id, at, class)
);

update meta set value = '15' where name = 'schema';
