-- Active people: distinct in each bucket, those of them with several clients, and in the 1, 7 and 28 days that end
-- with each day.
CREATE OR REPLACE VIEW metric_activity AS
WITH
  windows AS (
    SELECT * FROM (VALUES ('dau', 1), ('wau', 7), ('mau', 28)) AS windows(metric, days)
    -- Rolling windows are given by day only.
    WHERE getvariable('bucket') = 'day'
  ),
  rolling AS (
    SELECT windows.metric, spans.start, spans.whole, active.person, arg_max(active.team, active.day) AS team
    FROM spans, windows, active
    WHERE active.day BETWEEN spans.ends - (windows.days - 1) AND spans.ends
    GROUP BY ALL
  ),
  -- A client is used on a day with threads or turns of it.
  uses AS (
    SELECT DISTINCT person, day, part.client AS client
    FROM (SELECT person, day, unnest(clients) AS part FROM facts) WHERE part.threads + part.turns > 0
  ),
  several AS (
    SELECT start, whole, person FROM uses JOIN spans ON uses.day BETWEEN spans.first AND spans.ends
    GROUP BY start, whole, person HAVING count(DISTINCT client) >= 2
  ),
  counted AS (
    SELECT 'active_people' AS metric, start, whole, unnest(['all', team]) AS key FROM active_in_spans
    UNION ALL
    SELECT 'multi_client_people', start, whole, unnest(['all', team]) FROM active_in_spans SEMI JOIN several USING (start, whole, person)
    UNION ALL
    SELECT metric, start, whole, unnest(['all', team]) FROM rolling
  ),
  wanted AS (
    SELECT unnest(['active_people', 'multi_client_people']) AS metric UNION ALL SELECT metric FROM windows
  )
SELECT wanted.metric, lines.key, spans.start, spans.whole, count(counted.key)::HUGEINT AS exact, NULL::DOUBLE AS ratio
FROM wanted CROSS JOIN lines CROSS JOIN spans
LEFT JOIN counted USING (metric, key, start, whole)
GROUP BY ALL;
