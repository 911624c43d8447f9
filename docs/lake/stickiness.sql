-- Stickiness: the mean of daily active people of the weekdays over the people active in the week. In a longer span the
-- whole ISO weeks inside count; where there is none, what there is of weeks.
CREATE OR REPLACE VIEW metric_stickiness AS
WITH
  known_days AS (
    SELECT DISTINCT days.day FROM days
    JOIN (SELECT connection, min(day) AS first_day FROM days WHERE dataset = 'usage' AND rows > 0 GROUP BY connection) AS began
      ON began.connection = days.connection AND days.day >= began.first_day
    WHERE dataset = 'usage'
  ),
  weeks AS (
    SELECT start, whole, ends, first, week, greatest(week, first) AS week_first, least(week + 6, ends) AS week_last,
           week >= first AND week + 6 <= ends AS is_whole
    FROM (SELECT DISTINCT start, whole, first, ends,
                 date_trunc('week', unnest(generate_series(first, ends, INTERVAL 1 DAY)))::DATE AS week
          FROM spans WHERE first <= ends)
  ),
  pieces AS (
    SELECT *, (SELECT count(*) FROM known_days WHERE day BETWEEN week_first AND week_last AND isodow(day) < 6) AS weekdays
    FROM weeks QUALIFY is_whole OR NOT bool_or(is_whole) OVER (PARTITION BY start, whole)
  ),
  last_days AS (
    SELECT start, whole, week, weekdays, active.person, arg_max(active.team, active.day) AS team
    FROM pieces JOIN active ON active.day BETWEEN week_first AND week_last
    WHERE weekdays > 0 GROUP BY ALL
  ),
  weekly AS (
    SELECT start, whole, week, key, count(*) AS people
    FROM (SELECT *, unnest(['all', team]) AS key FROM last_days) GROUP BY ALL
  ),
  daily AS (
    SELECT start, whole, week, key, count(*)::DOUBLE / any_value(weekdays) AS mean
    FROM (SELECT pieces.start, pieces.whole, week, weekdays, unnest(['all', active.team]) AS key
          FROM pieces JOIN active ON active.day BETWEEN week_first AND week_last AND isodow(active.day) < 6
          JOIN known_days ON known_days.day = active.day
          WHERE weekdays > 0)
    GROUP BY start, whole, week, key
  ),
  sums AS (
    SELECT start, whole, key, sum(coalesce(mean, 0)) AS daily, sum(people) AS weekly
    FROM weekly LEFT JOIN daily USING (start, whole, week, key) GROUP BY ALL
  )
SELECT 'stickiness' AS metric, lines.key, spans.start, spans.whole, NULL::HUGEINT AS exact,
       quotient(sums.daily, coalesce(sums.weekly, 0)) AS ratio
FROM lines CROSS JOIN spans LEFT JOIN sums USING (key, start, whole);
