-- Accounts, beside the log and no part of it: what a person shows to be taken for themselves, and what that opens.
-- No secret stands here in clear: of sessions, tokens and codes a SHA-256, of a password argon2id's text, a TOTP secret
-- encrypted under a key outside the database. What has ended keeps its row, without the secret.

CREATE TABLE @schema@.credential (
    id text COLLATE "C" PRIMARY KEY,
    school int4 NOT NULL REFERENCES @schema@.school (id),
    person text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('password', 'totp', 'first', 'recovery')),
    secret bytea,
    made timestamptz NOT NULL,
    ends timestamptz,
    used timestamptz,
    step int8 NOT NULL DEFAULT 0, -- the last step of time whose code was taken: none is taken twice
    gone timestamptz,
    CHECK ((secret IS NULL) = (gone IS NOT NULL))
);
CREATE INDEX ON @schema@.credential (school, person) WHERE gone IS NULL;

CREATE TABLE @schema@.session (
    id text COLLATE "C" PRIMARY KEY,
    digest bytea NOT NULL UNIQUE CHECK (pg_catalog.octet_length(digest) = 32),
    school int4 NOT NULL REFERENCES @schema@.school (id),
    person text COLLATE "C" NOT NULL,
    method text COLLATE "C" NOT NULL, -- the strongest that was shown
    cred text COLLATE "C" NOT NULL,
    begun timestamptz NOT NULL,
    seen timestamptz NOT NULL,
    factor timestamptz NOT NULL, -- when a factor was shown last
    client text COLLATE "C" NOT NULL CHECK (pg_catalog.octet_length(client) <= 100),
    device bytea, -- SHA-256 of what this browser keeps for good
    label text COLLATE "C" NOT NULL CHECK (pg_catalog.octet_length(label) <= 200),
    ended timestamptz,
    why text COLLATE "C",
    CHECK ((ended IS NULL) = (why IS NULL))
);
CREATE INDEX ON @schema@.session (school, person, begun);
CREATE INDEX ON @schema@.session (school, begun);

CREATE TABLE @schema@.api_token (
    id text COLLATE "C" PRIMARY KEY,
    digest bytea NOT NULL UNIQUE CHECK (pg_catalog.octet_length(digest) = 32),
    school int4 NOT NULL REFERENCES @schema@.school (id),
    person text COLLATE "C" NOT NULL,
    purpose text COLLATE "C" NOT NULL CHECK (pg_catalog.octet_length(purpose) <= 400),
    writes boolean NOT NULL,
    issued timestamptz NOT NULL,
    ends timestamptz NOT NULL,
    used timestamptz,
    revoked timestamptz,
    revoker text COLLATE "C",
    CHECK (ends > issued AND (revoked IS NULL) = (revoker IS NULL))
);
CREATE INDEX ON @schema@.api_token (school, person);

-- One row an hour, account and sender, however often it tries; only of accounts that there are.
CREATE TABLE @schema@.wrong_factor (
    school int4 NOT NULL REFERENCES @schema@.school (id),
    person text COLLATE "C" NOT NULL,
    hour timestamptz NOT NULL,
    client text COLLATE "C" NOT NULL CHECK (pg_catalog.octet_length(client) <= 100),
    tries int8 NOT NULL,
    last timestamptz NOT NULL,
    PRIMARY KEY (school, person, hour, client)
);

-- What is counted to slow guessing, by the clock of the database, so that all servers agree. A crash of the database
-- forgets it: nothing is decided by it but how long to wait.
CREATE UNLOGGED TABLE @schema@.throttle (
    name text COLLATE "C" PRIMARY KEY,
    hits int8 NOT NULL,
    ends timestamptz NOT NULL
);
CREATE INDEX ON @schema@.throttle (ends);

CREATE FUNCTION @schema@.put_credential(
    p_id text, p_school int4, p_person text, p_kind text, p_secret bytea, p_made timestamptz, p_ends timestamptz
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO @schema@.credential (id, school, person, kind, secret, made, ends)
        VALUES (p_id, p_school, p_person, p_kind, p_secret, p_made, p_ends)
$$;

-- False if it has ended, or if the step was taken before: of two that show the same code one is let in.
CREATE FUNCTION @schema@.use_credential(p_id text, p_at timestamptz, p_step int8) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH taken AS (UPDATE @schema@.credential c SET used = p_at, step = p_step
        WHERE c.id = p_id AND c.gone IS NULL AND (c.ends IS NULL OR c.ends > p_at) AND (p_step = 0 OR c.step < p_step)
        RETURNING 1)
    SELECT EXISTS (SELECT FROM taken)
$$;

CREATE FUNCTION @schema@.spend_credential(p_id text, p_at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH taken AS (UPDATE @schema@.credential c SET used = p_at, gone = p_at, secret = NULL
        WHERE c.id = p_id AND c.gone IS NULL AND (c.ends IS NULL OR c.ends > p_at)
        RETURNING 1)
    SELECT EXISTS (SELECT FROM taken)
$$;

CREATE FUNCTION @schema@.end_credentials(p_school int4, p_person text, p_kinds text[], p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    UPDATE @schema@.credential c SET gone = p_at, secret = NULL
        WHERE c.school = p_school AND c.person = p_person AND c.kind = ANY (p_kinds) AND c.gone IS NULL
$$;

CREATE FUNCTION @schema@.put_session(
    p_id text, p_digest bytea, p_school int4, p_person text, p_method text, p_cred text, p_at timestamptz,
    p_client text, p_device bytea, p_label text
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO @schema@.session
        (id, digest, school, person, method, cred, begun, seen, factor, client, device, label)
        VALUES (p_id, p_digest, p_school, p_person, p_method, p_cred, p_at, p_at, p_at, p_client, p_device, p_label)
$$;

CREATE FUNCTION @schema@.see_session(p_id text, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    UPDATE @schema@.session s SET seen = p_at WHERE s.id = p_id AND s.ended IS NULL AND s.seen < p_at
$$;

CREATE FUNCTION @schema@.prove_session(p_id text, p_digest bytea, p_method text, p_cred text, p_at timestamptz)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH proved AS (UPDATE @schema@.session s
        SET digest = p_digest, method = p_method, cred = p_cred, factor = p_at, seen = p_at
        WHERE s.id = p_id AND s.ended IS NULL RETURNING 1)
    SELECT EXISTS (SELECT FROM proved)
$$;

-- Of a person the session of that id, or all but one.
CREATE FUNCTION @schema@.end_session(p_school int4, p_person text, p_id text, p_at timestamptz, p_why text)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH ended AS (UPDATE @schema@.session s SET ended = p_at, why = p_why
        WHERE s.school = p_school AND s.person = p_person AND s.id = p_id AND s.ended IS NULL RETURNING 1)
    SELECT EXISTS (SELECT FROM ended)
$$;

CREATE FUNCTION @schema@.end_sessions(p_school int4, p_person text, p_but text, p_at timestamptz, p_why text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    UPDATE @schema@.session s SET ended = p_at, why = p_why
        WHERE s.school = p_school AND s.person = p_person AND s.id <> p_but AND s.ended IS NULL
$$;

CREATE FUNCTION @schema@.put_api_token(
    p_id text, p_digest bytea, p_school int4, p_person text, p_purpose text, p_writes boolean,
    p_issued timestamptz, p_ends timestamptz
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO @schema@.api_token (id, digest, school, person, purpose, writes, issued, ends)
        VALUES (p_id, p_digest, p_school, p_person, p_purpose, p_writes, p_issued, p_ends)
$$;

CREATE FUNCTION @schema@.use_api_token(p_id text, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    UPDATE @schema@.api_token t SET used = p_at WHERE t.id = p_id AND (t.used IS NULL OR t.used < p_at)
$$;

-- The token of that id, or with '' all that the person has.
CREATE FUNCTION @schema@.revoke_api_tokens(p_school int4, p_person text, p_id text, p_at timestamptz, p_revoker text)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH revoked AS (UPDATE @schema@.api_token t SET revoked = p_at, revoker = p_revoker
        WHERE t.school = p_school AND t.person = p_person AND p_id IN ('', t.id) AND t.revoked IS NULL RETURNING 1)
    SELECT EXISTS (SELECT FROM revoked)
$$;

CREATE FUNCTION @schema@.note_wrong_factor(p_school int4, p_person text, p_client text, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO @schema@.wrong_factor AS w (school, person, hour, client, tries, last)
        VALUES (p_school, p_person, pg_catalog.date_trunc('hour', p_at), p_client, 1, p_at)
        ON CONFLICT (school, person, hour, client) DO UPDATE SET tries = w.tries + 1, last = p_at
$$;

-- Adds to a count that begins anew when its time is over, and gives it with the seconds that are left of it.
CREATE FUNCTION @schema@.hit_throttle(p_name text, p_seconds float8, p_amount int8, OUT hits int8, OUT left_s float8)
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO @schema@.throttle AS t (name, hits, ends)
        VALUES (p_name, p_amount, pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => p_seconds))
        ON CONFLICT (name) DO UPDATE SET
            hits = CASE WHEN t.ends > pg_catalog.clock_timestamp() THEN t.hits ELSE 0 END + p_amount,
            ends = CASE WHEN t.ends > pg_catalog.clock_timestamp() THEN t.ends ELSE excluded.ends END
        RETURNING t.hits, pg_catalog.date_part('epoch', t.ends - pg_catalog.clock_timestamp())
$$;

CREATE FUNCTION @schema@.clear_throttle(p_name text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    DELETE FROM @schema@.throttle t WHERE t.name = p_name OR t.ends < pg_catalog.clock_timestamp()
$$;

REVOKE ALL ON FUNCTION
    @schema@.put_credential(text, int4, text, text, bytea, timestamptz, timestamptz),
    @schema@.use_credential(text, timestamptz, int8),
    @schema@.spend_credential(text, timestamptz),
    @schema@.end_credentials(int4, text, text[], timestamptz),
    @schema@.put_session(text, bytea, int4, text, text, text, timestamptz, text, bytea, text),
    @schema@.see_session(text, timestamptz),
    @schema@.prove_session(text, bytea, text, text, timestamptz),
    @schema@.end_session(int4, text, text, timestamptz, text),
    @schema@.end_sessions(int4, text, text, timestamptz, text),
    @schema@.put_api_token(text, bytea, int4, text, text, boolean, timestamptz, timestamptz),
    @schema@.use_api_token(text, timestamptz),
    @schema@.revoke_api_tokens(int4, text, text, timestamptz, text),
    @schema@.note_wrong_factor(int4, text, text, timestamptz),
    @schema@.hit_throttle(text, float8, int8),
    @schema@.clear_throttle(text)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    @schema@.put_credential(text, int4, text, text, bytea, timestamptz, timestamptz),
    @schema@.use_credential(text, timestamptz, int8),
    @schema@.spend_credential(text, timestamptz),
    @schema@.end_credentials(int4, text, text[], timestamptz),
    @schema@.put_session(text, bytea, int4, text, text, text, timestamptz, text, bytea, text),
    @schema@.see_session(text, timestamptz),
    @schema@.prove_session(text, bytea, text, text, timestamptz),
    @schema@.end_session(int4, text, text, timestamptz, text),
    @schema@.end_sessions(int4, text, text, timestamptz, text),
    @schema@.put_api_token(text, bytea, int4, text, text, boolean, timestamptz, timestamptz),
    @schema@.use_api_token(text, timestamptz),
    @schema@.revoke_api_tokens(int4, text, text, timestamptz, text),
    @schema@.note_wrong_factor(int4, text, text, timestamptz),
    @schema@.hit_throttle(text, float8, int8),
    @schema@.clear_throttle(text)
TO socai_writer;
GRANT SELECT ON @schema@.credential, @schema@.session, @schema@.api_token, @schema@.wrong_factor, @schema@.throttle
    TO socai_writer;
