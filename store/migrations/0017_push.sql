-- +goose Up
update meta set value = '17' where name = 'schema';
