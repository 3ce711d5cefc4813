-- Texts that people insert by a shortcut. One without an instance is for all of the tenant's.
CREATE TABLE quick_replies (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    instance_id UUID REFERENCES instances (id) ON DELETE CASCADE,
    shortcut TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX "quick_replies.shortcut" ON quick_replies (tenant_id, shortcut);
CREATE INDEX "quick_replies.instance" ON quick_replies (instance_id) WHERE instance_id IS NOT NULL;
