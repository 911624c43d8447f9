-- The tables that every other file here reads. Say first where the files are and what to show:
--
--   SET VARIABLE lake = 'lake';            -- the folder of `uptake export archive --out lake`
--   SET VARIABLE first_day = DATE '2026-10-01';
--   SET VARIABLE last_day = DATE '2026-10-31';
--   SET VARIABLE bucket = 'week';        -- day, week, month or total
--
-- Credits and dollars are whole millionths here: sums of them are exact.

CREATE OR REPLACE MACRO today() AS (SELECT today::DATE FROM read_json(getvariable('lake') || '/export.json'));
-- A quotient of whole numbers, rounded half to even; nothing without a base.
CREATE OR REPLACE MACRO half_even(over, under) AS
  CASE WHEN under = 0 THEN NULL
       WHEN 2 * (over % under) > under OR (2 * (over % under) = under AND (over // under) % 2 = 1) THEN over // under + 1
       ELSE over // under END;
CREATE OR REPLACE MACRO quotient(over, under) AS CASE WHEN under = 0 THEN NULL ELSE over::DOUBLE / under::DOUBLE END;

CREATE OR REPLACE VIEW teams AS SELECT * FROM read_parquet(getvariable('lake') || '/teams.parquet');
CREATE OR REPLACE VIEW people AS SELECT * FROM read_parquet(getvariable('lake') || '/people.parquet');
CREATE OR REPLACE VIEW memberships AS SELECT * FROM read_parquet(getvariable('lake') || '/memberships.parquet');
CREATE OR REPLACE VIEW days AS SELECT * FROM read_parquet(getvariable('lake') || '/days.parquet');
CREATE OR REPLACE VIEW usage_rows AS
  SELECT * FROM read_parquet(getvariable('lake') || '/dataset=usage/*/*/part.parquet', hive_partitioning = true)
  WHERE day <= today();
CREATE OR REPLACE VIEW review_rows AS
  SELECT * FROM read_parquet(getvariable('lake') || '/dataset=code_reviews/*/*/part.parquet', hive_partitioning = true)
  WHERE day <= today();
CREATE OR REPLACE VIEW response_rows AS
  SELECT * FROM read_parquet(getvariable('lake') || '/dataset=code_review_responses/*/*/part.parquet', hive_partitioning = true)
  WHERE day <= today();

-- Persons. A row knows somebody by an address, by an id within its connection, or by both; whoever is joined by rows
-- that have both is one person, named by the least address, or else by the least id.
CREATE OR REPLACE TEMP TABLE actors AS
  SELECT DISTINCT connection, user_id, lower(email) AS email FROM (
    SELECT connection, user_id, email FROM usage_rows
    UNION ALL SELECT connection, user_id, email FROM review_rows
    UNION ALL SELECT connection, user_id, email FROM response_rows
  ) WHERE user_id IS NOT NULL OR email IS NOT NULL;

CREATE OR REPLACE TEMP TABLE persons AS
WITH RECURSIVE
  handles AS (
    SELECT 'a:' || email AS handle FROM actors WHERE email IS NOT NULL
    UNION SELECT 'b:' || connection || '/' || user_id FROM actors WHERE user_id IS NOT NULL
    UNION SELECT 'a:' || email FROM people
  ),
  edges AS (
    SELECT 'a:' || email AS one, 'b:' || connection || '/' || user_id AS other FROM actors
    WHERE email IS NOT NULL AND user_id IS NOT NULL
  ),
  both_ways AS (SELECT one, other FROM edges UNION SELECT other, one FROM edges),
  reached AS (
    SELECT handle, handle AS reaches FROM handles
    UNION
    SELECT reached.handle, both_ways.other FROM reached JOIN both_ways ON both_ways.one = reached.reaches
  )
SELECT handle, min(reaches) AS person FROM reached GROUP BY handle;

-- Who is on the roster on each day, and in which team. Where one person has several entries, the first in the roster's
-- order that names a team decides.
CREATE OR REPLACE TEMP TABLE roster_days AS
WITH
  calendar AS (
    SELECT unnest(generate_series((SELECT least(min(day), getvariable('first_day')::DATE) - 60 FROM usage_rows), today(), INTERVAL 1 DAY))::DATE AS day
  ),
  entries AS (
    SELECT calendar.day, people.position AS entry, persons.person,
           arg_min(coalesce(memberships.team, ''), memberships.position) AS team
    FROM calendar
    JOIN memberships ON coalesce(memberships.from_day, DATE '0001-01-01') <= calendar.day
                    AND calendar.day <= coalesce(memberships.to_day, DATE '9999-12-31')
    JOIN people ON people.email = memberships.email
    JOIN persons ON persons.handle = 'a:' || people.email
    GROUP BY ALL
  )
SELECT day, person, coalesce(arg_min(team, entry) FILTER (WHERE team <> ''), 'no-team') AS team
FROM entries GROUP BY day, person;

-- Usage with person and team of the day; rows that name nobody have neither.
CREATE OR REPLACE TEMP TABLE facts AS
SELECT usage_rows.*, persons.person,
       CASE WHEN persons.person IS NULL THEN NULL ELSE coalesce(roster_days.team, 'no-team') END AS team
FROM usage_rows
LEFT JOIN persons ON persons.handle = coalesce('a:' || lower(usage_rows.email), 'b:' || usage_rows.connection || '/' || usage_rows.user_id)
LEFT JOIN roster_days ON roster_days.person = persons.person AND roster_days.day = usage_rows.day;

-- The days on which somebody was active, with the team of that day.
CREATE OR REPLACE TEMP TABLE active AS
SELECT DISTINCT person, team, day FROM facts WHERE person IS NOT NULL AND threads + turns > 0;

-- The lines of an answer: everybody, and each team that anybody was ever in.
CREATE OR REPLACE TEMP TABLE lines AS
SELECT 'all' AS key
UNION SELECT DISTINCT team FROM memberships WHERE team IS NOT NULL
UNION SELECT DISTINCT team FROM roster_days
UNION SELECT DISTINCT team FROM facts WHERE team IS NOT NULL;

-- The buckets of the range, and the range itself (`whole`). `first` and `last` are clipped to the range; `ends` is the
-- last day of it that can be known; `before` is the period that it is compared with.
CREATE OR REPLACE VIEW spans AS
WITH
  asked AS (SELECT getvariable('first_day')::DATE AS f, getvariable('last_day')::DATE AS t, getvariable('bucket') AS bucket),
  starts AS (
    SELECT DISTINCT f, t, bucket,
      CASE bucket WHEN 'day' THEN d WHEN 'week' THEN date_trunc('week', d)::DATE WHEN 'month' THEN date_trunc('month', d)::DATE ELSE f END AS start
    FROM (SELECT f, t, bucket, unnest(generate_series(f, t, INTERVAL 1 DAY))::DATE AS d FROM asked)
  )
SELECT start, FALSE AS whole, greatest(start, f) AS first,
       least(t, CASE bucket WHEN 'day' THEN start WHEN 'week' THEN start + 6
                        WHEN 'month' THEN (start + INTERVAL 1 MONTH)::DATE - 1 ELSE t END) AS last,
       least(last, today()) AS ends,
       CASE bucket WHEN 'day' THEN start - 1 WHEN 'week' THEN start - 7
               WHEN 'month' THEN (start - INTERVAL 1 MONTH)::DATE ELSE start - (t - f + 1)::INTEGER END AS before_first,
       start - 1 AS before_last
FROM starts
UNION ALL
SELECT f, TRUE, f, t, least(t, today()), f - (t - f + 1)::INTEGER, f - 1 FROM asked;

-- Each person who was active in a span, once, in the team of the last active day in it.
CREATE OR REPLACE VIEW active_in_spans AS
SELECT spans.start, spans.whole, active.person, arg_max(active.team, active.day) AS team
FROM spans JOIN active ON active.day BETWEEN spans.first AND spans.ends
GROUP BY ALL;
