-- +goose Up
update meta set value = '16' where name = 'schema';
