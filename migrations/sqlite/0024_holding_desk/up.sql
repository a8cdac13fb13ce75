-- The rules that hold comments, as staff have saved them: one row, and none until somebody has. The mark is a hash of the
-- rules, by which everybody who posts knows whether they are still those that were read last.
CREATE TABLE holding_rules (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    rules TEXT NOT NULL,
    mark TEXT NOT NULL,
    saved_at TIMESTAMP NOT NULL
);

-- Each time that a rule held a comment, to be counted; not whose comment, nor which.
CREATE TABLE holds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    rule TEXT NOT NULL,
    held_at TIMESTAMP NOT NULL
);
CREATE INDEX holds_counted ON holds (held_at, rule);

-- What a proposal says about holding, where it is not as on the rest of the site.
ALTER TABLE proposals ADD COLUMN holding TEXT NOT NULL DEFAULT '';

-- Comments that wait, for the pages on which their authors see them: those with a reason.
CREATE INDEX comments_held ON comments (author_id, proposal_id, id) WHERE held_because IS NOT NULL;
