-- What a crash left between claiming and writing goes after some days; what an entry names needs no claim by then.

ALTER TABLE @schema@.claim ADD COLUMN at timestamptz NOT NULL DEFAULT pg_catalog.now();
CREATE INDEX ON @schema@.claim (school, at);

-- Ends the claims on something, if all are older than so many days, and removes it unless an entry names it. Under the
-- lock of the owner: whoever claims it meanwhile comes before, and it stays, or after, and keeps it anew.
CREATE FUNCTION @schema@.settle_claims(p_school int4, p_owner text, p_kept text, p_named boolean, p_days int4)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock(p_school, pg_catalog.hashtext(p_owner));
    IF EXISTS (SELECT FROM @schema@.claim c WHERE c.school = p_school AND c.owner = p_owner AND c.kept = p_kept
        AND c.at > pg_catalog.now() - pg_catalog.make_interval(days => p_days)) THEN
        RETURN false;
    END IF;
    DELETE FROM @schema@.claim c WHERE c.school = p_school AND c.owner = p_owner AND c.kept = p_kept;
    IF NOT p_named AND p_kept = 'key' THEN
        DELETE FROM @schema@.pupil_key k WHERE k.school = p_school AND k.pupil = p_owner;
    ELSIF NOT p_named THEN
        DELETE FROM @schema@.personal_text t
            WHERE t.school = p_school AND t.owner = p_owner AND t.commitment = p_kept;
    END IF;
    RETURN NOT p_named;
END $$;

REVOKE ALL ON FUNCTION @schema@.settle_claims(int4, text, text, boolean, int4) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @schema@.settle_claims(int4, text, text, boolean, int4) TO socai_writer;
GRANT SELECT ON @schema@.claim TO socai_writer;
