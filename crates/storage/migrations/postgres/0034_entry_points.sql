-- Entry points, at which programs talk with agents. A conversation is a chat of an instance on the
-- channel `api`; an execution is a message of it.
CREATE TABLE entry_points (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    is_active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX "entry_points.name" ON entry_points (tenant_id, name);

CREATE TABLE attendants (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    entry_point_id UUID NOT NULL REFERENCES entry_points (id) ON DELETE CASCADE,
    instance_id UUID REFERENCES instances (id) ON DELETE CASCADE,
    user_id UUID REFERENCES users (id) ON DELETE CASCADE,
    is_available BOOLEAN NOT NULL,
    max_conversations INTEGER,
    position INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX "attendants.entry_point" ON attendants (entry_point_id, position, created_at, id);
CREATE INDEX "attendants.instance" ON attendants (instance_id);
CREATE INDEX "attendants.user" ON attendants (user_id);

CREATE TABLE conversations (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    entry_point_id UUID NOT NULL,
    instance_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX "conversations.instance" ON conversations (instance_id);

CREATE TABLE executions (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    instance_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    message_id UUID NOT NULL,
    superseded_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX "executions.seq" ON executions (conversation_id, seq);
CREATE INDEX "executions.instance" ON executions (instance_id);

-- The one key of a tenant at entry points: which of its API keys it is.
CREATE TABLE tenant_keys (
    tenant_id UUID NOT NULL PRIMARY KEY,
    key_id UUID NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE
);
CREATE INDEX "tenant_keys.key" ON tenant_keys (key_id);
