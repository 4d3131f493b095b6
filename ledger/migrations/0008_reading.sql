-- Who has read personal data when, and who has failed to sign in, beside the log. No mark, no name, no token stands here.

CREATE TABLE @schema@.reading (
    school int4 NOT NULL REFERENCES @schema@.school (id),
    nr bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    person text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL CHECK (pg_catalog.octet_length(what) <= 500)
);
CREATE INDEX ON @schema@.reading (school, at);

-- One row a minute and sender, however often it tries: guessing fills no disk.
CREATE TABLE @schema@.failed_sign_in (
    minute timestamptz NOT NULL,
    client text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL CHECK (pg_catalog.octet_length(address) <= 500),
    tries int8 NOT NULL,
    PRIMARY KEY (minute, client, address)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON @schema@.reading
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.reading
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();

GRANT SELECT, INSERT ON @schema@.reading TO socai_writer;
GRANT SELECT, INSERT, UPDATE ON @schema@.failed_sign_in TO socai_writer;
