-- Keys of logs with their dates, daily and witnessed checkpoints, erasures, and a keyed digest of each logged text.
-- +goose Up
create table log_key (
	workspace_id text not null,
	n bigint not null,
	verifier text not null,
	from_size bigint not null,
	since bigint not null,
	to_size bigint not null default 0,
	until bigint not null default 0,
	chain text not null default '',
	primary key (workspace_id, n)
);
insert into log_key (workspace_id, n, verifier, from_size, since)
select l.workspace_id, 0, l.verifier, 0, coalesce((select w.created_at from workspace w where w.id = l.workspace_id), 0) from log l;

create table log_day (
	workspace_id text not null,
	day text not null,
	size bigint not null,
	signed text not null,
	at bigint not null,
	primary key (workspace_id, day)
);

create table log_witnessed (
	workspace_id text primary key,
	size bigint not null,
	signed text not null,
	at bigint not null
);

create table log_erasure (
	contact_id text primary key,
	workspace_id text not null,
	size bigint not null,
	at bigint not null
);

alter table log add column secret bytea;
alter table leaf add column words bytea;
create index leaf_words on leaf (workspace_id, words) where words is not null;

update meta set value = '3' where name = 'schema';
