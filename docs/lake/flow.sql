-- Who is new, who stayed, who came back and who stayed away, against the period before.
CREATE OR REPLACE VIEW metric_flow AS
WITH
  firsts AS (SELECT person, min(day) AS first_day FROM active GROUP BY person),
  told AS (
    SELECT spans.start, spans.whole, active.person,
           arg_max(team, day) FILTER (WHERE day BETWEEN spans.first AND spans.ends) AS here,
           arg_max(team, day) FILTER (WHERE day BETWEEN before_first AND least(before_last, today())) AS before,
           bool_or(day BETWEEN spans.start AND spans.ends) AS in_bucket
    FROM spans JOIN active ON active.day BETWEEN spans.before_first AND spans.ends
    GROUP BY ALL
  ),
  went AS (
    SELECT 'new_people' AS metric, start, whole, here AS team FROM told JOIN firsts USING (person)
    WHERE here IS NOT NULL AND first_day >= start
    UNION ALL
    SELECT 'retained_people', start, whole, here FROM told WHERE here IS NOT NULL AND before IS NOT NULL
    UNION ALL
    SELECT 'resurrected_people', start, whole, here FROM told JOIN firsts USING (person)
    WHERE here IS NOT NULL AND before IS NULL AND first_day < start
    UNION ALL
    SELECT 'lapsed_people', start, whole, before FROM told WHERE before IS NOT NULL AND NOT in_bucket
  ),
  keyed AS (SELECT metric, start, whole, unnest(['all', team]) AS key FROM went),
  wanted AS (SELECT unnest(['new_people', 'retained_people', 'resurrected_people', 'lapsed_people']) AS metric)
SELECT wanted.metric, lines.key, spans.start, spans.whole, count(keyed.key)::HUGEINT AS exact, NULL::DOUBLE AS ratio
FROM wanted CROSS JOIN lines CROSS JOIN spans LEFT JOIN keyed USING (metric, key, start, whole)
GROUP BY ALL;
