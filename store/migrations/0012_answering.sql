-- +goose Up
update meta set value = '12' where name = 'schema';
