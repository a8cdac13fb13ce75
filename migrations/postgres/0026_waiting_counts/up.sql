-- How many cases wait, by the reason why: counting them for each page of the queue takes too long when there are many.
CREATE TABLE waiting_counts (
    why TEXT NOT NULL PRIMARY KEY CHECK (why IN ('risk', 'reported', 'review')),
    waiting BIGINT NOT NULL
);
INSERT INTO waiting_counts (why, waiting)
    SELECT reasons.why, (SELECT COUNT(*) FROM cases WHERE cases.closed_at IS NULL AND cases.why = reasons.why)
    FROM (SELECT 'risk' AS why UNION ALL SELECT 'reported' UNION ALL SELECT 'review') AS reasons;
