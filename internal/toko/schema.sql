create table customer (
	id            text primary key,
	name          text not null,
	email         text not null unique, -- lower case
	phone         text not null unique, -- E.164
	address       text not null,
	language      text not null,
	password_hash text not null default ''
) strict;

create table customer_order (
	no                text primary key,
	customer_id       text not null references customer (id),
	status            text not null,
	courier           text not null,
	tracking_no       text,
	placed_at         integer not null,
	first_promised_at integer,
	promised_at       integer,
	delay_reason      text,
	delay_place       text,
	delay_since       integer
) strict;
create index customer_order_by_customer on customer_order (customer_id, placed_at desc, no desc);

create table order_item (
	order_no text not null references customer_order (no),
	position integer not null,
	sku      text not null,
	name     text not null,
	quantity integer not null,
	price    integer not null, -- rupiah, of one
	primary key (order_no, position)
) strict, without rowid;

create table order_event (
	order_no text not null references customer_order (no),
	position integer not null,
	event    text not null,
	at       integer not null,
	place    text,
	primary key (order_no, position)
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

create table password_reset (
	id          text primary key,
	customer_id text not null references customer (id),
	token_hash  blob not null unique,
	created_at  integer not null,
	expires_at  integer not null,
	used_at     integer
) strict;
create index password_reset_by_customer on password_reset (customer_id, created_at);

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
