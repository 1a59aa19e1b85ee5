-- Notifications of agents: the keys of web push, the browsers that are pushed to, and what each agent wants to be told.
-- +goose Up
create table push_key (
	name text primary key,
	public text not null,
	sealed bytea not null,
	created_at bigint not null
);

create table push_subscription (
	id text primary key,
	workspace_id text not null,
	agent_id text not null,
	session_id text not null,
	endpoint text not null,
	p256dh bytea not null,
	auth bytea not null,
	device text not null default '',
	created_at bigint not null,
	pushed_at bigint not null default 0,
	status bigint not null default 0
);
create unique index push_subscription_endpoint on push_subscription (endpoint);
create index push_subscription_agent on push_subscription (workspace_id, agent_id);
create index push_subscription_session on push_subscription (session_id);

create table notify_setting (
	agent_id text primary key,
	workspace_id text not null,
	setting text not null,
	changed_at bigint not null
);

update meta set value = '17' where name = 'schema';
