-- What is kept beside the log is kept before the act that names it is decided. Each act that does so holds a claim on
-- it; one that is refused gives its claim up, and what nobody else claims goes with it. An accepted act's claim stays.

CREATE TABLE @schema@.claim (
    school int4 NOT NULL REFERENCES @schema@.school (id),
    owner text COLLATE "C" NOT NULL,
    kept text COLLATE "C" NOT NULL, -- a personal text's commitment, or 'key'
    act uuid NOT NULL,
    PRIMARY KEY (school, owner, kept, act)
);
CREATE TRIGGER refuse_change BEFORE UPDATE ON @schema@.claim
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();

-- What lay there before somebody claimed it is not the claimer's to remove: an act of nobody claims it, too.
CREATE FUNCTION @schema@.put_claim(p_school int4, p_owner text, p_kept text, p_act uuid, p_held boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO @schema@.claim (school, owner, kept, act)
        SELECT p_school, p_owner, p_kept, '00000000-0000-0000-0000-000000000000'
        WHERE p_held AND NOT EXISTS (SELECT FROM @schema@.claim c
            WHERE c.school = p_school AND c.owner = p_owner AND c.kept = p_kept);
    INSERT INTO @schema@.claim (school, owner, kept, act) VALUES (p_school, p_owner, p_kept, p_act)
        ON CONFLICT DO NOTHING;
$$;

CREATE FUNCTION @schema@.claim_personal_text(
    p_school int4, p_owner text, p_commitment text, p_salt bytea, p_content text, p_act uuid
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    held text;
BEGIN
    held := @schema@.put_personal_text(p_school, p_owner, p_commitment, p_salt, p_content);
    PERFORM @schema@.put_claim(p_school, p_owner, held, p_act, held <> p_commitment);
    RETURN held;
END $$;

CREATE FUNCTION @schema@.claim_pupil_key(p_school int4, p_pupil text, p_key bytea, p_act uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    held boolean;
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock(p_school, pg_catalog.hashtext(p_pupil));
    held := EXISTS (SELECT FROM @schema@.pupil_key k WHERE k.school = p_school AND k.pupil = p_pupil);
    PERFORM @schema@.put_pupil_key(p_school, p_pupil, p_key);
    PERFORM @schema@.put_claim(p_school, p_pupil, 'key', p_act, held);
END $$;

-- Gives a refused act's claims up, and removes what no other act claims.
CREATE FUNCTION @schema@.drop_claims(p_school int4, p_act uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    mine record;
BEGIN
    FOR mine IN SELECT c.owner, c.kept FROM @schema@.claim c
        WHERE c.school = p_school AND c.act = p_act ORDER BY c.owner, c.kept
    LOOP
        PERFORM pg_catalog.pg_advisory_xact_lock(p_school, pg_catalog.hashtext(mine.owner));
        DELETE FROM @schema@.claim c
            WHERE c.school = p_school AND c.owner = mine.owner AND c.kept = mine.kept AND c.act = p_act;
        IF EXISTS (SELECT FROM @schema@.claim c
            WHERE c.school = p_school AND c.owner = mine.owner AND c.kept = mine.kept) THEN
            CONTINUE;
        END IF;
        IF mine.kept = 'key' THEN
            DELETE FROM @schema@.pupil_key k WHERE k.school = p_school AND k.pupil = mine.owner;
        ELSE
            DELETE FROM @schema@.personal_text t WHERE t.school = p_school AND t.commitment = mine.kept;
        END IF;
    END LOOP;
END $$;
CREATE INDEX ON @schema@.claim (school, act);

REVOKE ALL ON FUNCTION @schema@.put_claim(int4, text, text, uuid, boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION @schema@.claim_personal_text(int4, text, text, bytea, text, uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION @schema@.claim_pupil_key(int4, text, bytea, uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION @schema@.drop_claims(int4, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @schema@.claim_personal_text(int4, text, text, bytea, text, uuid) TO socai_writer;
GRANT EXECUTE ON FUNCTION @schema@.claim_pupil_key(int4, text, bytea, uuid) TO socai_writer;
GRANT EXECUTE ON FUNCTION @schema@.drop_claims(int4, uuid) TO socai_writer;
