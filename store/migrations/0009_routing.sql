-- How a desk gives out its conversations, and what each agent can do. Both are JSON; what is not stated takes the defaults.
-- +goose Up
create table routing_setting (
	workspace_id text primary key,
	setting text not null,
	updated_by text not null,
	updated_at bigint not null
);

create table agent_routing (
	agent_id text primary key,
	workspace_id text not null,
	setting text not null,
	updated_by text not null,
	updated_at bigint not null
);
create index agent_routing_workspace on agent_routing (workspace_id);

-- Who helped a contact before.
create index hand_over_contact on hand_over (contact_id, at);

update meta set value = '9' where name = 'schema';
