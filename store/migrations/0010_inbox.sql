-- The inbox: what agents put in order, and where the index of words stands with what was said before it.
-- +goose Up
alter table conversation add column priority bigint not null default 0;
alter table conversation add column snoozed_until bigint not null default 0;
alter table conversation add column tags text not null default '[]';
alter table conversation add column team text not null default ''; -- to which an agent gave it
create index conversation_snoozed on conversation (snoozed_until) where snoozed_until > 0;
-- What is open stays few while what is closed grows for ever: lists of the one must not walk through the other.
create index conversation_open on conversation (workspace_id, last_at, id) where status = 'open' and last_inbound > 0;
-- Few are anything but normal: a turn of those that are not writes nothing here.
create index conversation_priority on conversation (workspace_id, priority, last_at, id) where status = 'open' and priority <> 0;

-- The words of a message on their way into the index: empty in every row that is stored.
alter table message add column doc bigint not null default 0;
alter table message add column words text not null default '';

create table conversation_tag (
	workspace_id text not null,
	conversation_id text not null,
	tag text not null,
	added_by text not null,
	added_at bigint not null,
	primary key (conversation_id, tag)
);
create index conversation_tag_tag on conversation_tag (workspace_id, tag, conversation_id);

-- What people changed of a conversation's place among the others, and what was before: its priority, whose it is, until when it is put off.
create table conversation_change (
	id text primary key,
	workspace_id text not null,
	conversation_id text not null,
	at bigint not null,
	what text not null,
	was text not null,
	became text not null,
	until_at bigint not null,
	made_by text not null
);
create index conversation_change_conversation on conversation_change (conversation_id, at);

-- What an agent looks at again and again: a filter with a name. owner is '' for what all share.
create table saved_view (
	id text primary key,
	workspace_id text not null,
	owner text not null,
	name text not null,
	filter text not null,
	created_by text not null,
	created_at bigint not null,
	updated_at bigint not null
);
create index saved_view_owner on saved_view (workspace_id, owner);

insert into meta (name, value) select 'search_backfill', 'zzzz' where exists (select 1 from message);
insert into meta (name, value) select 'search_backfill_done', '0' where exists (select 1 from message);
insert into meta (name, value) select 'search_backfill_total', cast(count(*) as text) from message having count(*) > 0;

update meta set value = '10' where name = 'schema';
