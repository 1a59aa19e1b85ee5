create table account (
	no          text primary key,
	customer_id text not null references customer (id),
	kind        text not null,
	name        text not null,
	balance     integer not null, -- rupiah
	held        integer not null  -- of it: cannot be used now
) strict;
create index account_by_customer on account (customer_id);

create table card (
	id          text primary key,
	customer_id text not null references customer (id),
	account_no  text not null references account (no),
	last4       text not null,
	kind        text not null,
	name        text not null,
	blocked_at  integer,
	reason      text,
	arrives_at  integer -- of the card in its place
) strict;
create index card_by_customer on card (customer_id);
create index card_by_last4 on card (last4);

create table recurring (
	card_id text not null references card (id),
	name    text not null,
	amount  integer not null,
	day     integer not null, -- of the month
	primary key (card_id, name)
) strict, without rowid;

create table card_block (
	id          text primary key,
	customer_id text not null references customer (id),
	card_id     text not null references card (id),
	at          integer not null,
	undo_until  integer,
	undone_at   integer
) strict;

create table bank_transaction (
	id          text primary key,
	customer_id text not null references customer (id),
	account_no  text not null references account (no),
	card_id     text references card (id),
	kind        text not null,
	at          integer not null,
	amount      integer not null, -- rupiah; negative: money went out
	description text not null,
	place       text not null,
	abroad      integer not null,
	status      text not null
) strict;
create index bank_transaction_by_customer on bank_transaction (customer_id, at desc, id);

create table dispute (
	case_no        text primary key,
	customer_id    text not null references customer (id),
	transaction_id text not null references bank_transaction (id),
	reason         text not null,
	note           text not null,
	status         text not null,
	opened_at      integer not null,
	answer_by      integer not null,
	withdraw_until integer not null,
	refund_amount  integer,
	refunded_at    integer
) strict;
create index dispute_by_customer on dispute (customer_id, opened_at desc);
create unique index dispute_once on dispute (transaction_id) where status <> 'withdrawn';

create table dispute_step (
	case_no  text not null references dispute (case_no),
	position integer not null,
	event    text not null,
	at       integer not null,
	primary key (case_no, position)
) strict, without rowid;

create table daily_limit (
	customer_id text not null references customer (id),
	kind        text not null,
	amount      integer not null, -- rupiah a day, before any change
	primary key (customer_id, kind)
) strict, without rowid;

create table limit_change (
	id           text primary key,
	customer_id  text not null references customer (id),
	kind         text not null,
	before       integer not null,
	after        integer not null,
	at           integer not null,
	effective_at integer not null,
	undo_until   integer not null,
	undone_at    integer
) strict;
create index limit_change_by_customer on limit_change (customer_id, kind, effective_at);

create table loan (
	id             text primary key,
	customer_id    text not null references customer (id),
	kind           text not null,
	name           text not null,
	account_no     text not null references account (no),
	principal_left integer not null
) strict;
create index loan_by_customer on loan (customer_id);

create table instalment (
	loan_id text not null references loan (id),
	no      integer not null,
	due_at  integer not null,
	amount  integer not null,
	paid_at integer,
	primary key (loan_id, no)
) strict, without rowid;

create table alert (
	id             text primary key,
	customer_id    text not null references customer (id),
	card_id        text not null references card (id),
	transaction_id text not null references bank_transaction (id),
	raised_at      integer not null,
	status         text not null
) strict;
create index alert_by_customer on alert (customer_id, raised_at desc);
