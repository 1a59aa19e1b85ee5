-- +goose Up
update meta set value = '5' where name = 'schema';

-- What a brand's people are writing, saved while they write: one draft of a playbook, which all of them share. etag names
-- its content, so that nobody saves over what they have not seen.
create table playbook_draft (
	workspace_id text not null,
	playbook text not null,
	source bytea not null,
	scenarios bytea not null,
	etag text not null,
	saved_by text not null,
	saved_at bigint not null,
	primary key (workspace_id, playbook)
);

-- Every version that was ever live, the pack's among them, as its bytes. A row is never changed: running runs, receipts and
-- people refer to it.
create table playbook_version (
	workspace_id text not null,
	playbook text not null,
	version bigint not null,
	digest text not null,
	source bytea not null,
	scenarios bytea not null,
	origin text not null,
	note text not null,
	restores bigint not null,
	published_by text not null,
	published_at bigint not null,
	primary key (workspace_id, playbook, version)
);

-- What lies over the pack's playbooks: the version that is live, or that the playbook is switched off.
create table playbook_live (
	workspace_id text not null,
	playbook text not null,
	version bigint not null,
	is_off bigint not null,
	changed_by text not null,
	changed_at bigint not null,
	primary key (workspace_id, playbook)
);

-- Counts the changes of what is live, so that one who decided by an older state is refused, and every node sees that
-- something has changed by one small read.
create table playbook_stamp (
	workspace_id text not null primary key,
	number bigint not null
);
