-- +goose Up
alter table items add column page text not null default ''; -- of a site, that states the item
