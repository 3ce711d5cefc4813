-- Filters of the inbox that a user keeps under a name.
CREATE TABLE saved_views (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    filter TEXT NOT NULL,
    position INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX "saved_views.name" ON saved_views (user_id, name);
CREATE INDEX "saved_views.tenant" ON saved_views (tenant_id);
