-- Whether a chat's media is processed, where somebody has decided, and why.
CREATE TABLE chat_processing (
    chat_id UUID NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    media_enabled BOOLEAN NOT NULL,
    note TEXT COLLATE "C",
    updated_at BIGINT NOT NULL
);

-- What the network told of somebody, for a while; bounded per instance by its age.
CREATE TABLE profiles (
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C",
    about TEXT COLLATE "C",
    picture_url TEXT COLLATE "C",
    is_business BOOLEAN NOT NULL,
    picture_at BIGINT,
    profile_at BIGINT,
    cached_at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, address)
);
CREATE INDEX "profiles.age" ON profiles (instance_id, cached_at, address);

-- Bringing contacts, chats and history over; at most one runs per instance.
CREATE TABLE sync_jobs (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    status TEXT COLLATE "C" NOT NULL,
    stage TEXT COLLATE "C" NOT NULL,
    options TEXT COLLATE "C" NOT NULL,
    position TEXT COLLATE "C" NOT NULL,
    current_items BIGINT NOT NULL,
    total_items BIGINT NOT NULL,
    contacts BIGINT NOT NULL,
    chats BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    estimated_chats BIGINT NOT NULL,
    estimated_messages BIGINT NOT NULL,
    error TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE UNIQUE INDEX "sync_jobs.running" ON sync_jobs (instance_id) WHERE status = 'running';
CREATE INDEX "sync_jobs.latest" ON sync_jobs (instance_id, created_at, id);

-- A sync that is started again and again.
CREATE TABLE sync_schedules (
    instance_id UUID NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    interval_ms BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    full_at BIGINT
);
