-- Responses that say the same: found by the program, confirmed or refused by staff.
CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('suggested', 'confirmed', 'refused')),
    kind TEXT NOT NULL DEFAULT 'campaign' CHECK (kind IN ('campaign', 'duplicate')),
    name TEXT NOT NULL DEFAULT '',
    -- The response whose words stand for all; no copy of them is kept here.
    typical_id BIGINT REFERENCES responses (id) ON DELETE SET NULL,
    typical_version BIGINT NOT NULL,
    -- How many responses belong to it, and how many look like it since it was decided.
    size BIGINT NOT NULL DEFAULT 0,
    waiting BIGINT NOT NULL DEFAULT 0,
    -- Each change makes the next one, so that nobody decides on what they have not seen.
    edition BIGINT NOT NULL DEFAULT 0,
    found_at TIMESTAMP NOT NULL,
    decided_at TIMESTAMP,
    decided_by BIGINT REFERENCES accounts (id) ON DELETE SET NULL
);
CREATE INDEX campaigns_state ON campaigns (proposal_id, state, size);
CREATE INDEX campaigns_typical ON campaigns (typical_id);
CREATE INDEX campaigns_decider ON campaigns (decided_by);

-- A response is in one of them at most. What was decided holds for the version that was seen.
CREATE TABLE campaign_responses (
    response_id BIGINT NOT NULL PRIMARY KEY REFERENCES responses (id) ON DELETE CASCADE,
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('suggested', 'member', 'out')),
    -- How alike it is to the common text, in percent.
    resemblance BIGINT NOT NULL,
    contained BIGINT NOT NULL
);
CREATE INDEX campaign_responses_campaign ON campaign_responses (campaign_id, response_id);

-- What was compared last.
CREATE TABLE campaign_groupings (
    proposal_id BIGINT NOT NULL PRIMARY KEY REFERENCES proposals (id) ON DELETE CASCADE,
    -- The last change of the responses that is in it, by its number in "scopes".
    revision BIGINT NOT NULL,
    threshold BIGINT NOT NULL,
    compared BIGINT NOT NULL,
    short BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    grouped_at TIMESTAMP NOT NULL
);
