-- Bearer tokens of persons, beside the log and no part of it: a bag, an export and the verifier know nothing of them.
-- A token itself is stored nowhere, only its SHA-256. A person's newest row counts: a new token ends the older ones.

CREATE TABLE @schema@.access_token (
    school int4 NOT NULL REFERENCES @schema@.school (id),
    person text COLLATE "C" NOT NULL,
    nr int4 NOT NULL,
    digest bytea NOT NULL UNIQUE CHECK (pg_catalog.octet_length(digest) = 32),
    session text NOT NULL,
    issued timestamptz NOT NULL,
    PRIMARY KEY (school, person, nr)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON @schema@.access_token
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();

CREATE FUNCTION @schema@.put_access_token(
    p_school int4, p_person text, p_digest bytea, p_session text, p_issued timestamptz
) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO @schema@.access_token (school, person, nr, digest, session, issued)
        SELECT p_school, p_person, COALESCE(pg_catalog.max(t.nr), 0) + 1, p_digest, p_session, p_issued
        FROM @schema@.access_token t WHERE t.school = p_school AND t.person = p_person
$$;

REVOKE ALL ON FUNCTION @schema@.put_access_token(int4, text, bytea, text, timestamptz) FROM PUBLIC;
GRANT SELECT ON @schema@.access_token TO socai_writer;
GRANT EXECUTE ON FUNCTION @schema@.put_access_token(int4, text, bytea, text, timestamptz) TO socai_writer;
