-- Distinct people active in each ISO week, each in the team of the last active day in it.
select day, team::varchar as key, count(*) as value
from (
  select date_trunc('week', day)::date as day, person, arg_max(team, day) as team from fact where active group by 1, 2
)
group by all
