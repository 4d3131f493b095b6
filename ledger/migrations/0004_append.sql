-- append() does less: what its tables refuse anyway is not asked before, which is a tenth of a teacher's save.

-- append() checks it, the only one who changes a head; the constraint was read and built anew at each append.
ALTER TABLE @schema@.head DROP CONSTRAINT head_check;

-- As in 0001, but a command that is already written is a unique_violation of command_school_person_cmd_key.
-- outcome: 'written', or 'lost' (the head has moved).
CREATE OR REPLACE FUNCTION @schema@.append(
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
    IF pg_catalog.octet_length(p_last_leaf) <> 32 OR pg_catalog.cardinality(p_lines) = 0 THEN
        RAISE EXCEPTION 'an append to school % without lines or leaf', p_school USING ERRCODE = 'check_violation';
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
