-- Who used and changed which key. A log: it names rows that may be gone, so it has no foreign
-- keys.
CREATE TABLE api_key_audit (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    key_id BLOB NOT NULL,
    action TEXT NOT NULL,
    at INTEGER NOT NULL,
    ip TEXT,
    user_agent TEXT,
    endpoint TEXT,
    status_code INTEGER,
    metadata TEXT
);
CREATE INDEX "api_key_audit.list" ON api_key_audit (key_id, at, id);
CREATE INDEX "api_key_audit.age" ON api_key_audit (at);

-- What a webhook of an instance must know. One per instance: a rotation replaces it.
CREATE TABLE webhook_secrets (
    instance_id BLOB NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    tenant_id BLOB NOT NULL,
    sealed TEXT NOT NULL,
    rotated_at INTEGER NOT NULL
);

-- Deliveries that were taken in, so that a repeat is one event.
CREATE TABLE webhook_deliveries (
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    delivery_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (instance_id, delivery_id)
);
CREATE INDEX "webhook_deliveries.age" ON webhook_deliveries (created_at);
