-- Ids are 16-byte UUIDs, times are milliseconds since 1970, enums and JSON are text.
-- `migrations/postgres` says the same to the other engine; a test compares the two.

CREATE TABLE tenants (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- Kept, because counting a log of millions of rows is not cheap.
    event_count INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);

CREATE TABLE sequences (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
);

CREATE TABLE settings (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    is_secret BOOLEAN NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key)
);

CREATE TABLE api_keys (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    suffix TEXT NOT NULL,
    scopes TEXT NOT NULL,
    instance_ids TEXT,
    is_primary BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    last_used_at INTEGER,
    last_used_ip TEXT,
    usage_count INTEGER NOT NULL,
    CONSTRAINT "api_keys.hash" UNIQUE (hash)
);
CREATE INDEX "api_keys.list" ON api_keys (tenant_id, created_at, id);
CREATE UNIQUE INDEX "api_keys.is_primary" ON api_keys (is_primary) WHERE is_primary;

CREATE TABLE instances (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    channel TEXT NOT NULL,
    config TEXT NOT NULL,
    wanted BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    state_message TEXT,
    state_since INTEGER NOT NULL,
    owner_id TEXT,
    owner_alt TEXT,
    profile_name TEXT,
    last_connected_at INTEGER,
    last_message_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT "instances.name" UNIQUE (tenant_id, name)
);
CREATE INDEX "instances.list" ON instances (tenant_id, created_at, id);

-- Who owns what among nodes. A row outlives its lease, so that the epoch only grows.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

-- What a channel session must remember: keys and credentials, opaque to us. No foreign key: rows
-- are written at the end of a group of writes, where a refusal would be everybody's.
CREATE TABLE channel_state (
    instance_id BLOB NOT NULL,
    ns TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    num INTEGER NOT NULL,
    PRIMARY KEY (instance_id, ns, key)
) WITHOUT ROWID;

CREATE TABLE persons (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    display_name TEXT,
    primary_phone TEXT,
    primary_email TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT "persons.primary_phone" UNIQUE (tenant_id, primary_phone)
);

CREATE TABLE identities (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    channel TEXT NOT NULL,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    address_alt TEXT,
    display_name TEXT,
    message_count INTEGER NOT NULL,
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    CONSTRAINT "identities.address" UNIQUE (instance_id, address),
    CONSTRAINT "identities.address_alt" UNIQUE (instance_id, address_alt)
);
CREATE INDEX "identities.person" ON identities (person_id);

CREATE TABLE chats (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    address_alt TEXT,
    chat_type TEXT NOT NULL,
    name TEXT,
    message_count INTEGER NOT NULL,
    unread_count INTEGER NOT NULL,
    last_message_at INTEGER,
    last_message_preview TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT "chats.address" UNIQUE (instance_id, address),
    CONSTRAINT "chats.address_alt" UNIQUE (instance_id, address_alt)
);
CREATE INDEX "chats.list" ON chats (instance_id, COALESCE(last_message_at, 0), id);

CREATE TABLE participants (
    chat_id BLOB NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    platform_user_id TEXT NOT NULL,
    identity_id BLOB,
    display_name TEXT,
    role TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, platform_user_id)
);
CREATE INDEX "participants.identity" ON participants (identity_id) WHERE identity_id IS NOT NULL;

CREATE TABLE contacts (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    address_alt TEXT,
    display_name TEXT,
    push_name TEXT,
    phone TEXT,
    is_group BOOLEAN NOT NULL,
    is_business BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT "contacts.address" UNIQUE (instance_id, address),
    CONSTRAINT "contacts.address_alt" UNIQUE (instance_id, address_alt)
);
CREATE INDEX "contacts.list" ON contacts (instance_id, created_at, id);

-- No foreign key but the chat's: each one costs a lookup per message, and the chat has the rest.
CREATE TABLE messages (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    chat_id BLOB NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    external_id TEXT NOT NULL,
    direction TEXT NOT NULL,
    source TEXT NOT NULL,
    sender_platform_id TEXT NOT NULL,
    sender_name TEXT,
    sender_identity_id BLOB,
    sender_person_id BLOB,
    content TEXT NOT NULL,
    status TEXT NOT NULL,
    failure_code TEXT,
    failure_message TEXT,
    reply_to_external_id TEXT,
    reactions TEXT NOT NULL,
    edits TEXT NOT NULL,
    edited_at INTEGER,
    deleted_at INTEGER,
    platform_timestamp INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    sent_at INTEGER,
    delivered_at INTEGER,
    read_at INTEGER,
    CONSTRAINT "messages.external_id" UNIQUE (chat_id, external_id)
);
CREATE INDEX "messages.by_external" ON messages (instance_id, external_id);
CREATE INDEX "messages.by_chat" ON messages (chat_id, platform_timestamp, id);
CREATE INDEX "messages.by_sender" ON messages (sender_identity_id) WHERE sender_identity_id IS NOT NULL;

CREATE TABLE media (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    message_id BLOB,
    kind TEXT NOT NULL,
    mime_type TEXT NOT NULL,
    file_name TEXT,
    size INTEGER,
    sha256 TEXT,
    status TEXT NOT NULL,
    blob_key TEXT,
    locator BLOB,
    error TEXT,
    created_at INTEGER NOT NULL
);
CREATE INDEX "media.instance" ON media (instance_id);
CREATE INDEX "media.message" ON media (message_id) WHERE message_id IS NOT NULL;

-- A log: it names rows that may be gone, so it has no foreign keys.
CREATE TABLE events (
    seq INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    event_type TEXT NOT NULL,
    instance_id BLOB,
    channel TEXT,
    chat_id BLOB,
    chat_external_id TEXT,
    message_id BLOB,
    external_id TEXT,
    person_id BLOB,
    identity_id BLOB,
    direction TEXT,
    content_type TEXT,
    text TEXT,
    payload TEXT NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT "events.id" UNIQUE (id)
);
CREATE INDEX "events.at" ON events (tenant_id, at);
CREATE INDEX "events.instance" ON events (instance_id, seq) WHERE instance_id IS NOT NULL;
CREATE INDEX "events.chat" ON events (chat_id, seq) WHERE chat_id IS NOT NULL;
CREATE INDEX "events.person" ON events (person_id, seq) WHERE person_id IS NOT NULL;

-- `head`: it is this job's turn among those of its order key (or it has none). At most one job
-- of a key is the head, running or not, and the index says so. No foreign key, as above.
CREATE TABLE jobs (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB,
    kind TEXT NOT NULL,
    order_key TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    lease_until INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    head BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX "jobs.head" ON jobs (order_key) WHERE head;
CREATE INDEX "jobs.due" ON jobs (kind, run_at, id, instance_id) WHERE head AND state = 'queued';
CREATE INDEX "jobs.waiting" ON jobs (order_key, id) WHERE NOT head AND state = 'queued';
CREATE INDEX "jobs.lease" ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX "jobs.dead" ON jobs (tenant_id, created_at, id) WHERE state = 'dead';
CREATE INDEX "jobs.instance" ON jobs (instance_id) WHERE instance_id IS NOT NULL;

CREATE TABLE idempotency_keys (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    message_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX "idempotency_keys.age" ON idempotency_keys (created_at);

INSERT INTO sequences (name, value) VALUES ('events', 0);
INSERT INTO tenants (id, name, created_at)
VALUES (X'00000000000000000000000000000001', 'default', unixepoch() * 1000);
