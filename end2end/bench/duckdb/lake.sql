-- The exported archive as it lies in its folder: one Parquet file a day, and the roster's memberships beside it.
-- Every query of this folder reads `fact`: one row a person and day, with the team of that day.
create or replace view usage as
select * from read_parquet(getvariable('parquet') || '/dataset=usage/*/*.parquet', hive_partitioning = false);

create or replace view membership as
select email, team, coalesce(from_day, date '0001-01-01') as from_day, coalesce(to_day, date '9999-12-31') as to_day
from read_csv(getvariable('memberships'), header = true,
              columns = {'email': 'varchar', 'team': 'varchar', 'from_day': 'date', 'to_day': 'date'});

create or replace view fact as
select usage.day,
       usage.email as person,
       coalesce(membership.team, 'no-team') as team,
       usage.threads + usage.turns > 0 as active,
       usage.turns,
       usage.credits_micros,
       usage.models
from usage
left join membership on membership.email = usage.email and usage.day between membership.from_day and membership.to_day;

create or replace view calendar as
select unnest(generate_series(getvariable('first_day')::date, getvariable('last_day')::date, interval 1 day))::date as day;
