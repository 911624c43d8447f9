-- Of the people first active in an ISO week, how many were active so many weeks later.
CREATE OR REPLACE VIEW metric_retention AS
WITH
  weeks AS (SELECT DISTINCT person, date_trunc('week', day)::DATE AS week FROM active),
  cohorts AS (SELECT person, min(week) AS cohort FROM weeks GROUP BY person),
  sizes AS (SELECT cohort, count(*) AS size FROM cohorts GROUP BY cohort)
SELECT cohorts.cohort, sizes.size, (weeks.week - cohorts.cohort) // 7 AS later, count(*) AS people,
       count(*)::DOUBLE / any_value(sizes.size) AS share
FROM cohorts JOIN weeks USING (person) JOIN sizes USING (cohort)
WHERE cohorts.cohort BETWEEN date_trunc('week', getvariable('first_day')::DATE) AND getvariable('last_day')::DATE
GROUP BY cohorts.cohort, sizes.size, weeks.week;
