-- Entry points, at which programs talk with agents. A conversation is a chat of an instance on the
-- channel `api`; an execution is a message of it.
CREATE TABLE entry_points (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    name TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX "entry_points.name" ON entry_points (tenant_id, name);

CREATE TABLE attendants (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    entry_point_id BLOB NOT NULL REFERENCES entry_points (id) ON DELETE CASCADE,
    instance_id BLOB REFERENCES instances (id) ON DELETE CASCADE,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    is_available BOOLEAN NOT NULL,
    max_conversations INTEGER,
    position INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX "attendants.entry_point" ON attendants (entry_point_id, position, created_at, id);
CREATE INDEX "attendants.instance" ON attendants (instance_id);
CREATE INDEX "attendants.user" ON attendants (user_id);

CREATE TABLE conversations (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    entry_point_id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX "conversations.instance" ON conversations (instance_id);

CREATE TABLE executions (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    message_id BLOB NOT NULL,
    superseded_at INTEGER,
    created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX "executions.seq" ON executions (conversation_id, seq);
CREATE INDEX "executions.instance" ON executions (instance_id);

-- The one key of a tenant at entry points: which of its API keys it is.
CREATE TABLE tenant_keys (
    tenant_id BLOB NOT NULL PRIMARY KEY,
    key_id BLOB NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE
);
CREATE INDEX "tenant_keys.key" ON tenant_keys (key_id);
