-- The house: workspaces, people, conversations, the log of proofs, jobs. One text for both engines, so only
-- the types text, bigint and bytea. Times are milliseconds since 1970, 0 for none.
-- +goose Up
create table meta (
	name text primary key,
	value text not null
);
insert into meta (name, value) values ('schema', '1');

create table workspace (
	id text primary key,
	name text not null,
	public_key text not null unique,
	pack text not null,
	settings text not null default '{}',
	created_at bigint not null
);

create table agent (
	id text primary key,
	workspace_id text not null,
	email text not null,
	name text not null,
	role text not null,
	password text not null default '',
	presence text not null default 'away',
	language text not null default 'id',
	created_at bigint not null,
	disabled_at bigint not null default 0
);
create unique index agent_email on agent (workspace_id, email);
create index agent_by_email on agent (email);

create table session (
	digest text primary key,
	workspace_id text not null,
	agent_id text not null,
	created_at bigint not null,
	expires_at bigint not null
);
create index session_agent on session (agent_id);

create table link (
	digest text primary key,
	workspace_id text not null,
	agent_id text not null,
	purpose text not null,
	created_at bigint not null,
	expires_at bigint not null,
	used_at bigint not null default 0
);

create table token (
	id text primary key,
	workspace_id text not null,
	name text not null,
	digest text not null unique,
	scopes text not null,
	created_by text not null,
	created_at bigint not null,
	used_at bigint not null default 0,
	revoked_at bigint not null default 0
);
create index token_workspace on token (workspace_id);

create table idempotency (
	workspace_id text not null,
	key text not null,
	digest text not null,
	status bigint not null,
	body bytea,
	created_at bigint not null,
	primary key (workspace_id, key)
);
create index idempotency_age on idempotency (created_at);

create table contact (
	id text primary key,
	workspace_id text not null,
	external_id text not null default '',
	name text not null default '',
	language text not null,
	salt bytea,
	created_at bigint not null
);
create index contact_external on contact (workspace_id, external_id) where external_id <> '';

create table conversation (
	id text primary key,
	workspace_id text not null,
	contact_id text not null,
	channel text not null,
	language text not null,
	status text not null,
	holder text not null,
	agent_id text not null default '',
	agent_name text not null default '',
	seq bigint not null default 0,
	public_seq bigint not null default 0,
	handled_seq bigint not null default 0,
	contact_seen bigint not null default 0,
	agent_seen bigint not null default 0,
	last_inbound bigint not null default 0,
	version bigint not null default 0,
	state bytea,
	disclosed text not null default '{}',
	turn_due bigint not null default 0,
	trust bigint not null default 100,
	hand_over text not null default '',
	waiting_since bigint not null default 0,
	last_message text not null default '{}',
	survey_score bigint not null default 0,
	survey_comment text not null default '',
	created_at bigint not null,
	last_at bigint not null
);
create index conversation_contact on conversation (contact_id);
create index conversation_last on conversation (workspace_id, last_at, id) where last_inbound > 0;
create index conversation_queue on conversation (workspace_id, waiting_since) where holder = 'queue' and status = 'open';
create index conversation_agent on conversation (agent_id) where holder = 'agent' and status = 'open';
create index conversation_turn on conversation (turn_due) where turn_due > 0;

create table message (
	id text primary key,
	workspace_id text not null,
	conversation_id text not null,
	seq bigint not null,
	prev bigint not null,
	kind text not null,
	direction text not null,
	author text not null,
	language text not null,
	content text not null,
	external_id text not null default '',
	payload bytea,
	delivery text not null,
	at bigint not null
);
create unique index message_position on message (conversation_id, seq);
create unique index message_external on message (conversation_id, external_id) where external_id <> '';

create table log (
	workspace_id text primary key,
	origin text not null,
	size bigint not null,
	edge bytea,
	signer text not null,
	verifier text not null
);

create table leaf (
	workspace_id text not null,
	idx bigint not null,
	message_id text not null,
	hash bytea not null,
	statement text not null,
	at bigint not null,
	primary key (workspace_id, idx)
);
create unique index leaf_message on leaf (message_id);

create table tile (
	workspace_id text not null,
	level bigint not null,
	n bigint not null,
	data bytea not null,
	primary key (workspace_id, level, n)
);

create table job (
	id text primary key,
	workspace_id text not null,
	kind text not null,
	key text not null default '',
	payload text not null,
	run_at bigint not null,
	attempts bigint not null default 0,
	lease_until bigint not null default 0,
	lease_node text not null default '',
	last_error text not null default '',
	dead_at bigint not null default 0,
	created_at bigint not null
);
create index job_due on job (run_at) where dead_at = 0;
create index job_key on job (key, created_at) where dead_at = 0 and key <> '';

create table webhook (
	id text primary key,
	workspace_id text not null,
	url text not null,
	secret text not null,
	events text not null,
	created_at bigint not null,
	disabled_at bigint not null default 0,
	failing_since bigint not null default 0,
	last_status bigint not null default 0,
	last_at bigint not null default 0
);
create index webhook_workspace on webhook (workspace_id);
