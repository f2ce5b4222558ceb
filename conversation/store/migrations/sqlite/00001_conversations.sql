-- Times are unix microseconds. Bodies are JSON.

-- +goose Up
create table inbox (
    id       integer primary key autoincrement,
    adapter  text    not null,
    delivery text    not null,
    chat     text    not null,
    shopper  text    not null,
    text     text    not null,
    language text    not null,
    said_at  integer not null,
    handled  integer not null default 0,
    erased   integer not null default 0, -- only the identity of the delivery is left
    turn     integer,                    -- of the chat, once handled
    attempts integer not null default 0,
    failure  text    not null default '',
    unique (adapter, delivery)
) strict;
create unique index inbox_turn on inbox (adapter, chat, turn) where turn is not null;
create index inbox_waiting on inbox (adapter, chat, id) where handled = 0;
create index inbox_shopper on inbox (shopper) where erased = 0;

create table chats (
    adapter text    not null,
    chat    text    not null,
    shopper text    not null, -- who spoke last; empty once forgotten
    turn    integer not null,
    state   text    not null,
    primary key (adapter, chat)
) strict, without rowid;
create index chats_shopper on chats (shopper);

create table profiles (
    shopper text    not null primary key,
    version integer not null,
    profile text    not null
) strict, without rowid;

create table outbox (
    id       integer primary key autoincrement,
    message  integer not null unique references inbox (id),
    adapter  text    not null,
    chat     text    not null,
    reply    text    not null,
    status   text    not null default 'waiting' check (status in ('waiting', 'sent', 'buried')),
    attempts integer not null default 0,
    due_at   integer not null default 0,
    receipt  text    not null default '',
    failure  text    not null default ''
) strict;
create index outbox_waiting on outbox (adapter, chat, id) where status = 'waiting';

create table effects (
    id      integer primary key autoincrement,
    key     text    not null unique,
    kind    text    not null,
    body    text    not null,
    adapter text    not null,
    chat    text    not null,
    shopper text    not null,
    done    integer not null default 0
) strict;
create index effects_pending on effects (id) where done = 0;

create table slates (
    id          text    not null primary key,
    shopper     text    not null, -- empty once the shopper is forgotten
    turn        integer not null,
    lang        text    not null,
    query       text    not null,
    constraints text    not null,
    policy      text    not null,
    shown_at    integer not null
) strict;
create index slates_shopper on slates (shopper) where shopper <> '';

create table slate_items (
    slate      text    not null references slates (id),
    position   integer not null,
    product    text    not null,
    propensity real    not null,
    score      real    not null,
    features   text    not null,
    primary key (slate, position)
) strict, without rowid;

create table reactions (
    slate      text    not null,
    product    text    not null,
    position   integer not null,
    value      integer not null,
    reacted_at integer not null,
    primary key (slate, product),
    foreign key (slate, position) references slate_items (slate, position)
) strict, without rowid;

create table heartbeat (
    id integer primary key check (id = 1),
    at integer not null
) strict;
