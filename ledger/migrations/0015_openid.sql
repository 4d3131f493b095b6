-- Whom somebody else's sign-in names: a subject of an OpenID provider, bound by the person to their own account. It
-- grants nothing. What was unbound keeps its row, with who did it.

CREATE TABLE @schema@.openid_subject (
    digest bytea NOT NULL CHECK (pg_catalog.octet_length(digest) = 32), -- SHA-256 of issuer and subject
    school int4 NOT NULL REFERENCES @schema@.school (id),
    person text COLLATE "C" NOT NULL,
    bound timestamptz NOT NULL,
    used timestamptz,
    gone timestamptz,
    remover text COLLATE "C",
    CHECK ((gone IS NULL) = (remover IS NULL))
);
-- One subject names one account, and an account has one subject.
CREATE UNIQUE INDEX ON @schema@.openid_subject (digest) WHERE gone IS NULL;
CREATE UNIQUE INDEX ON @schema@.openid_subject (school, person) WHERE gone IS NULL;

-- False if the subject or the account is bound already; nothing is bound over anything.
CREATE FUNCTION @schema@.bind_openid(p_digest bytea, p_school int4, p_person text, p_at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH bound AS (INSERT INTO @schema@.openid_subject (digest, school, person, bound)
        VALUES (p_digest, p_school, p_person, p_at) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM bound)
$$;

-- Whose account the subject is bound to; no row for one that is bound to none.
CREATE FUNCTION @schema@.use_openid(p_digest bytea, p_at timestamptz) RETURNS TABLE (school int4, person text)
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    UPDATE @schema@.openid_subject s SET used = p_at
        WHERE s.digest = p_digest AND s.gone IS NULL RETURNING s.school, s.person
$$;

CREATE FUNCTION @schema@.unbind_openid(p_school int4, p_person text, p_remover text, p_at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH unbound AS (UPDATE @schema@.openid_subject s SET gone = p_at, remover = p_remover
        WHERE s.school = p_school AND s.person = p_person AND s.gone IS NULL RETURNING 1)
    SELECT EXISTS (SELECT FROM unbound)
$$;

REVOKE ALL ON FUNCTION
    @schema@.bind_openid(bytea, int4, text, timestamptz),
    @schema@.use_openid(bytea, timestamptz),
    @schema@.unbind_openid(int4, text, text, timestamptz)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    @schema@.bind_openid(bytea, int4, text, timestamptz),
    @schema@.use_openid(bytea, timestamptz),
    @schema@.unbind_openid(int4, text, text, timestamptz)
TO socai_writer;
GRANT SELECT ON @schema@.openid_subject TO socai_writer;
