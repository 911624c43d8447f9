-- For each day and team the distinct people active in the 28 days that end with it, each in the team of the last active
-- day: as the sentence says it.
select day, team::varchar as key, count(*) as value
from (
  select calendar.day, fact.person, arg_max(fact.team, fact.day) as team
  from calendar join fact on fact.active and fact.day between calendar.day - 27 and calendar.day
  group by calendar.day, fact.person
)
group by all
