-- The median of the credits of each active person by month, by nearest rank.
select day, 'all' as key, quantile_disc(credits, 0.5) as value
from (
  select date_trunc('month', day)::date as day, person, sum(credits_micros) as credits
  from fact group by 1, 2 having bool_or(active)
)
group by all
