-- Credits by day and team.
select day, team::varchar as key, sum(credits_micros) as value from fact group by all
