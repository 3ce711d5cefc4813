-- When an agent was deleted: from then on it is not found, and its documents and versions are removed in
-- pieces. The row itself is removed last.
ALTER TABLE agents ADD COLUMN deleted_at BIGINT;
CREATE INDEX "agents.deleted" ON agents (deleted_at) WHERE deleted_at IS NOT NULL;
