create table citizen (
	customer_id text primary key references customer (id),
	nik         text not null unique
) strict, without rowid;

create table application (
	no             text primary key,
	customer_id    text not null references customer (id),
	service        text not null,
	place_id       text, -- where it is collected; null: it is downloaded
	status         text not null,
	submitted_at   integer not null,
	first_promised integer,
	promised       integer,
	issued_at      integer,
	note           text, -- {"id":"…","en":"…"}
	correct_until  integer
) strict;
create index application_by_customer on application (customer_id, submitted_at desc);

create table application_stage (
	no       text not null references application (no),
	position integer not null,
	event    text not null,
	at       integer not null,
	note     text,
	primary key (no, position)
) strict, without rowid;

create table complaint (
	no          text primary key,
	customer_id text not null references customer (id),
	category    text not null,
	text        text not null,
	place_id    text,
	hide_name   integer not null,
	status      text not null,
	received_at integer not null,
	answer_by   integer not null,
	handler     text, -- {"id":"…","en":"…"}
	answer      text  -- {"id":"…","en":"…"}
) strict;
create index complaint_by_customer on complaint (customer_id, received_at desc);

create table complaint_step (
	no       text not null references complaint (no),
	position integer not null,
	event    text not null,
	at       integer not null,
	primary key (no, position)
) strict, without rowid;

create table queue_number (
	id           text primary key,
	customer_id  text not null references customer (id),
	place_id     text not null,
	service      text not null,
	day          text not null, -- in WIB
	number       integer not null,
	taken_at     integer not null,
	cancelled_at integer,
	unique (place_id, day, number)
) strict;
create index queue_number_by_customer on queue_number (customer_id, day);

create table disruption (
	id       text primary key,
	kind     text not null,
	place_id text, -- null: everywhere
	since    integer not null,
	until    integer not null,
	text     text not null, -- {"id":"…","en":"…"}
	instead  text not null
) strict;
create index disruption_by_end on disruption (until);
