-- How credits spread over the people active in a span: each stands, with all credits of the span, in the team of the
-- last active day. Ranks are nearest ranks.
CREATE OR REPLACE VIEW metric_spread AS
WITH
  spent AS (
    SELECT active_in_spans.start, active_in_spans.whole, active_in_spans.person, active_in_spans.team,
           sum(facts.credits_micros) AS credits
    FROM active_in_spans
    JOIN spans USING (start, whole)
    JOIN facts ON facts.person = active_in_spans.person AND facts.day BETWEEN spans.first AND spans.ends
    GROUP BY ALL
  ),
  ranked AS (
    SELECT start, whole, key, credits,
           row_number() OVER (w ORDER BY credits) AS rank,
           count(*) OVER w AS people,
           sum(credits) OVER w AS total,
           row_number() OVER (w ORDER BY credits DESC) AS place,
           sum(credits) OVER (w ORDER BY credits DESC ROWS UNBOUNDED PRECEDING) AS running
    FROM (SELECT *, unnest(['all', team]) AS key FROM spent)
    WINDOW w AS (PARTITION BY start, whole, key)
  ),
  told AS (
    SELECT start, whole, key, any_value(people) AS people, any_value(total) AS total,
           max(credits) FILTER (WHERE rank = (people + 1) // 2) AS median,
           max(credits) FILTER (WHERE rank = (people * 9 + 9) // 10) AS p90,
           -- Those without whom the others have less than half, and the one who makes it half.
           count(*) FILTER (WHERE (running - credits) * 2 < total) AS few,
           sum(credits) FILTER (WHERE place <= (people + 9) // 10) AS top
    FROM ranked GROUP BY ALL
  ),
  dense AS (SELECT * FROM lines CROSS JOIN spans LEFT JOIN told USING (key, start, whole))
SELECT 'credits_per_active_median' AS metric, key, start, whole, median::HUGEINT AS exact, NULL::DOUBLE AS ratio FROM dense
UNION ALL SELECT 'credits_per_active_p90', key, start, whole, p90, NULL FROM dense
UNION ALL SELECT 'half_credits_share', key, start, whole, NULL, CASE WHEN total > 0 THEN quotient(few, people) END FROM dense
UNION ALL SELECT 'top10_share', key, start, whole, NULL, CASE WHEN total > 0 THEN quotient(top, total) END FROM dense;
