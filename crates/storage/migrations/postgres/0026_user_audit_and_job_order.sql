-- What was done to users. A log: it names rows that may be gone, so it has no foreign keys.
CREATE TABLE user_audit (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    principal TEXT COLLATE "C" NOT NULL,
    ip TEXT COLLATE "C",
    user_agent TEXT COLLATE "C",
    metadata TEXT COLLATE "C" NOT NULL
);
CREATE INDEX "user_audit.list" ON user_audit (user_id, at, id);
CREATE INDEX "user_audit.tenant" ON user_audit (tenant_id);
CREATE INDEX "user_audit.age" ON user_audit (at);
