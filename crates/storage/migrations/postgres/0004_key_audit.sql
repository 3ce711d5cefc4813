-- Who used and changed which key. A log: it names rows that may be gone, so it has no foreign
-- keys.
CREATE TABLE api_key_audit (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    key_id UUID NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    ip TEXT COLLATE "C",
    user_agent TEXT COLLATE "C",
    endpoint TEXT COLLATE "C",
    status_code BIGINT,
    metadata TEXT COLLATE "C"
);
CREATE INDEX "api_key_audit.list" ON api_key_audit (key_id, at, id);
CREATE INDEX "api_key_audit.age" ON api_key_audit (at);

-- What a webhook of an instance must know. One per instance: a rotation replaces it.
CREATE TABLE webhook_secrets (
    instance_id UUID NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    tenant_id UUID NOT NULL,
    sealed TEXT COLLATE "C" NOT NULL,
    rotated_at BIGINT NOT NULL
);

-- Deliveries that were taken in, so that a repeat is one event.
CREATE TABLE webhook_deliveries (
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    delivery_id TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, delivery_id)
);
CREATE INDEX "webhook_deliveries.age" ON webhook_deliveries (created_at);
