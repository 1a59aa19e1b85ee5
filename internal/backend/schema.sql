create table customer (
	id       text primary key,
	name     text not null,
	email    text not null unique, -- lower case
	phone    text not null unique, -- E.164
	address  text not null,
	language text not null
) strict;

create table secret (
	customer_id text not null references customer (id),
	kind        text not null, -- password or pin
	hash        text not null,
	primary key (customer_id, kind)
) strict, without rowid;

create table verification (
	id          text primary key,
	customer_id text references customer (id), -- null: nobody has that order, phone or e-mail; it never verifies
	subject     blob not null,                 -- keyed hash of what was asked for
	code_hash   blob not null,
	tries       integer not null default 0,
	created_at  integer not null,
	expires_at  integer not null,
	verified_at integer
) strict;
create index verification_by_subject on verification (subject, created_at);
create index verification_by_customer on verification (customer_id, created_at);
create index verification_by_time on verification (created_at);

create table customer_token (
	hash        blob primary key,
	customer_id text not null references customer (id),
	expires_at  integer not null
) strict, without rowid;
create index customer_token_by_expiry on customer_token (expires_at);

create table outgoing_sms (
	id          integer primary key autoincrement,
	customer_id text not null references customer (id),
	phone       text not null,
	kind        text not null,
	text        text not null,
	at          integer not null
) strict;
create index outgoing_sms_by_customer on outgoing_sms (customer_id, id);

create table secret_reset (
	id          text primary key,
	customer_id text not null references customer (id),
	kind        text not null,
	token_hash  blob not null unique,
	created_at  integer not null,
	expires_at  integer not null,
	used_at     integer
) strict;
create index secret_reset_by_customer on secret_reset (customer_id, kind, created_at);

create table appointment (
	id           text primary key,
	customer_id  text not null references customer (id),
	slot_id      text not null,
	note         text not null,
	booked_at    integer not null,
	cancelled_at integer
) strict;
create index appointment_by_slot on appointment (slot_id) where cancelled_at is null;
create index appointment_by_customer on appointment (customer_id, booked_at);
create unique index appointment_once on appointment (customer_id, slot_id) where cancelled_at is null;

create table idempotency (
	key         text primary key,
	fingerprint blob not null,
	status      integer not null,
	body        blob not null,
	at          integer not null
) strict;
create index idempotency_by_time on idempotency (at);

create table sequence (
	name text primary key,
	last integer not null
) strict, without rowid;

create table outgoing_event (
	id          text primary key,
	name        text not null,
	customer_id text not null references customer (id),
	data        text not null,    -- JSON
	at          integer not null,
	tries       integer not null default 0,
	next_at     integer not null,
	ended_at    integer,          -- it was taken, or given up
	status      integer,          -- of the last answer, 0 where there was none
	contact     text not null default '' -- known or unknown there
) strict;
create index outgoing_event_due on outgoing_event (next_at) where ended_at is null;
create index outgoing_event_by_time on outgoing_event (at);
