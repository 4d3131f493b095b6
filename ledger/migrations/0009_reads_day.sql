-- A local day (UTC+7) of what is kept beside the log is closed before its digest becomes an entry (LAW 50): whatever is
-- noted from then on belongs to a later day. So a crash between closing and entry, a second server at its work or a
-- clock that was set back leave rows that give the same digest again.

CREATE TABLE @schema@.reads_closed (
    closed date NOT NULL,
    alone boolean PRIMARY KEY DEFAULT true CHECK (alone)
);
INSERT INTO @schema@.reads_closed (closed) VALUES ('0001-01-01');

ALTER TABLE @schema@.reading ADD COLUMN day date;
ALTER TABLE @schema@.reading DISABLE TRIGGER refuse_change;
UPDATE @schema@.reading SET day = ((at AT TIME ZONE 'UTC') + interval '7 hours')::date;
ALTER TABLE @schema@.reading ENABLE TRIGGER refuse_change;
ALTER TABLE @schema@.reading ALTER COLUMN day SET NOT NULL;
CREATE INDEX ON @schema@.reading (school, day, nr);

ALTER TABLE @schema@.failed_sign_in ADD COLUMN day date;
UPDATE @schema@.failed_sign_in SET day = ((minute AT TIME ZONE 'UTC') + interval '7 hours')::date;
ALTER TABLE @schema@.failed_sign_in ALTER COLUMN day SET NOT NULL;
ALTER TABLE @schema@.failed_sign_in DROP CONSTRAINT failed_sign_in_pkey;
ALTER TABLE @schema@.failed_sign_in ADD PRIMARY KEY (day, minute, client, address);

-- The day to which something of that instant belongs. Who notes and who closes keep each other out, not one another.
CREATE FUNCTION @schema@.reads_day(p_at timestamptz) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    found date;
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock_shared(330917, 0);
    SELECT greatest(((p_at AT TIME ZONE 'UTC') + interval '7 hours')::date, c.closed + 1) INTO STRICT found
        FROM @schema@.reads_closed c;
    RETURN found;
END $$;

CREATE FUNCTION @schema@.note_reading(p_school int4, p_at timestamptz, p_person text, p_what text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    its date := @schema@.reads_day(p_at);
BEGIN
    INSERT INTO @schema@.reading (school, at, day, person, what) VALUES (p_school, p_at, its, p_person, p_what);
END $$;

CREATE FUNCTION @schema@.note_failed_sign_in(p_at timestamptz, p_client text, p_address text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    its date := @schema@.reads_day(p_at);
BEGIN
    INSERT INTO @schema@.failed_sign_in AS f (day, minute, client, address, tries)
        VALUES (its, pg_catalog.date_trunc('minute', p_at), p_client, p_address, 1)
        ON CONFLICT (day, minute, client, address) DO UPDATE SET tries = f.tries + 1;
END $$;

-- Closes all days up to this one, and gives the last that is closed; no day is opened again.
CREATE FUNCTION @schema@.close_reads(p_day date) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    last date;
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock(330917, 0);
    UPDATE @schema@.reads_closed c SET closed = p_day WHERE c.closed < p_day;
    SELECT c.closed INTO STRICT last FROM @schema@.reads_closed c;
    RETURN last;
END $$;

-- A seat belt, as on the log: tries of a day that is closed are as they were.
CREATE FUNCTION @schema@.refuse_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF OLD.day > (SELECT c.closed FROM @schema@.reads_closed c) AND TG_OP = 'UPDATE' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on %.% refused: the day is told', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER refuse_closed BEFORE UPDATE OR DELETE ON @schema@.failed_sign_in
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_closed();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.failed_sign_in
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();

REVOKE INSERT ON @schema@.reading FROM socai_writer;
REVOKE INSERT, UPDATE ON @schema@.failed_sign_in FROM socai_writer;
GRANT SELECT ON @schema@.reads_closed TO socai_writer;
REVOKE ALL ON FUNCTION @schema@.reads_day(timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION @schema@.note_reading(int4, timestamptz, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION @schema@.note_failed_sign_in(timestamptz, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION @schema@.close_reads(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION @schema@.note_reading(int4, timestamptz, text, text) TO socai_writer;
GRANT EXECUTE ON FUNCTION @schema@.note_failed_sign_in(timestamptz, text, text) TO socai_writer;
GRANT EXECUTE ON FUNCTION @schema@.close_reads(date) TO socai_writer;
