-- The key of a tenant at entry points has a form of its own, also once it is revoked.
ALTER TABLE api_keys ADD COLUMN is_tenant BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE api_keys SET is_tenant = TRUE WHERE id IN (SELECT key_id FROM tenant_keys);
