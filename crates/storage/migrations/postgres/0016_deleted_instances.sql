-- When an instance was deleted: from then on it is not found, and its rows are removed in pieces. The
-- row itself is removed last.
ALTER TABLE instances ADD COLUMN deleted_at BIGINT;
CREATE INDEX "instances.deleted" ON instances (deleted_at) WHERE deleted_at IS NOT NULL;
