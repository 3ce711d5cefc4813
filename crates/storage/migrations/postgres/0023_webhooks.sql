-- Addresses of users' programs that get events.
CREATE TABLE webhook_endpoints (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    description TEXT COLLATE "C",
    url TEXT COLLATE "C" NOT NULL,
    envelope TEXT COLLATE "C" NOT NULL,
    filter TEXT COLLATE "C" NOT NULL,
    headers TEXT COLLATE "C" NOT NULL,
    secret TEXT COLLATE "C" NOT NULL,
    previous_secret TEXT COLLATE "C",
    previous_until BIGINT,
    retry TEXT COLLATE "C" NOT NULL,
    timeout_ms BIGINT NOT NULL,
    ordering TEXT COLLATE "C" NOT NULL,
    disable_after BIGINT,
    ca TEXT COLLATE "C",
    identity TEXT COLLATE "C",
    active BOOLEAN NOT NULL,
    disabled_reason TEXT COLLATE "C",
    disabled_at BIGINT,
    failures BIGINT NOT NULL,
    failing_since BIGINT,
    start_seq BIGINT NOT NULL,
    stopped_seq BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX "webhook_endpoints.tenant" ON webhook_endpoints (tenant_id, created_at, id);

-- How far the log is distributed to the endpoints. `revision` changes with every endpoint.
CREATE TABLE webhook_cursors (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
INSERT INTO webhook_cursors (name, seq, revision)
    SELECT 'log', value, 0 FROM sequences WHERE name = 'events';

-- Parts of the log that are still to be distributed to one endpoint.
CREATE TABLE webhook_backfills (
    endpoint_id UUID NOT NULL PRIMARY KEY REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    tenant_id UUID NOT NULL,
    after_seq BIGINT NOT NULL,
    until_seq BIGINT NOT NULL
);

-- One event for one endpoint. The event itself stays in the log alone.
CREATE TABLE webhook_deliveries (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    endpoint_id UUID NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    event_seq BIGINT NOT NULL,
    event_id UUID NOT NULL,
    event_type TEXT COLLATE "C" NOT NULL,
    instance_id UUID,
    chat_id UUID,
    order_key TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    replays BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    last_status BIGINT,
    last_error TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    ended_at BIGINT
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
    delivery_id UUID NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    status BIGINT,
    error TEXT COLLATE "C",
    headers TEXT COLLATE "C",
    body TEXT COLLATE "C",
    PRIMARY KEY (delivery_id, number)
);
