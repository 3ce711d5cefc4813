-- Who changed a setting, when, why and from where. Secret values are never here, only their mask.
CREATE TABLE setting_changes (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    key TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    changed_by TEXT NOT NULL,
    key_id BLOB,
    reason TEXT,
    ip TEXT,
    changed_at INTEGER NOT NULL
);
CREATE INDEX "setting_changes.list" ON setting_changes (tenant_id, key, changed_at, id);

CREATE TABLE providers (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    api_url TEXT NOT NULL,
    api_key TEXT,
    default_timeout INTEGER NOT NULL,
    default_streaming BOOLEAN NOT NULL,
    metadata TEXT NOT NULL,
    health_at INTEGER,
    healthy BOOLEAN,
    health_error TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT "providers.name" UNIQUE (tenant_id, name)
);
CREATE INDEX "providers.list" ON providers (tenant_id, created_at, id);

-- What was read out of media, or why nothing was.
CREATE TABLE media_content (
    media_id BLOB NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    tenant_id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    message_id BLOB,
    status TEXT NOT NULL,
    content TEXT,
    error TEXT,
    model TEXT,
    provider TEXT,
    language TEXT,
    tokens INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL,
    processing_ms INTEGER NOT NULL,
    batch_job_id BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (media_id, kind)
);
CREATE INDEX "media_content.message" ON media_content (message_id) WHERE message_id IS NOT NULL;

-- `active_key` names what a job works on while it is not finished: one of a name at a time.
CREATE TABLE batch_jobs (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    instance_id BLOB,
    config TEXT NOT NULL,
    status TEXT NOT NULL,
    active_key TEXT,
    total INTEGER NOT NULL,
    cursor_id BLOB,
    processed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    errors TEXT NOT NULL,
    current_id BLOB,
    error TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    completed_at INTEGER,
    CONSTRAINT "batch_jobs.active_key" UNIQUE (tenant_id, active_key)
);
CREATE INDEX "batch_jobs.list" ON batch_jobs (tenant_id, created_at, id);
