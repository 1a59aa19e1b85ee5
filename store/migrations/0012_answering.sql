-- Answering: texts that agents keep to use again, and who was named in a note.
-- +goose Up
create table macro (
	id text primary key,
	workspace_id text not null,
	scope text not null, -- mine, team, all
	owner text not null, -- the agent whose it is; '' for one of a team or of all
	team text not null,
	name text not null,
	shortcut text not null,
	texts text not null, -- by language
	tags text not null,
	priority text not null, -- '' leaves it as it is
	resolves bigint not null,
	origin text not null, -- the system and id that it was taken over from
	uses bigint not null default 0,
	used_at bigint not null default 0,
	created_by text not null,
	created_at bigint not null,
	updated_at bigint not null
);
create index macro_workspace on macro (workspace_id, scope, owner);

create table mention (
	workspace_id text not null,
	message_id text not null,
	agent_id text not null,
	conversation_id text not null,
	seq bigint not null,
	by_agent text not null,
	at bigint not null,
	read_at bigint not null default 0,
	primary key (message_id, agent_id)
);
create index mention_agent on mention (workspace_id, agent_id, at);
create index mention_unread on mention (workspace_id, agent_id) where read_at = 0;
create index mention_conversation on mention (conversation_id);

update meta set value = '12' where name = 'schema';
