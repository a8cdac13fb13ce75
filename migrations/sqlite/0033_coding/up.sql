-- What people write about, as a tree.
CREATE TABLE themes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    -- The theme under which it stands; of none when it stands at the top.
    parent_id BIGINT REFERENCES themes (id),
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    -- The place among those beside it.
    position BIGINT NOT NULL
);
CREATE INDEX themes_proposal ON themes (proposal_id, position);
CREATE INDEX themes_parent ON themes (parent_id);

-- Who of the staff codes the answers to a proposal. The number is what files show in place of a name.
CREATE TABLE coders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    -- Of nobody when they have left.
    account_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    UNIQUE (proposal_id, number),
    UNIQUE (proposal_id, account_id)
);
CREATE INDEX coders_account ON coders (account_id);

-- Whose task it is to code the answers to a question.
CREATE TABLE assignments (
    coder_id BIGINT NOT NULL REFERENCES coders (id) ON DELETE CASCADE,
    question BIGINT NOT NULL,
    PRIMARY KEY (coder_id, question)
);

-- How far somebody is with the answer to one question, in one version of a response.
CREATE TABLE codings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    question BIGINT NOT NULL,
    coder_id BIGINT NOT NULL REFERENCES coders (id) ON DELETE CASCADE,
    -- When they were done with it last; nothing until they are.
    coded_at TIMESTAMP,
    UNIQUE (response_id, question, version, coder_id)
);
CREATE INDEX codings_coder ON codings (coder_id, question, id);

-- What they tagged with which theme: from one character of the answer to before another. Without any, there was nothing to tag.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    coding_id BIGINT NOT NULL REFERENCES codings (id) ON DELETE CASCADE,
    theme_id BIGINT NOT NULL REFERENCES themes (id),
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL CHECK (ends > starts),
    UNIQUE (coding_id, theme_id, starts, ends)
);
CREATE INDEX passages_theme ON passages (theme_id);
