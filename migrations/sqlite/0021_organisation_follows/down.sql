CREATE TABLE new_follows (
    subscriber_id BIGINT NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('site', 'area', 'proposal', 'thread')),
    target_id BIGINT NOT NULL,
    frequency TEXT NOT NULL CHECK (frequency IN ('at_once', 'daily', 'weekly')),
    -- Only activity with a higher number is news.
    since BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (subscriber_id, kind, target_id)
) WITHOUT ROWID;
INSERT INTO new_follows SELECT subscriber_id, kind, target_id, frequency, since, created_at FROM follows WHERE kind <> 'organisation';
DROP TABLE follows;
ALTER TABLE new_follows RENAME TO follows;
CREATE INDEX follows_at_once ON follows (kind, target_id) WHERE frequency = 'at_once';
