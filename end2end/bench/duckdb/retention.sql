-- For each ISO week in which people were first active, how many of them were active so many weeks later.
with week as (select distinct person, date_trunc('week', day)::date as week from fact where active),
     first as (select person, min(week) as week from week group by person)
select first.week as day, ((week.week - first.week) // 7)::varchar as key, count(*) as value
from week join first on first.person = week.person
group by all
