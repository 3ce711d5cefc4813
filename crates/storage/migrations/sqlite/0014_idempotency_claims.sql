-- Idempotency keys, each of the credential that used it. `idempotency_keys` was shared by a tenant's
-- credentials: it is still read, for requests that an earlier version answered, and holds nothing
-- any more once those are older than `pipeline.idempotency_keep_h`.
CREATE TABLE idempotency_claims (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    principal TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    message_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, principal, key)
);
CREATE INDEX "idempotency_claims.age" ON idempotency_claims (created_at);
