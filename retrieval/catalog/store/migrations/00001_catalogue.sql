-- Times are unix microseconds. Bodies are JSON.

-- +goose Up
create table sources (
    id        integer primary key autoincrement,
    name      text    not null unique,
    kind      text    not null,
    etag      text    not null,
    modified  text    not null,
    readings  integer not null, -- that were taken over
    synced_at integer not null
) strict;

-- What feeds are made of. Rows are small, so that a feed whose order changes is
-- cheap to take over; what they hold lies in bodies.
create table items (
    id        integer primary key,
    kind      text    not null check (kind in ('product', 'section')),
    key       text    not null, -- the product's or section's id
    source    integer not null references sources (id),
    position  integer not null, -- in the feed
    group_key text    not null,
    hash      blob    not null, -- of the body
    sequence  integer not null, -- of the last change of the body
    unique (kind, key)
) strict;
create index items_order on items (kind, source, position);
create index items_group on items (kind, group_key, source, position);
create index items_sequence on items (kind, sequence);

create table bodies (
    item integer not null primary key references items (id) on delete cascade,
    body text    not null
) strict;

-- Products that are gone, for indexes that still hold them.
create table removed (
    product  text    not null primary key,
    sequence integer not null
) strict, without rowid;
create index removed_sequence on removed (sequence);

create table sequences (
    kind  text    not null primary key,
    value integer not null,
    floor integer not null -- what was removed up to here is no longer told
) strict, without rowid;
insert into sequences (kind, value, floor) values ('product', 0, 0), ('section', 0, 0);

create table reviews (
    product   text    not null,
    attribute text    not null,
    value     text    not null,
    verdict   text    not null check (verdict in ('accept', 'reject')),
    primary key (product, attribute, value)
) strict, without rowid;

create table versions (
    id         text    not null primary key,
    turn       integer not null unique, -- the highest is current
    created_at integer not null,
    sequence   integer not null,
    home       text    not null,
    location   text    not null,
    model      text    not null,
    dim        integer not null,
    products   integer not null,
    profile    blob    not null,
    corpus     blob    not null
) strict;

create table events (
    id        integer primary key,
    key       blob    not null unique, -- digest of the event: read twice, it is one
    source    integer not null references sources (id),
    at        integer not null,
    shopper   text    not null, -- pseudonym
    order_key text    not null, -- pseudonym
    item      text    not null,
    kind      text    not null,
    value     real    not null,
    quantity  integer not null,
    query     text    not null,
    lang      text    not null
) strict;
create index events_at on events (at);
create index events_source on events (source);
create index events_shopper on events (shopper) where shopper <> '';

-- Digests of pseudonyms whose events are not to come back with an old export.
create table forgotten (
    shopper blob not null primary key
) strict, without rowid;

create table retention (
    id    integer primary key check (id = 1),
    floor integer not null -- events of before it were purged, and are not taken again
) strict;
insert into retention (id, floor) values (1, -9223372036854775808);

create table trends (
    source   integer not null references sources (id),
    position integer not null,
    body     text    not null,
    primary key (source, position)
) strict, without rowid;
