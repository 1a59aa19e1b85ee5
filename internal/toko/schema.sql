create table product (
	sku             text primary key,
	name            text not null,
	category        text not null,
	price           integer not null, -- rupiah
	stock           integer not null,
	weight          integer not null, -- grams
	warranty_months integer not null,
	returnable      integer not null,
	discontinued    integer not null,
	back_at         integer,
	summary         text not null, -- {"id":"…","en":"…"}
	attributes      text not null, -- [["power","9","W"],…]
	words           text not null  -- that it is found by, besides its name and summary
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
	delay_since       integer,
	payment           text not null, -- how it is paid: qris, e_wallet, transfer or card
	shipping          integer not null,
	ship_name         text not null,
	ship_phone        text not null,
	ship_address      text not null,
	ship_city         text not null
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

create table address_change (
	id             text primary key,
	customer_id    text not null references customer (id),
	order_no       text not null references customer_order (no),
	before         text not null, -- {"name":"…","phone":"…","address":"…","city":"…","shipping":0}
	after          text not null,
	at             integer not null,
	payment_code   text,          -- null: nothing more is to be paid
	pay_by         integer,
	applied_at     integer,
	undo_until     integer not null,
	undone_at      integer
) strict;
create index address_change_by_order on address_change (order_no);

create table cancellation (
	id          text primary key,
	customer_id text not null references customer (id),
	order_no    text not null references customer_order (no),
	was         text not null, -- the order's state before
	reason      text not null,
	at          integer not null,
	undo_until  integer not null,
	undone_at   integer,
	refund_no   text
) strict;

create table refund (
	no          text primary key,
	customer_id text not null references customer (id),
	order_no    text not null references customer_order (no),
	return_no   text,
	amount      integer not null, -- rupiah
	method      text not null,
	asked_at    integer not null,
	goods_at    integer, -- when the goods reach the warehouse; null: none are waited for, or nobody knows when
	sent_at     integer, -- when the money is sent; null: nobody knows yet
	stuck       integer not null default 0, -- the bank does not pass it on
	void_at     integer -- it was taken back
) strict;
create index refund_by_customer on refund (customer_id, asked_at desc);

create table order_return (
	no             text primary key,
	customer_id    text not null references customer (id),
	order_no       text not null references customer_order (no),
	sku            text not null,
	name           text not null,
	quantity       integer not null,
	reason         text not null,
	note           text not null,
	method         text not null,
	label_code     text not null,
	pickup_at      integer, -- of the courier
	drop_off_until integer,
	refund_no      text not null,
	shipping_cost  integer not null, -- that the customer pays
	requested_at   integer not null,
	cancelled_at   integer
) strict;
create index order_return_by_customer on order_return (customer_id, requested_at desc);
create unique index order_return_once on order_return (order_no, sku) where cancelled_at is null;

create table stock_alert (
	id          text primary key,
	customer_id text not null references customer (id),
	sku         text not null references product (sku),
	status      text not null,
	at          integer not null,
	until       integer not null
) strict;
create unique index stock_alert_once on stock_alert (customer_id, sku) where status = 'waiting';

create table basket (
	id            text primary key,
	customer_id   text not null references customer (id),
	mandate       integer not null, -- rupiah: the most that may be put in, shipping included
	mandate_until integer not null,
	status        text not null,
	order_no      text references customer_order (no),
	undo_until    integer,
	changed_at    integer not null
) strict;
create unique index basket_once on basket (customer_id) where status = 'open';

create table basket_item (
	basket_id text not null references basket (id),
	sku       text not null references product (sku),
	quantity  integer not null,
	primary key (basket_id, sku)
) strict, without rowid;

create table tax_invoice (
	order_no text primary key references customer_order (no),
	company  text not null,
	npwp     text not null,
	at       integer not null,
	ready_by integer not null
) strict, without rowid;
