-- Who gets emails: an address that has said yes, with an account or without one.
CREATE TABLE subscribers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BIGINT UNIQUE REFERENCES accounts (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    wording TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    hour INTEGER NOT NULL DEFAULT 7 CHECK (hour BETWEEN 0 AND 23),
    weekday INTEGER NOT NULL DEFAULT 4 CHECK (weekday BETWEEN 1 AND 7),
    paused_until TIMESTAMP,
    stopped_at TIMESTAMP,
    silenced_at TIMESTAMP,
    silenced_because TEXT NOT NULL DEFAULT '',
    bounces INTEGER NOT NULL DEFAULT 0,
    bounced_at TIMESTAMP,
    -- The last activity that was looked at for this subscriber. It only grows.
    covered_until BIGINT NOT NULL,
    -- Activity that was looked at and is still to be told: not due yet, or its email failed.
    pending BLOB NOT NULL,
    -- Those of them that may have been told already: the mail server's answer was lost.
    doubtful BLOB NOT NULL,
    at_once_at TIMESTAMP,
    daily_at TIMESTAMP,
    weekly_at TIMESTAMP,
    -- The earliest of the three; none while nothing may be sent.
    due_at TIMESTAMP,
    last_period TIMESTAMP
);
CREATE INDEX subscribers_due ON subscribers (due_at, id) WHERE due_at IS NOT NULL;

INSERT INTO subscribers (email, email_key, wording, asked_at, confirmed_at, covered_until, pending, doubtful)
SELECT email, email_key, wording, created_at, confirmed_at, COALESCE((SELECT MAX(id) FROM activity), 0), X'', X''
FROM subscriptions;
UPDATE subscribers SET account_id =
    (SELECT a.id FROM accounts a WHERE a.email_key = subscribers.email_key AND a.confirmed_at IS NOT NULL);
UPDATE subscribers SET confirmed_at = asked_at WHERE confirmed_at IS NULL
    AND account_id IN (SELECT account_id FROM follows);
INSERT INTO subscribers (account_id, email, email_key, wording, asked_at, confirmed_at, covered_until, pending, doubtful)
SELECT a.id, a.email, a.email_key, 'Followed on the site.', MIN(f.created_at), MIN(f.created_at),
    COALESCE((SELECT MAX(id) FROM activity), 0), X'', X''
FROM accounts a JOIN follows f ON f.account_id = a.id
WHERE a.email IS NOT NULL AND a.confirmed_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM subscribers s WHERE s.account_id = a.id)
GROUP BY a.id, a.email, a.email_key;
DROP TABLE subscriptions;

ALTER TABLE follows RENAME TO follows_before;
DROP INDEX follows_target;
CREATE TABLE follows (
    subscriber_id BIGINT NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('site', 'area', 'proposal', 'thread')),
    target_id BIGINT NOT NULL,
    frequency TEXT NOT NULL CHECK (frequency IN ('at_once', 'daily', 'weekly')),
    -- Only activity with a higher number is news.
    since BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (subscriber_id, kind, target_id)
) WITHOUT ROWID;
CREATE INDEX follows_at_once ON follows (kind, target_id) WHERE frequency = 'at_once';
INSERT INTO follows (subscriber_id, kind, target_id, frequency, since, created_at)
SELECT s.id, f.kind, f.target_id, CASE f.kind WHEN 'area' THEN 'weekly' ELSE 'daily' END,
    COALESCE((SELECT MAX(id) FROM activity), 0), f.created_at
FROM follows_before f JOIN subscribers s ON s.account_id = f.account_id;
DROP TABLE follows_before;
-- Whoever asked for the emails without an account wanted to hear of the whole site.
INSERT INTO follows (subscriber_id, kind, target_id, frequency, since, created_at)
SELECT s.id, 'site', 0, 'weekly', s.covered_until, s.asked_at FROM subscribers s
WHERE NOT EXISTS (SELECT 1 FROM follows f WHERE f.subscriber_id = s.id);
-- The first look decides when each is due.
UPDATE subscribers SET
    daily_at = CASE WHEN EXISTS (SELECT 1 FROM follows f WHERE f.subscriber_id = subscribers.id AND f.frequency = 'daily') THEN asked_at END,
    weekly_at = CASE WHEN EXISTS (SELECT 1 FROM follows f WHERE f.subscriber_id = subscribers.id AND f.frequency = 'weekly') THEN asked_at END;
UPDATE subscribers SET due_at = COALESCE(daily_at, weekly_at) WHERE confirmed_at IS NOT NULL;

-- One look for those who are due, while it lasted.
CREATE TABLE digest_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    began_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    looked_at BIGINT NOT NULL DEFAULT 0,
    planned BIGINT NOT NULL DEFAULT 0
);

-- One email to one subscriber: what is in it, and what became of it.
CREATE TABLE digests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscriber_id BIGINT NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    run_id BIGINT REFERENCES digest_runs (id) ON DELETE SET NULL,
    period_end TIMESTAMP NOT NULL,
    upto BIGINT NOT NULL,
    items BLOB NOT NULL,
    doubtful BLOB NOT NULL,
    left_out BLOB NOT NULL,
    because TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'accepted', 'deferred', 'failed', 'unknown', 'skipped', 'parked')),
    why TEXT NOT NULL DEFAULT '',
    owner TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TIMESTAMP,
    message_id TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    stop_hash TEXT NOT NULL DEFAULT '',
    manage_hash TEXT NOT NULL DEFAULT '',
    planned_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    UNIQUE (subscriber_id, period_end)
);
CREATE INDEX digests_next ON digests (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX digests_state ON digests (state, ended_at);
CREATE INDEX digests_upto ON digests (subscriber_id, upto);

-- Up to which activity those who want to hear at once have been woken.
CREATE TABLE digest_marks (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    woken_until BIGINT NOT NULL
);
INSERT INTO digest_marks (id, woken_until) SELECT 1, COALESCE(MAX(id), 0) FROM activity;

CREATE INDEX activity_comment ON activity (comment_id);
