-- Reviews by the day of the review, and what people did with comments by the day of the merge: two populations, never
-- divided by each other. Rows that name people are of their teams. Rows that name nobody are of the team whose
-- connection they come from; where it is nobody's, or that of a team with teams below it, they are `unattributed`.
CREATE OR REPLACE VIEW review_facts AS
WITH owners AS (
  SELECT connection, team AS owner FROM read_parquet(getvariable('lake') || '/connections.parquet')
  WHERE team IN (SELECT team FROM teams) AND team NOT IN (SELECT parent FROM teams WHERE parent IS NOT NULL)
), told AS (
  SELECT 'made' AS kind, connection, day, user_id, email, reviews, comments, p0, p1, p2,
         0 AS engaged, 0 AS replied, 0 AS reacted, 0 AS replies, 0 AS upvotes, 0 AS downvotes FROM review_rows
  UNION ALL
  SELECT 'answered', connection, day, user_id, email, reviews, comments, 0, 0, 0, engaged, replied, reacted, replies,
         upvotes, downvotes
  FROM response_rows
)
SELECT told.*, persons.person,
       CASE WHEN persons.person IS NULL THEN coalesce(owner, 'unattributed') ELSE coalesce(roster_days.team, 'no-team') END AS team,
       owner
FROM told
LEFT JOIN owners USING (connection)
LEFT JOIN persons ON persons.handle = coalesce('a:' || lower(told.email), 'b:' || told.connection || '/' || told.user_id)
LEFT JOIN roster_days ON roster_days.person = persons.person AND roster_days.day = told.day;

CREATE OR REPLACE VIEW metric_reviews AS
WITH
  sums AS (
    SELECT spans.start, spans.whole, kind, key, sum(reviews) AS reviews, sum(comments) AS comments,
           sum(p0) AS p0, sum(p1) AS p1, sum(p2) AS p2, sum(engaged) AS engaged, sum(replied) AS replied,
           sum(reacted) AS reacted, sum(replies) AS replies,
           sum(upvotes) AS upvotes, sum(downvotes) AS downvotes,
           -- More comments engaged with than comments: no rate can be made with such a row. So with replies and reactions.
           count(*) FILTER (WHERE engaged > comments) AS odd, count(*) FILTER (WHERE replied > comments) AS odd_replied,
           count(*) FILTER (WHERE reacted > comments) AS odd_reacted
    FROM spans JOIN (SELECT *, unnest(['all', team]) AS key FROM review_facts) AS keyed
      ON keyed.day BETWEEN spans.first AND spans.ends
    GROUP BY ALL
  ),
  known AS (
    SELECT spans.start, spans.whole, kind,
           bool_or(person IS NOT NULL) AS by_people, bool_or(person IS NULL) AS by_nobody
    FROM spans JOIN review_facts ON review_facts.day BETWEEN spans.first AND spans.ends GROUP BY ALL
  ),
  keys AS (SELECT key FROM lines UNION SELECT key FROM sums),
  dense AS (
    SELECT kinds.kind, keys.key, spans.start, spans.whole,
           coalesce(reviews, 0) AS reviews, coalesce(comments, 0) AS comments, coalesce(p0, 0) AS p0, coalesce(p1, 0) AS p1,
           coalesce(p2, 0) AS p2, coalesce(engaged, 0) AS engaged, coalesce(replied, 0) AS replied,
           coalesce(reacted, 0) AS reacted, coalesce(replies, 0) AS replies,
           coalesce(upvotes, 0) AS upvotes, coalesce(downvotes, 0) AS downvotes, coalesce(odd, 0) AS odd,
           coalesce(odd_replied, 0) AS odd_replied, coalesce(odd_reacted, 0) AS odd_reacted,
           -- Rows there are, and none says whose: a team's part is unknown, not zero.
           keys.key IN ('all', 'unattributed') OR keys.key IN (SELECT owner FROM review_facts WHERE owner IS NOT NULL)
             OR coalesce(by_people, TRUE) OR NOT coalesce(by_nobody, FALSE) AS is_known
    FROM (SELECT unnest(['made', 'answered']) AS kind) AS kinds CROSS JOIN keys CROSS JOIN spans
    LEFT JOIN sums USING (kind, key, start, whole) LEFT JOIN known USING (kind, start, whole)
  ),
  made AS (SELECT * FROM dense WHERE kind = 'made'),
  answered AS (SELECT * FROM dense WHERE kind = 'answered'),
  counts AS (
    SELECT key, start, whole, is_known, unnest([
      {metric: 'reviews', n: reviews}, {metric: 'review_comments', n: comments},
      {metric: 'review_comments_p0', n: p0}, {metric: 'review_comments_p1', n: p1}, {metric: 'review_comments_p2', n: p2}
    ], recursive := true) FROM made
    UNION ALL
    SELECT key, start, whole, is_known, unnest([
      {metric: 'review_responses_comments', n: comments}, {metric: 'review_engaged', n: engaged},
      {metric: 'review_replies', n: replies}, {metric: 'review_upvotes', n: upvotes}, {metric: 'review_downvotes', n: downvotes}
    ], recursive := true) FROM answered
  ),
  -- Rows that name nobody have a sum; a share of them belongs to no line.
  made_by_people AS (SELECT * FROM made WHERE key <> 'unattributed'),
  answered_to_people AS (SELECT * FROM answered WHERE key <> 'unattributed')
SELECT metric, key, start, whole, CASE WHEN is_known THEN n END::HUGEINT AS exact, NULL::DOUBLE AS ratio FROM counts
UNION ALL SELECT 'comments_per_review', key, start, whole, NULL, CASE WHEN is_known THEN quotient(comments, reviews) END FROM made_by_people
UNION ALL SELECT 'high_severity_density', key, start, whole, NULL, CASE WHEN is_known THEN quotient(p0 + p1, reviews) END FROM made_by_people
-- Below 30 comments, or votes, a share says too little.
UNION ALL SELECT 'review_engagement_rate', key, start, whole, NULL,
  CASE WHEN is_known AND odd = 0 AND comments >= 30 THEN quotient(engaged, comments) END FROM answered_to_people
UNION ALL SELECT 'review_reply_rate', key, start, whole, NULL,
  CASE WHEN is_known AND odd_replied = 0 AND comments >= 30 THEN quotient(replied, comments) END FROM answered_to_people
UNION ALL SELECT 'review_reaction_rate', key, start, whole, NULL,
  CASE WHEN is_known AND odd_reacted = 0 AND comments >= 30 THEN quotient(reacted, comments) END FROM answered_to_people
UNION ALL SELECT 'review_positive_share', key, start, whole, NULL,
  CASE WHEN is_known AND upvotes + downvotes >= 30 THEN quotient(upvotes, upvotes + downvotes) END FROM answered_to_people;
