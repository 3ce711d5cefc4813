-- The token of an account: it stands for one instance, which has at most one. Stored as a hash.
CREATE TABLE account_tokens (
    instance_id BLOB NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    tenant_id BLOB NOT NULL,
    hash TEXT NOT NULL,
    suffix TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX "account_tokens.hash" ON account_tokens (hash);
