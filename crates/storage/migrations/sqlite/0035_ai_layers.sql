-- AI layers of a tenant, of accounts and of chats. The tenant's is an agent that accounts without one
-- of their own refer to; without the agent there is no layer.
CREATE TABLE ai_globals (
    tenant_id BLOB NOT NULL PRIMARY KEY,
    agent_id BLOB NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    is_enabled BOOLEAN NOT NULL,
    settings TEXT NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX "ai_globals.agent" ON ai_globals (agent_id);

CREATE TABLE ai_accounts (
    instance_id BLOB NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    tenant_id BLOB NOT NULL,
    mode TEXT NOT NULL,
    settings TEXT NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE ai_chats (
    chat_id BLOB NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    mode TEXT NOT NULL,
    prompt TEXT,
    updated_at INTEGER NOT NULL
);
