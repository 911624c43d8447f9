-- The roster of the last day of each bucket, by what its people did: adoption, never, dormant, and how often.
CREATE OR REPLACE VIEW metric_adoption AS
WITH
  everybody AS (
    SELECT spans.start, spans.whole, spans.ends, roster_days.person, roster_days.team
    FROM spans JOIN roster_days ON roster_days.day = spans.ends
  ),
  told AS (
    SELECT start, whole, everybody.person, everybody.team,
           min(active.day) AS first_day,
           count(active.day) FILTER (WHERE active.day > ends - 28) AS days,
           count(active.day) FILTER (WHERE active.day > ends - 28 AND isodow(active.day) < 6) AS weekdays
    FROM everybody LEFT JOIN (SELECT DISTINCT person, day FROM active) AS active
      ON active.person = everybody.person AND active.day <= everybody.ends
    GROUP BY ALL
  ),
  keyed AS (SELECT *, unnest(['all', team]) AS key FROM told),
  counted AS (
    SELECT key, start, whole,
           count(*) AS roster,
           count(*) FILTER (WHERE days > 0) AS active,
           count(*) FILTER (WHERE first_day IS NULL) AS never,
           count(*) FILTER (WHERE first_day IS NOT NULL AND days = 0) AS dormant,
           count(*) FILTER (WHERE weekdays >= 11) AS power,
           count(*) FILTER (WHERE weekdays BETWEEN 2 AND 10) AS regular,
           count(*) FILTER (WHERE days > 0 AND weekdays < 2) AS light
    FROM keyed GROUP BY ALL
  ),
  dense AS (
    SELECT lines.key, spans.start, spans.whole, coalesce(roster, 0) AS roster, coalesce(active, 0) AS active,
           coalesce(never, 0) AS never, coalesce(dormant, 0) AS dormant,
           coalesce(power, 0) AS power, coalesce(regular, 0) AS regular, coalesce(light, 0) AS light
    FROM lines CROSS JOIN spans LEFT JOIN counted USING (key, start, whole)
  )
SELECT 'adoption_rate' AS metric, key, start, whole, NULL::HUGEINT AS exact, quotient(active, roster) AS ratio FROM dense
UNION ALL SELECT 'never_people', key, start, whole, never, NULL FROM dense
UNION ALL SELECT 'dormant_people', key, start, whole, dormant, NULL FROM dense
UNION ALL SELECT 'power_people', key, start, whole, power, NULL FROM dense
UNION ALL SELECT 'regular_people', key, start, whole, regular, NULL FROM dense
UNION ALL SELECT 'light_people', key, start, whole, light, NULL FROM dense;
