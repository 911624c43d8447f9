-- The same figures by sweeping: an active day counts from that day on until the next one, or for 28 days; what begins
-- and ends is summed up day by day. The fastest way that we know to say it in SQL.
with stretch as (
  select team, day as since,
         least(day + 28, coalesce(lead(day) over (partition by person order by day), date '9999-12-31')) as until
  from fact where active
), step as (
  select day, team, sum(step) as step
  from (select since as day, team, 1 as step from stretch union all select until, team, -1 from stretch)
  group by all
)
select calendar.day, team.team::varchar as key,
       sum(coalesce(step.step, 0)) over (partition by team.team order by calendar.day) as value
from calendar
cross join (select distinct team from step) as team
left join step on step.day = calendar.day and step.team = team.team
