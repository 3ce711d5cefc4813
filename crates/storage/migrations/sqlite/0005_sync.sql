-- Whether a chat's media is processed, where somebody has decided, and why.
CREATE TABLE chat_processing (
    chat_id BLOB NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    media_enabled BOOLEAN NOT NULL,
    note TEXT,
    updated_at INTEGER NOT NULL
);

-- What the network told of somebody, for a while; bounded per instance by its age.
CREATE TABLE profiles (
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    name TEXT,
    about TEXT,
    picture_url TEXT,
    is_business BOOLEAN NOT NULL,
    picture_at INTEGER,
    profile_at INTEGER,
    cached_at INTEGER NOT NULL,
    PRIMARY KEY (instance_id, address)
);
CREATE INDEX "profiles.age" ON profiles (instance_id, cached_at, address);

-- Bringing contacts, chats and history over; at most one runs per instance.
CREATE TABLE sync_jobs (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    stage TEXT NOT NULL,
    options TEXT NOT NULL,
    position TEXT NOT NULL,
    current_items INTEGER NOT NULL,
    total_items INTEGER NOT NULL,
    contacts INTEGER NOT NULL,
    chats INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    estimated_chats INTEGER NOT NULL,
    estimated_messages INTEGER NOT NULL,
    error TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    finished_at INTEGER
);
CREATE UNIQUE INDEX "sync_jobs.running" ON sync_jobs (instance_id) WHERE status = 'running';
CREATE INDEX "sync_jobs.latest" ON sync_jobs (instance_id, created_at, id);

-- A sync that is started again and again.
CREATE TABLE sync_schedules (
    instance_id BLOB NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    interval_ms INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    full_at INTEGER
);
