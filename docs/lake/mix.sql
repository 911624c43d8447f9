-- Where and with what people work: sums by client and by model with its speed. What the parts leave of a total is
-- `unattributed`; it may be negative, and is never spread.
CREATE OR REPLACE VIEW metric_mix AS
WITH
  parts AS (
    SELECT 'client' AS split, day, part.client AS key,
           part.threads AS threads, part.turns AS turns, part.credits_micros AS credits
    FROM (SELECT day, unnest(clients) AS part FROM facts)
    UNION ALL
    SELECT 'model', day, CASE WHEN part.speed IS NULL THEN part.model ELSE part.model || ':' || part.speed END,
           NULL, NULL, part.credits_micros
    FROM (SELECT day, unnest(models) AS part FROM facts)
    UNION ALL
    SELECT 'client', day, 'unattributed',
           threads - coalesce(list_sum([part.threads FOR part IN clients]), 0),
           turns - coalesce(list_sum([part.turns FOR part IN clients]), 0),
           credits_micros - coalesce(list_sum([part.credits_micros FOR part IN clients]), 0)
    FROM facts
    UNION ALL
    SELECT 'model', day, 'unattributed', NULL, NULL,
           credits_micros - coalesce(list_sum([part.credits_micros FOR part IN models]), 0)
    FROM facts
  ),
  keys AS (SELECT DISTINCT split, key FROM parts),
  sums AS (
    SELECT spans.start, spans.whole, split, key, sum(threads) AS threads, sum(turns) AS turns, sum(credits) AS credits
    FROM spans JOIN parts ON parts.day BETWEEN spans.first AND spans.ends GROUP BY ALL
  ),
  dense AS (SELECT * FROM keys CROSS JOIN spans LEFT JOIN sums USING (split, key, start, whole))
SELECT 'credits' AS metric, split, key, start, whole, coalesce(credits, 0)::HUGEINT AS exact FROM dense
UNION ALL SELECT 'threads', split, key, start, whole, coalesce(threads, 0) FROM dense WHERE split = 'client'
UNION ALL SELECT 'turns', split, key, start, whole, coalesce(turns, 0) FROM dense WHERE split = 'client';
