-- Replies that agents have sent and that have not left yet: for a few seconds each can be taken back. due_at is 0 in what is settled:
-- why says how (see store.Outgoing). files is what stands beside the words, as in a message; what is named here is not swept. What left is no row here, but a message.
-- +goose Up
create table outgoing (
	id text primary key,
	workspace_id text not null,
	conversation_id text not null,
	agent_id text not null,
	client_id text not null,
	place bigint not null,
	body text not null,
	draft_id text not null default '',
	files text not null default '',
	macros text not null default '', -- ids, by spaces: what words were taken from
	at bigint not null,
	due_at bigint not null default 0,
	why text not null default ''
);
create unique index outgoing_client on outgoing (conversation_id, client_id);
create index outgoing_due on outgoing (due_at) where due_at > 0;
create index outgoing_agent on outgoing (agent_id, conversation_id);

-- What an agent chose: 0 follows the desk, else the seconds and one.
alter table agent add column undo_choice bigint not null default 0;

update meta set value = '14' where name = 'schema';
