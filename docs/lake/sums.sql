-- Sums and their quotients. Credits and dollars in millionths. A field that no row of a line has is not available,
-- which is not zero; quotients of tokens count rows that have all of their tokens.
CREATE OR REPLACE VIEW span_sums AS
SELECT spans.start, spans.whole, keyed.key,
       count(*) AS n, sum(threads) AS threads, sum(turns) AS turns, sum(credits_micros) AS credits,
       count(estimated_cost_usd_micros) AS n_cost, sum(estimated_cost_usd_micros) AS cost,
       count(uncached_input_tokens) AS n_uncached, sum(uncached_input_tokens) AS uncached,
       count(cached_input_tokens) AS n_cached, sum(cached_input_tokens) AS cached,
       count(output_tokens) AS n_output, sum(output_tokens) AS output,
       sum(cached_input_tokens) FILTER (WHERE uncached_input_tokens IS NOT NULL) AS pair_cached,
       sum(cached_input_tokens + uncached_input_tokens) AS pair_input,
       sum(output_tokens) FILTER (WHERE uncached_input_tokens + cached_input_tokens IS NOT NULL) AS triple_output,
       sum(uncached_input_tokens + cached_input_tokens + output_tokens) AS triple_all
FROM spans
JOIN (SELECT *, unnest(['all', coalesce(team, 'unattributed')]) AS key FROM facts) AS keyed
  ON keyed.day BETWEEN spans.first AND spans.ends
GROUP BY ALL;

CREATE OR REPLACE VIEW metric_sums AS
WITH
  keys AS (SELECT key FROM lines UNION SELECT key FROM span_sums),
  dense AS (SELECT * FROM keys CROSS JOIN spans LEFT JOIN span_sums USING (key, start, whole)),
  people AS (
    SELECT start, whole, key, count(*) AS people FROM (SELECT *, unnest(['all', team]) AS key FROM active_in_spans)
    GROUP BY ALL
  ),
  -- Without any row a sum is zero; with rows, one of them must have the field.
  field AS (
    SELECT key, start, whole, unnest([
      {metric: 'threads', exact: coalesce(threads, 0)::HUGEINT},
      {metric: 'turns', exact: coalesce(turns, 0)::HUGEINT},
      {metric: 'credits', exact: coalesce(credits, 0)::HUGEINT},
      {metric: 'estimated_cost_usd', exact: (CASE WHEN n_cost = 0 THEN NULL ELSE coalesce(cost, 0) END)::HUGEINT},
      {metric: 'uncached_input_tokens', exact: (CASE WHEN n_uncached = 0 THEN NULL ELSE coalesce(uncached, 0) END)::HUGEINT},
      {metric: 'cached_input_tokens', exact: (CASE WHEN n_cached = 0 THEN NULL ELSE coalesce(cached, 0) END)::HUGEINT},
      {metric: 'output_tokens', exact: (CASE WHEN n_output = 0 THEN NULL ELSE coalesce(output, 0) END)::HUGEINT}
    ], recursive := true) FROM dense
  ),
  -- Rows that name nobody have a sum. A quotient of them would say nothing of anybody.
  of_people AS (SELECT * FROM dense WHERE key <> 'unattributed')
SELECT metric, key, start, whole, exact, NULL::DOUBLE AS ratio FROM field
UNION ALL
SELECT 'credits_per_turn', key, start, whole, half_even(coalesce(credits, 0), coalesce(turns, 0)), NULL FROM of_people
UNION ALL
SELECT 'credits_per_active', key, start, whole, half_even(coalesce(credits, 0), coalesce(people, 0)), NULL
FROM of_people LEFT JOIN people USING (start, whole, key)
UNION ALL SELECT 'depth', key, start, whole, NULL, quotient(turns, threads) FROM of_people
UNION ALL SELECT 'cached_ratio', key, start, whole, NULL, quotient(pair_cached, pair_input) FROM of_people
UNION ALL SELECT 'output_share', key, start, whole, NULL, quotient(triple_output, triple_all) FROM of_people;
