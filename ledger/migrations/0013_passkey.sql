-- Passkeys as a server signs people in by them, beside the log. What one may sign stands in the log (KeyRegistered,
-- KeyConfirmed, KeyRevoked), and a passkey that the log does not know as confirmed opens nothing.

CREATE TABLE @schema@.passkey (
    cred bytea PRIMARY KEY CHECK (pg_catalog.octet_length(cred) BETWEEN 1 AND 255),
    school int4 NOT NULL REFERENCES @schema@.school (id),
    person text COLLATE "C" NOT NULL,
    public bytea NOT NULL CHECK (pg_catalog.octet_length(public) <= 1000), -- COSE, as the authenticator gave it
    rp text COLLATE "C" NOT NULL CHECK (pg_catalog.octet_length(rp) <= 253),
    counter int8 NOT NULL,
    transports text[] NOT NULL,
    label text COLLATE "C" NOT NULL CHECK (pg_catalog.octet_length(label) <= 256),
    made timestamptz NOT NULL,
    used timestamptz
);
CREATE INDEX ON @schema@.passkey (school, person);

-- What an authenticator was asked to answer to: for one purpose and person, once, for some minutes. A crash of the
-- database forgets it, and the person asks again.
CREATE UNLOGGED TABLE @schema@.challenge (
    digest bytea PRIMARY KEY CHECK (pg_catalog.octet_length(digest) = 32),
    purpose text COLLATE "C" NOT NULL,
    ends timestamptz NOT NULL
);
CREATE INDEX ON @schema@.challenge (ends);

CREATE FUNCTION @schema@.put_passkey(
    p_cred bytea, p_school int4, p_person text, p_public bytea, p_rp text, p_counter int8, p_transports text[],
    p_label text, p_made timestamptz
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO @schema@.passkey (cred, school, person, public, rp, counter, transports, label, made)
        VALUES (p_cred, p_school, p_person, p_public, p_rp, p_counter, p_transports, p_label, p_made)
$$;

-- False if the counter does not go on: two authenticators have the same key.
CREATE FUNCTION @schema@.use_passkey(p_cred bytea, p_counter int8, p_at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH used AS (UPDATE @schema@.passkey k SET counter = p_counter, used = p_at
        WHERE k.cred = p_cred AND (p_counter > k.counter OR (p_counter = 0 AND k.counter = 0)) RETURNING 1)
    SELECT EXISTS (SELECT FROM used)
$$;

CREATE FUNCTION @schema@.put_challenge(p_digest bytea, p_purpose text, p_seconds float8) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    DELETE FROM @schema@.challenge c WHERE c.ends < pg_catalog.clock_timestamp();
    INSERT INTO @schema@.challenge (digest, purpose, ends) VALUES
        (p_digest, p_purpose, pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => p_seconds))
$$;

-- Whether it was asked for this and is not over; whatever the answer, it is spent.
CREATE FUNCTION @schema@.take_challenge(p_digest bytea, p_purpose text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH taken AS (DELETE FROM @schema@.challenge c WHERE c.digest = p_digest RETURNING c.purpose, c.ends)
    SELECT EXISTS (SELECT FROM taken t WHERE t.purpose = p_purpose AND t.ends > pg_catalog.clock_timestamp())
$$;

REVOKE ALL ON FUNCTION
    @schema@.put_passkey(bytea, int4, text, bytea, text, int8, text[], text, timestamptz),
    @schema@.use_passkey(bytea, int8, timestamptz),
    @schema@.put_challenge(bytea, text, float8),
    @schema@.take_challenge(bytea, text)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    @schema@.put_passkey(bytea, int4, text, bytea, text, int8, text[], text, timestamptz),
    @schema@.use_passkey(bytea, int8, timestamptz),
    @schema@.put_challenge(bytea, text, float8),
    @schema@.take_challenge(bytea, text)
TO socai_writer;
GRANT SELECT ON @schema@.passkey TO socai_writer;
