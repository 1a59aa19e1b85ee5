-- Files beside messages. The bytes stand in the store in pieces, so that a message and its files are one commit, every node has them, and a
-- backup is whole.
-- +goose Up

-- message_id is '' until a message has the file; such a row goes when it is old. added_by is an agent's id, '' for the contact. ready is 0
-- while the pieces are being written.
create table attachment (
	id text primary key,
	workspace_id text not null,
	conversation_id text not null,
	contact_id text not null,
	message_id text not null default '',
	added_by text not null default '',
	name text not null,
	type text not null,
	size bigint not null,
	digest text not null,
	width bigint not null default 0,
	height bigint not null default 0,
	preview_type text not null default '',
	preview_size bigint not null default 0,
	ready bigint not null default 0,
	added_at bigint not null
);
create index attachment_conversation on attachment (conversation_id, added_at);
create index attachment_contact on attachment (workspace_id, contact_id);
create index attachment_waiting on attachment (added_at) where message_id = '';

-- variant is 'file' or 'preview'.
create table attachment_piece (
	workspace_id text not null,
	attachment_id text not null,
	variant text not null,
	n bigint not null,
	data bytea not null,
	primary key (attachment_id, variant, n)
);
create index attachment_piece_workspace on attachment_piece (workspace_id, attachment_id, variant, n);

update meta set value = '13' where name = 'schema';
