-- Ids are UUIDs, times are milliseconds since 1970, enums and JSON are text
-- in the C collation, so that both engines sort alike.
-- `migrations/sqlite` says the same to the other engine; a test compares the two.

CREATE TABLE tenants (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    -- Kept, because counting a log of millions of rows is not cheap.
    event_count BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE sequences (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE settings (
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    key TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    is_secret BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key)
);

CREATE TABLE api_keys (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    name TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    suffix TEXT COLLATE "C" NOT NULL,
    scopes TEXT COLLATE "C" NOT NULL,
    instance_ids TEXT COLLATE "C",
    is_primary BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    last_used_at BIGINT,
    last_used_ip TEXT COLLATE "C",
    usage_count BIGINT NOT NULL,
    CONSTRAINT "api_keys.hash" UNIQUE (hash)
);
CREATE INDEX "api_keys.list" ON api_keys (tenant_id, created_at, id);
CREATE UNIQUE INDEX "api_keys.is_primary" ON api_keys (is_primary) WHERE is_primary;

CREATE TABLE instances (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    name TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    config TEXT COLLATE "C" NOT NULL,
    wanted BOOLEAN NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    state_message TEXT COLLATE "C",
    state_since BIGINT NOT NULL,
    owner_id TEXT COLLATE "C",
    owner_alt TEXT COLLATE "C",
    profile_name TEXT COLLATE "C",
    last_connected_at BIGINT,
    last_message_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT "instances.name" UNIQUE (tenant_id, name)
);
CREATE INDEX "instances.list" ON instances (tenant_id, created_at, id);

-- Who owns what among nodes. A row outlives its lease, so that the epoch only grows.
CREATE TABLE leases (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- What a channel session must remember: keys and credentials, opaque to us. No foreign key: rows
-- are written at the end of a group of writes, where a refusal would be everybody's.
CREATE TABLE channel_state (
    instance_id UUID NOT NULL,
    ns TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    value BYTEA NOT NULL,
    num BIGINT NOT NULL,
    PRIMARY KEY (instance_id, ns, key)
);

CREATE TABLE persons (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    display_name TEXT COLLATE "C",
    primary_phone TEXT COLLATE "C",
    primary_email TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT "persons.primary_phone" UNIQUE (tenant_id, primary_phone)
);

CREATE TABLE identities (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    person_id UUID NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    address_alt TEXT COLLATE "C",
    display_name TEXT COLLATE "C",
    message_count BIGINT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    CONSTRAINT "identities.address" UNIQUE (instance_id, address),
    CONSTRAINT "identities.address_alt" UNIQUE (instance_id, address_alt)
);
CREATE INDEX "identities.person" ON identities (person_id);

CREATE TABLE chats (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    address_alt TEXT COLLATE "C",
    chat_type TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C",
    message_count BIGINT NOT NULL,
    unread_count BIGINT NOT NULL,
    last_message_at BIGINT,
    last_message_preview TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT "chats.address" UNIQUE (instance_id, address),
    CONSTRAINT "chats.address_alt" UNIQUE (instance_id, address_alt)
);
CREATE INDEX "chats.list" ON chats (instance_id, COALESCE(last_message_at, 0), id);

CREATE TABLE participants (
    chat_id UUID NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    platform_user_id TEXT COLLATE "C" NOT NULL,
    identity_id UUID,
    display_name TEXT COLLATE "C",
    role TEXT COLLATE "C" NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, platform_user_id)
);
CREATE INDEX "participants.identity" ON participants (identity_id) WHERE identity_id IS NOT NULL;

CREATE TABLE contacts (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    address_alt TEXT COLLATE "C",
    display_name TEXT COLLATE "C",
    push_name TEXT COLLATE "C",
    phone TEXT COLLATE "C",
    is_group BOOLEAN NOT NULL,
    is_business BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT "contacts.address" UNIQUE (instance_id, address),
    CONSTRAINT "contacts.address_alt" UNIQUE (instance_id, address_alt)
);
CREATE INDEX "contacts.list" ON contacts (instance_id, created_at, id);

-- No foreign key but the chat's: each one costs a lookup per message, and the chat has the rest.
CREATE TABLE messages (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    instance_id UUID NOT NULL,
    chat_id UUID NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    external_id TEXT COLLATE "C" NOT NULL,
    direction TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    sender_platform_id TEXT COLLATE "C" NOT NULL,
    sender_name TEXT COLLATE "C",
    sender_identity_id UUID,
    sender_person_id UUID,
    content TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    failure_code TEXT COLLATE "C",
    failure_message TEXT COLLATE "C",
    reply_to_external_id TEXT COLLATE "C",
    reactions TEXT COLLATE "C" NOT NULL,
    edits TEXT COLLATE "C" NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    platform_timestamp BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    sent_at BIGINT,
    delivered_at BIGINT,
    read_at BIGINT,
    CONSTRAINT "messages.external_id" UNIQUE (chat_id, external_id)
);
CREATE INDEX "messages.by_external" ON messages (instance_id, external_id);
CREATE INDEX "messages.by_chat" ON messages (chat_id, platform_timestamp, id);
CREATE INDEX "messages.by_sender" ON messages (sender_identity_id) WHERE sender_identity_id IS NOT NULL;

CREATE TABLE media (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    message_id UUID,
    kind TEXT COLLATE "C" NOT NULL,
    mime_type TEXT COLLATE "C" NOT NULL,
    file_name TEXT COLLATE "C",
    size BIGINT,
    sha256 TEXT COLLATE "C",
    status TEXT COLLATE "C" NOT NULL,
    blob_key TEXT COLLATE "C",
    locator BYTEA,
    error TEXT COLLATE "C",
    created_at BIGINT NOT NULL
);
CREATE INDEX "media.instance" ON media (instance_id);
CREATE INDEX "media.message" ON media (message_id) WHERE message_id IS NOT NULL;

-- A log: it names rows that may be gone, so it has no foreign keys.
CREATE TABLE events (
    seq BIGINT NOT NULL PRIMARY KEY,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    event_type TEXT COLLATE "C" NOT NULL,
    instance_id UUID,
    channel TEXT COLLATE "C",
    chat_id UUID,
    chat_external_id TEXT COLLATE "C",
    message_id UUID,
    external_id TEXT COLLATE "C",
    person_id UUID,
    identity_id UUID,
    direction TEXT COLLATE "C",
    content_type TEXT COLLATE "C",
    text TEXT COLLATE "C",
    payload TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT "events.id" UNIQUE (id)
);
CREATE INDEX "events.at" ON events (tenant_id, at);
CREATE INDEX "events.instance" ON events (instance_id, seq) WHERE instance_id IS NOT NULL;
CREATE INDEX "events.chat" ON events (chat_id, seq) WHERE chat_id IS NOT NULL;
CREATE INDEX "events.person" ON events (person_id, seq) WHERE person_id IS NOT NULL;

-- `head`: it is this job's turn among those of its order key (or it has none). At most one job
-- of a key is the head, running or not, and the index says so. No foreign key, as above.
CREATE TABLE jobs (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    instance_id UUID,
    kind TEXT COLLATE "C" NOT NULL,
    order_key TEXT COLLATE "C",
    payload TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    run_at BIGINT NOT NULL,
    lease_until BIGINT,
    last_error TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    head BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX "jobs.head" ON jobs (order_key) WHERE head;
CREATE INDEX "jobs.due" ON jobs (kind, run_at, id, instance_id) WHERE head AND state = 'queued';
CREATE INDEX "jobs.waiting" ON jobs (order_key, id) WHERE NOT head AND state = 'queued';
CREATE INDEX "jobs.lease" ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX "jobs.dead" ON jobs (tenant_id, created_at, id) WHERE state = 'dead';
CREATE INDEX "jobs.instance" ON jobs (instance_id) WHERE instance_id IS NOT NULL;

CREATE TABLE idempotency_keys (
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    key TEXT COLLATE "C" NOT NULL,
    request_hash TEXT COLLATE "C" NOT NULL,
    message_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX "idempotency_keys.age" ON idempotency_keys (created_at);

INSERT INTO sequences (name, value) VALUES ('events', 0);
INSERT INTO tenants (id, name, created_at)
VALUES (
    '00000000-0000-0000-0000-000000000001',
    'default',
    (EXTRACT(EPOCH FROM now()) * 1000)::BIGINT
);
