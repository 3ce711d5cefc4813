-- Addresses of users' programs that get events.
CREATE TABLE webhook_endpoints (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    description TEXT,
    url TEXT NOT NULL,
    envelope TEXT NOT NULL,
    filter TEXT NOT NULL,
    headers TEXT NOT NULL,
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_until INTEGER,
    retry TEXT NOT NULL,
    timeout_ms INTEGER NOT NULL,
    ordering TEXT NOT NULL,
    disable_after INTEGER,
    ca TEXT,
    identity TEXT,
    active BOOLEAN NOT NULL,
    disabled_reason TEXT,
    disabled_at INTEGER,
    failures INTEGER NOT NULL,
    failing_since INTEGER,
    start_seq INTEGER NOT NULL,
    stopped_seq INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX "webhook_endpoints.tenant" ON webhook_endpoints (tenant_id, created_at, id);

-- How far the log is distributed to the endpoints. `revision` changes with every endpoint.
CREATE TABLE webhook_cursors (
    name TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    revision INTEGER NOT NULL
);
INSERT INTO webhook_cursors (name, seq, revision)
    SELECT 'log', value, 0 FROM sequences WHERE name = 'events';

-- Parts of the log that are still to be distributed to one endpoint.
CREATE TABLE webhook_backfills (
    endpoint_id BLOB NOT NULL PRIMARY KEY REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    tenant_id BLOB NOT NULL,
    after_seq INTEGER NOT NULL,
    until_seq INTEGER NOT NULL
);

-- One event for one endpoint. The event itself stays in the log alone.
CREATE TABLE webhook_deliveries (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    endpoint_id BLOB NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    event_seq INTEGER NOT NULL,
    event_id BLOB NOT NULL,
    event_type TEXT NOT NULL,
    instance_id BLOB,
    chat_id BLOB,
    order_key TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    replays INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    last_status INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
);
CREATE UNIQUE INDEX "webhook_deliveries.event" ON webhook_deliveries (endpoint_id, event_seq);
CREATE INDEX "webhook_deliveries.due" ON webhook_deliveries (endpoint_id, due_at, event_seq)
    WHERE state = 'pending';
CREATE INDEX "webhook_deliveries.order" ON webhook_deliveries (endpoint_id, order_key, event_seq)
    WHERE state = 'pending' AND order_key IS NOT NULL;
CREATE INDEX "webhook_deliveries.held" ON webhook_deliveries (tenant_id, event_seq)
    WHERE state = 'pending';
CREATE INDEX "webhook_deliveries.tenant" ON webhook_deliveries (tenant_id, created_at, id);
CREATE INDEX "webhook_deliveries.ended" ON webhook_deliveries (ended_at)
    WHERE ended_at IS NOT NULL;

CREATE TABLE webhook_attempts (
    delivery_id BLOB NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    status INTEGER,
    error TEXT,
    headers TEXT,
    body TEXT,
    PRIMARY KEY (delivery_id, number)
);
