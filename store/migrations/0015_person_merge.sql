-- +goose Up
update meta set value = '15' where name = 'schema';
