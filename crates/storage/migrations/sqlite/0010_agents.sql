-- What answers conversations. `instance_id` is set for an agent that belongs to one instance.
CREATE TABLE agents (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    instance_id BLOB REFERENCES instances (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    provider_id BLOB REFERENCES providers (id),
    kind TEXT,
    api_url TEXT,
    api_key TEXT,
    remote_id TEXT,
    model TEXT,
    prompt TEXT,
    tools TEXT NOT NULL,
    timeout_ms INTEGER,
    streaming BOOLEAN NOT NULL,
    options TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX "agents.instance_id" ON agents (instance_id);
CREATE INDEX "agents.list" ON agents (tenant_id, created_at, id);
CREATE INDEX "agents.provider" ON agents (provider_id) WHERE provider_id IS NOT NULL;

-- Every version of every agent, without its secrets.
CREATE TABLE agent_versions (
    agent_id BLOB NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    tenant_id BLOB NOT NULL,
    name TEXT NOT NULL,
    config TEXT NOT NULL,
    has_api_key BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (agent_id, version)
);

ALTER TABLE instances ADD COLUMN agent_id BLOB REFERENCES agents (id);
CREATE INDEX "instances.agent" ON instances (agent_id) WHERE agent_id IS NOT NULL;

-- The version that was asked last. No foreign key: a turn may outlive the agent.
ALTER TABLE turns ADD COLUMN agent_id BLOB;
ALTER TABLE turns ADD COLUMN agent_version INTEGER;

-- The agents inside the instances' settings are moved at the next start, in pieces.
INSERT INTO sequences (name, value)
SELECT 'agents.unmoved', 0 WHERE EXISTS (SELECT 1 FROM instances);
