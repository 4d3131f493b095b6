-- The append-only tables (docs/adr/0001-recorder.md). Runs as socai_owner with an empty search_path;
-- @schema@ is the quoted schema. Every name is qualified, so nothing here can be captured by another schema.

CREATE TABLE @schema@.school (
    id int4 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE,
    origin text COLLATE "C" NOT NULL UNIQUE
);

-- The swap word of a log. Only append() changes it; epoch is the position of the newest ClockReset (0: none).
CREATE TABLE @schema@.head (
    school int4 PRIMARY KEY REFERENCES @schema@.school (id),
    size int4 NOT NULL DEFAULT 0,
    leaf bytea NOT NULL DEFAULT pg_catalog.decode(pg_catalog.repeat('00', 32), 'hex'),
    at timestamptz,
    epoch int4 NOT NULL DEFAULT 0,
    CHECK (size >= 0 AND pg_catalog.octet_length(leaf) = 32 AND (at IS NULL) = (size = 0))
) WITH (fillfactor = 50);

-- The only truth. The other tables are indexes, which the verifier compares with the lines.
CREATE TABLE @schema@.entry (
    school int4 NOT NULL,
    pos int4 NOT NULL,
    line bytea NOT NULL,
    PRIMARY KEY (school, pos)
);

CREATE TABLE @schema@.command (
    school int4 NOT NULL,
    pos int4 NOT NULL,
    n int4 NOT NULL,
    at timestamptz NOT NULL,
    person text COLLATE "C" NOT NULL,
    cmd text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (school, pos),
    UNIQUE (school, person, cmd)
);
CREATE INDEX command_at ON @schema@.command (school, at, pos);

-- Entries pos..pos+n-1 are versions ver..ver+n-1 of the stream.
CREATE TABLE @schema@.run (
    school int4 NOT NULL,
    stream text COLLATE "C" NOT NULL,
    ver int4 NOT NULL,
    pos int4 NOT NULL,
    n int4 NOT NULL,
    PRIMARY KEY (school, stream, ver)
);
-- The streams that a state reads whole at start: all but books and dossiers.
CREATE INDEX run_governance ON @schema@.run (school, pos)
    WHERE NOT (stream LIKE 'book/%' OR stream LIKE 'dossier/%');

CREATE TABLE @schema@.tile (
    school int4 NOT NULL,
    level int2 NOT NULL,
    idx int4 NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (school, level, idx),
    CHECK (pg_catalog.octet_length(hashes) BETWEEN 32 AND 8192 AND pg_catalog.octet_length(hashes) % 32 = 0)
);

CREATE TABLE @schema@.checkpoint (
    school int4 NOT NULL,
    size int4 NOT NULL,
    note bytea NOT NULL,
    PRIMARY KEY (school, size)
);

-- A seat belt against mistakes: whoever owns the server can take it off, which the verifier must then find.
CREATE FUNCTION @schema@.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    RAISE EXCEPTION '% on %.% refused: the ledger is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION @schema@.refuse_other_hashes() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF (NEW.school, NEW.level, NEW.idx) IS DISTINCT FROM (OLD.school, OLD.level, OLD.idx)
       OR pg_catalog.substr(NEW.hashes, 1, pg_catalog.octet_length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'tile %/% of school % holds other hashes', OLD.level, OLD.idx, OLD.school
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON @schema@.school
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON @schema@.entry
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON @schema@.command
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON @schema@.run
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON @schema@.checkpoint
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_change BEFORE DELETE ON @schema@.head
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_change BEFORE DELETE ON @schema@.tile
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_other_hashes BEFORE UPDATE ON @schema@.tile
    FOR EACH ROW EXECUTE FUNCTION @schema@.refuse_other_hashes();

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.school
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.entry
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.command
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.run
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.head
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON @schema@.tile
    FOR EACH STATEMENT EXECUTE FUNCTION @schema@.refuse_change();

CREATE FUNCTION @schema@.create_school(p_code text, p_origin text) RETURNS int4
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    new_id pg_catalog.int4;
BEGIN
    INSERT INTO @schema@.school (code, origin) VALUES (p_code, p_origin) RETURNING id INTO new_id;
    INSERT INTO @schema@.head (school) VALUES (new_id);
    RETURN new_id;
END $$;

-- Writes a group of commands, all or nothing, if the head is still (p_base_size, p_base_leaf).
-- outcome: 'written', 'lost' (the head has moved), 'repeated' (a command of the group is already written).
-- db_now is the server's clock, for the writer's clock check. Lines are bound by the caller: it alone hashes.
CREATE FUNCTION @schema@.append(
    p_school int4, p_base_size int4, p_base_leaf bytea, p_last_leaf bytea, p_at timestamptz, p_epoch int4,
    p_lines bytea[],
    p_pos int4[], p_n int4[], p_person text[], p_cmd text[], p_digest bytea[],
    p_stream text[], p_ver int4[], p_run_pos int4[], p_run_n int4[], p_turn bool DEFAULT false,
    OUT outcome text, OUT db_now timestamptz
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    -- Whoever lost a swap takes this lock alone and says p_turn; the others wait, so that nobody loses for ever.
    IF NOT p_turn THEN
        PERFORM pg_catalog.pg_advisory_xact_lock_shared(5330, p_school);
    END IF;
    db_now := pg_catalog.clock_timestamp();
    IF p_pos[1] IS DISTINCT FROM p_base_size OR p_run_pos[1] IS DISTINCT FROM p_base_size THEN
        RAISE EXCEPTION 'the first command of school % does not begin at %', p_school, p_base_size
            USING ERRCODE = 'check_violation';
    END IF;
    -- Before the swap and without a lock: if the swap below succeeds, no command came between base and here.
    IF EXISTS (
        SELECT FROM ROWS FROM (pg_catalog.unnest(p_person), pg_catalog.unnest(p_cmd)) AS asked (person, cmd)
        -- The LIMIT keeps it a look-up by key, also in a plan made while the table was empty.
        CROSS JOIN LATERAL (SELECT FROM @schema@.command c WHERE c.school = p_school
                            AND c.person = asked.person AND c.cmd = asked.cmd LIMIT 1) found
    ) THEN
        outcome := 'repeated';
        RETURN;
    END IF;
    UPDATE @schema@.head
        SET size = p_base_size + pg_catalog.cardinality(p_lines), leaf = p_last_leaf, at = p_at,
            epoch = COALESCE(p_epoch, epoch)
        WHERE school = p_school AND size = p_base_size AND leaf = p_base_leaf
            AND (at IS NULL OR at <= p_at OR p_epoch >= p_base_size);
    IF NOT FOUND THEN
        IF EXISTS (SELECT FROM @schema@.head h WHERE h.school = p_school AND h.size = p_base_size
                   AND h.leaf = p_base_leaf AND h.at > p_at) THEN
            RAISE EXCEPTION 'time goes backwards in school % at %', p_school, p_base_size
                USING ERRCODE = 'check_violation';
        END IF;
        outcome := 'lost';
        RETURN;
    END IF;
    INSERT INTO @schema@.entry (school, pos, line)
        SELECT p_school, p_base_size - 1 + made.nr, made.line
        FROM pg_catalog.unnest(p_lines) WITH ORDINALITY AS made (line, nr);
    INSERT INTO @schema@.command (school, pos, n, at, person, cmd, digest)
        SELECT p_school, made.pos, made.n, p_at, made.person, made.cmd, made.digest
        FROM ROWS FROM (pg_catalog.unnest(p_pos), pg_catalog.unnest(p_n), pg_catalog.unnest(p_person),
                        pg_catalog.unnest(p_cmd), pg_catalog.unnest(p_digest)) AS made (pos, n, person, cmd, digest);
    INSERT INTO @schema@.run (school, stream, ver, pos, n)
        SELECT p_school, made.stream, made.ver, made.pos, made.n
        FROM ROWS FROM (pg_catalog.unnest(p_stream), pg_catalog.unnest(p_ver),
                        pg_catalog.unnest(p_run_pos), pg_catalog.unnest(p_run_n)) AS made (stream, ver, pos, n);
    outcome := 'written';
END $$;

-- Stores tiles; a stored one may only grow wider (trigger).
CREATE FUNCTION @schema@.put_tiles(p_school int4, p_level int4[], p_idx int4[], p_hashes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO @schema@.tile AS held (school, level, idx, hashes)
        SELECT p_school, made.level, made.idx, made.hashes
        FROM ROWS FROM (pg_catalog.unnest(p_level), pg_catalog.unnest(p_idx), pg_catalog.unnest(p_hashes)) AS made (level, idx, hashes)
    ON CONFLICT (school, level, idx) DO UPDATE SET hashes = excluded.hashes
        WHERE held.hashes <> excluded.hashes;
END $$;

-- Keeps a signed note for ever; the same note again is no error, another one of that size is.
CREATE FUNCTION @schema@.put_checkpoint(p_school int4, p_size int4, p_note bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF EXISTS (SELECT FROM @schema@.checkpoint c WHERE c.school = p_school AND c.size = p_size
               AND c.note = p_note) THEN
        RETURN;
    END IF;
    INSERT INTO @schema@.checkpoint (school, size, note) VALUES (p_school, p_size, p_note);
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA @schema@ FROM PUBLIC;
GRANT USAGE ON SCHEMA @schema@ TO socai_writer, socai_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA @schema@ TO socai_writer, socai_reader;
GRANT EXECUTE ON FUNCTION
    @schema@.create_school(text, text),
    @schema@.append(int4, int4, bytea, bytea, timestamptz, int4, bytea[], int4[], int4[], text[], text[],
                    bytea[], text[], int4[], int4[], int4[], bool),
    @schema@.put_tiles(int4, int4[], int4[], bytea[]),
    @schema@.put_checkpoint(int4, int4, bytea)
TO socai_writer;
