-- Who of the staff has read a response, which version of it, and when.
CREATE TABLE response_readings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    reader_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    read_at TIMESTAMP NOT NULL,
    UNIQUE (response_id, version, reader_id)
);
CREATE INDEX response_readings_reader ON response_readings (reader_id);
