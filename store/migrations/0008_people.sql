-- People: sessions that can be told apart, second factors, recovery codes, identities of other sign-ins, and who changed what.
-- +goose Up
alter table session add column id text not null default '';
alter table session add column way text not null default 'password';
alter table session add column device text not null default '';
alter table session add column address text not null default '';
alter table session add column used_at bigint not null default 0;
alter table session add column confirmed_at bigint not null default 0;
update session set id = 'ses_' || substr(digest, 1, 20), used_at = created_at, confirmed_at = created_at;
create unique index session_id on session (id);

create table totp (
	agent_id text primary key,
	workspace_id text not null,
	secret bytea not null,
	confirmed_at bigint not null default 0,
	last_step bigint not null default 0,
	misses bigint not null default 0,
	locked_until bigint not null default 0,
	created_at bigint not null
);

create table recovery_code (
	agent_id text not null,
	workspace_id text not null,
	digest text not null,
	used_at bigint not null default 0,
	primary key (agent_id, digest)
);

create table identity (
	issuer text not null,
	subject text not null,
	workspace_id text not null,
	agent_id text not null,
	created_at bigint not null,
	primary key (issuer, subject)
);
create unique index identity_agent on identity (issuer, agent_id);

create table audit (
	id text primary key,
	workspace_id text not null,
	at bigint not null,
	actor text not null,
	action text not null,
	target text not null default '',
	address text not null default '',
	outcome text not null,
	asked text not null default '',
	before_state text not null default '',
	after_state text not null default '',
	salt bytea not null
);
create index audit_newest on audit (workspace_id, at, id);
create index audit_actor on audit (workspace_id, actor, at);

update meta set value = '8' where name = 'schema';
