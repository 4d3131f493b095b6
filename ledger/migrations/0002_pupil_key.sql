-- Keys of pupils' sealed texts. Not part of any log, bag or export: without its row a text is gone for ever.
-- Only the writer may read it; backups that hold it are as secret as the texts.

CREATE TABLE @schema@.pupil_key (
    school int4 NOT NULL REFERENCES @schema@.school (id),
    pupil text COLLATE "C" NOT NULL,
    key bytea NOT NULL CHECK (pg_catalog.octet_length(key) = 32),
    PRIMARY KEY (school, pupil)
);

-- A key is never replaced: texts sealed under it would be lost, and the log has committed to it.
CREATE TRIGGER refuse_change BEFORE UPDATE ON @schema@.pupil_key
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.pupil_key
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();

-- Keeps p_key unless the pupil has one.
CREATE FUNCTION @schema@.put_pupil_key(p_school int4, p_pupil text, p_key bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO @schema@.pupil_key (school, pupil, key) VALUES (p_school, p_pupil, p_key)
        ON CONFLICT (school, pupil) DO NOTHING
$$;

REVOKE ALL ON FUNCTION @schema@.put_pupil_key(int4, text, bytea) FROM PUBLIC;
GRANT SELECT ON @schema@.pupil_key TO socai_writer;
GRANT EXECUTE ON FUNCTION @schema@.put_pupil_key(int4, text, bytea) TO socai_writer;
