-- +goose Up
-- The version that is to be current once its home has put it in place.
create table intent (
    one        integer primary key check (one = 1),
    id         text    not null,
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
