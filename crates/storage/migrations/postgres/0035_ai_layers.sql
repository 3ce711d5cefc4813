-- AI layers of a tenant, of accounts and of chats. The tenant's is an agent that accounts without one
-- of their own refer to; without the agent there is no layer.
CREATE TABLE ai_globals (
    tenant_id UUID NOT NULL PRIMARY KEY,
    agent_id UUID NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    is_enabled BOOLEAN NOT NULL,
    settings TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX "ai_globals.agent" ON ai_globals (agent_id);

CREATE TABLE ai_accounts (
    instance_id UUID NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    tenant_id UUID NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    settings TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE ai_chats (
    chat_id UUID NOT NULL PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    mode TEXT COLLATE "C" NOT NULL,
    prompt TEXT COLLATE "C",
    updated_at BIGINT NOT NULL
);
