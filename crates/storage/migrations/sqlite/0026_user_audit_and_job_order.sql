-- What was done to users. A log: it names rows that may be gone, so it has no foreign keys.
CREATE TABLE user_audit (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    action TEXT NOT NULL,
    at INTEGER NOT NULL,
    principal TEXT NOT NULL,
    ip TEXT,
    user_agent TEXT,
    metadata TEXT NOT NULL
);
CREATE INDEX "user_audit.list" ON user_audit (user_id, at, id);
CREATE INDEX "user_audit.tenant" ON user_audit (tenant_id);
CREATE INDEX "user_audit.age" ON user_audit (at);

-- The order of the jobs of a key: numbered as they are written. Those of earlier versions have none and
-- are before the others, in the order of their ids.
ALTER TABLE jobs ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "jobs.order" ON jobs (order_key, seq, id) WHERE NOT head AND state = 'queued';
INSERT INTO sequences (name, value) VALUES ('jobs', 0);
