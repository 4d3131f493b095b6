-- Texts that are no record (phones, addresses, identity numbers): the log holds only a commitment to each.
-- Deleting a row erases the text for good and leaves every proof; nothing may change one.

CREATE TABLE @schema@.personal_text (
    school int4 NOT NULL REFERENCES @schema@.school (id),
    owner text COLLATE "C" NOT NULL,
    commitment text COLLATE "C" NOT NULL,
    salt bytea NOT NULL CHECK (pg_catalog.octet_length(salt) = 16),
    content text NOT NULL CHECK (content <> ''),
    PRIMARY KEY (school, commitment)
);
CREATE INDEX ON @schema@.personal_text (school, owner);
CREATE TRIGGER refuse_change BEFORE UPDATE ON @schema@.personal_text
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();

-- Keeps a text; a text that its owner has already keeps its first salt. Gives the commitment.
CREATE FUNCTION @schema@.put_personal_text(p_school int4, p_owner text, p_commitment text, p_salt bytea, p_content text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    held text;
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock(p_school, pg_catalog.hashtext(p_owner));
    SELECT t.commitment INTO held FROM @schema@.personal_text t
        WHERE t.school = p_school AND t.owner = p_owner AND t.content = p_content;
    IF held IS NULL THEN
        INSERT INTO @schema@.personal_text (school, owner, commitment, salt, content)
            VALUES (p_school, p_owner, p_commitment, p_salt, p_content);
        held := p_commitment;
    END IF;
    RETURN held;
END $$;

REVOKE ALL ON FUNCTION @schema@.put_personal_text(int4, text, text, bytea, text) FROM PUBLIC;
GRANT SELECT ON @schema@.personal_text TO socai_writer;
GRANT EXECUTE ON FUNCTION @schema@.put_personal_text(int4, text, text, bytea, text) TO socai_writer;
