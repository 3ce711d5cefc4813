-- Texts that people insert by a shortcut. One without an instance is for all of the tenant's.
CREATE TABLE quick_replies (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    instance_id BLOB REFERENCES instances (id) ON DELETE CASCADE,
    shortcut TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX "quick_replies.shortcut" ON quick_replies (tenant_id, shortcut);
CREATE INDEX "quick_replies.instance" ON quick_replies (instance_id) WHERE instance_id IS NOT NULL;
