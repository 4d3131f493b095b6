-- Who has brought which file when, beside the log: for a limit on what nobody names, and for sweeping it.

CREATE TABLE @schema@.upload (
    school int4 NOT NULL REFERENCES @schema@.school (id),
    digest bytea NOT NULL CHECK (pg_catalog.octet_length(digest) = 32),
    person text COLLATE "C" NOT NULL,
    bytes int8 NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (school, digest, person)
);
CREATE INDEX ON @schema@.upload (school, person);
CREATE INDEX ON @schema@.upload (school, at);

GRANT SELECT, INSERT, UPDATE, DELETE ON @schema@.upload TO socai_writer;
