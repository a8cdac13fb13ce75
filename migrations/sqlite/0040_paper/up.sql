-- How a response came, on which day, and the name on it where that may be published; the last two only where it did not come online.
ALTER TABLE responses ADD COLUMN channel TEXT NOT NULL DEFAULT 'online' CHECK (channel IN ('online', 'paper', 'phone', 'event'));
ALTER TABLE responses ADD COLUMN received_on TEXT NOT NULL DEFAULT '';
ALTER TABLE responses ADD COLUMN given_name TEXT NOT NULL DEFAULT '';

-- What two people keyed in of such a response, each without seeing what the other did.
CREATE TABLE keyings (
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    place BIGINT NOT NULL CHECK (place IN (1, 2)),
    keyer_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    -- What was typed, by the number of the section.
    typed TEXT NOT NULL,
    is_done BOOLEAN NOT NULL,
    keyed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (response_id, place)
);
CREATE INDEX keyings_keyer ON keyings (keyer_id);
