-- A number for each row of failed sign-ins, so that their list goes by pages while others are added.

ALTER TABLE @schema@.failed_sign_in ADD COLUMN nr bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX ON @schema@.failed_sign_in (nr);
