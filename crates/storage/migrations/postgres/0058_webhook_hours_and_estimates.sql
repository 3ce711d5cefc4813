-- The attempts of an endpoint by hour, written with their outcome. `hour` is its first millisecond.
CREATE TABLE webhook_hours (
    endpoint_id UUID NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    hour BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    total_ms BIGINT NOT NULL,
    slowest_ms BIGINT NOT NULL,
    PRIMARY KEY (endpoint_id, hour)
) WITH (fillfactor = 70);
CREATE INDEX "webhook_hours.age" ON webhook_hours (hour);
-- Where an attempt was sent and with which headers, as JSON; not known of earlier ones.
ALTER TABLE webhook_attempts ADD COLUMN request TEXT COLLATE "C";
-- The syncs of all instances are listed together.
CREATE INDEX "sync_jobs.list" ON sync_jobs (tenant_id, created_at, id);
-- What the latest readings of a kind cost is what the next ones are expected to cost.
CREATE INDEX "media_content.latest" ON media_content (tenant_id, kind, created_at) WHERE status = 'completed';
