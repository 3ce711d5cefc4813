-- How often a label was written: a change that was asked of the network before another one was stored does not
-- replace it. The row of a deleted label stays, so that such a change does not bring it back.
ALTER TABLE labels ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE labels ADD COLUMN deleted BOOLEAN NOT NULL DEFAULT FALSE;
