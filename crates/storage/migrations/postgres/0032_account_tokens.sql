-- The token of an account: it stands for one instance, which has at most one. Stored as a hash.
CREATE TABLE account_tokens (
    instance_id UUID NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    suffix TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX "account_tokens.hash" ON account_tokens (hash);
