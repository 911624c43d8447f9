-- Credits by month, model and speed.
select date_trunc('month', day)::date as day, model.model || coalesce(':' || model.speed, '') as key,
       sum(model.credits_micros) as value
from (select day, unnest(models) as model from fact)
group by all
