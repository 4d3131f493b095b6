-- Lines of commands that a passkey signed: whoever starts to write asks once how far each has counted (LAW 51),
-- and passkeys sign marks, too, of which a state reads none at its start. No text of an entry can hold these
-- bytes: a quotation mark inside one has a backslash before it.

CREATE INDEX entry_by_passkey ON @schema@.entry (school, pos)
    WHERE pg_catalog.position(line, '"auth":"'::bytea) > 0;
