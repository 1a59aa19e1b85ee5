-- Care: who reads a conversation outside their own queue, with the reason that they gave, and what a workspace asks of them.
-- +goose Up
create table reading (
	id text primary key,
	workspace_id text not null,
	conversation_id text not null,
	agent_id text not null,
	agent_name text not null,
	role text not null,
	reason text not null,
	words text not null,
	at bigint not null,
	until_at bigint not null
);
create index reading_conversation on reading (conversation_id, at);
create index reading_agent on reading (agent_id, until_at);

create table reading_setting (
	workspace_id text primary key,
	mode text not null,
	updated_by text not null,
	updated_at bigint not null
);

update meta set value = '16' where name = 'schema';
