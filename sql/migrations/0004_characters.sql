-- Begun; its tables follow.
select 1;
