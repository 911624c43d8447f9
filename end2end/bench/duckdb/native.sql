-- The same in DuckDB's own format, prepared as somebody would who asks often: people as small numbers, teams as an
-- enumeration, the team of the day joined already, sorted by day. Runs once, on the views of lake.sql.
create type team_name as enum (select distinct team from lake.fact order by team);
create table person as select email, row_number() over (order by email)::integer as code
from (select distinct email from lake.usage);
create table fact as
select fact.day, person.code as person, fact.team::team_name as team, fact.active, fact.turns, fact.credits_micros,
       fact.models
from lake.fact join person on person.email = fact.person
order by fact.day, person.code;
create table calendar as select * from lake.calendar;
