-- Filters of the inbox that a user keeps under a name.
CREATE TABLE saved_views (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL,
    filter TEXT NOT NULL,
    position BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX "saved_views.name" ON saved_views (user_id, name);
CREATE INDEX "saved_views.tenant" ON saved_views (tenant_id);
