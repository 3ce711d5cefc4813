-- Who may operate the server as a whole, who changed what, and tenants that can be suspended.

ALTER TABLE api_keys ADD COLUMN is_operator BOOLEAN NOT NULL DEFAULT FALSE;
-- Until now every administrator of the first tenant operated the server.
UPDATE api_keys SET is_operator = TRUE
WHERE tenant_id = '00000000-0000-0000-0000-000000000001'
AND (scopes LIKE '%"*"%' OR scopes LIKE '%"admin:*"%');

-- A principal as text (`system`, `api_key:<id>`). Null in rows written before: there, the older
-- column holds the key, and null the system.
ALTER TABLE person_changes ADD COLUMN principal TEXT COLLATE "C";
ALTER TABLE setting_changes ADD COLUMN principal TEXT COLLATE "C";

ALTER TABLE tenants ADD COLUMN status TEXT COLLATE "C" NOT NULL DEFAULT 'active';
CREATE UNIQUE INDEX "tenants.name" ON tenants (name);
