-- The ways into the brands' own systems, the actions that were made in the console, and the account of calls that changed
-- something.
-- +goose Up
create table connection (
	workspace_id text not null,
	name text not null,
	kind text not null,
	url text not null,
	hosts text not null,
	auth text not null,
	settings text not null,
	secret bytea,
	secret_at bigint not null,
	version bigint not null,
	created_at bigint not null,
	updated_at bigint not null,
	updated_by text not null,
	primary key (workspace_id, name)
);

create table action_source (
	workspace_id text primary key,
	source text not null,
	version bigint not null,
	updated_at bigint not null,
	updated_by text not null
);

create table action_call (
	workspace_id text not null,
	conversation_id text not null,
	call_key text not null,
	seq bigint not null,
	action text not null,
	risk text not null,
	status bigint not null,
	code text not null,
	millis bigint not null,
	digest text not null,
	at bigint not null,
	primary key (conversation_id, call_key)
);
create index action_call_recent on action_call (workspace_id, at);

update meta set value = '6' where name = 'schema';
