-- Who changed a setting, when, why and from where. Secret values are never here, only their mask.
CREATE TABLE setting_changes (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    key TEXT COLLATE "C" NOT NULL,
    old_value TEXT COLLATE "C",
    new_value TEXT COLLATE "C",
    changed_by TEXT COLLATE "C" NOT NULL,
    key_id UUID,
    reason TEXT COLLATE "C",
    ip TEXT COLLATE "C",
    changed_at BIGINT NOT NULL
);
CREATE INDEX "setting_changes.list" ON setting_changes (tenant_id, key, changed_at, id);

CREATE TABLE providers (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    api_url TEXT COLLATE "C" NOT NULL,
    api_key TEXT COLLATE "C",
    default_timeout BIGINT NOT NULL,
    default_streaming BOOLEAN NOT NULL,
    metadata TEXT COLLATE "C" NOT NULL,
    health_at BIGINT,
    healthy BOOLEAN,
    health_error TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT "providers.name" UNIQUE (tenant_id, name)
);
CREATE INDEX "providers.list" ON providers (tenant_id, created_at, id);

-- What was read out of media, or why nothing was.
CREATE TABLE media_content (
    media_id UUID NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    kind TEXT COLLATE "C" NOT NULL,
    tenant_id UUID NOT NULL,
    instance_id UUID NOT NULL,
    message_id UUID,
    status TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C",
    error TEXT COLLATE "C",
    model TEXT COLLATE "C",
    provider TEXT COLLATE "C",
    language TEXT COLLATE "C",
    tokens BIGINT NOT NULL,
    cost_micros BIGINT NOT NULL,
    processing_ms BIGINT NOT NULL,
    batch_job_id UUID,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (media_id, kind)
);
CREATE INDEX "media_content.message" ON media_content (message_id) WHERE message_id IS NOT NULL;

-- `active_key` names what a job works on while it is not finished: one of a name at a time.
CREATE TABLE batch_jobs (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    kind TEXT COLLATE "C" NOT NULL,
    instance_id UUID,
    config TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    active_key TEXT COLLATE "C",
    total BIGINT NOT NULL,
    cursor_id UUID,
    processed BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    cost_micros BIGINT NOT NULL,
    tokens BIGINT NOT NULL,
    errors TEXT COLLATE "C" NOT NULL,
    current_id UUID,
    error TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    completed_at BIGINT,
    CONSTRAINT "batch_jobs.active_key" UNIQUE (tenant_id, active_key)
);
CREATE INDEX "batch_jobs.list" ON batch_jobs (tenant_id, created_at, id);
