-- +goose Up
update meta set value = '14' where name = 'schema';
