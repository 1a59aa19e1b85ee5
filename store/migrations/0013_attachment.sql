-- +goose Up
update meta set value = '13' where name = 'schema';
