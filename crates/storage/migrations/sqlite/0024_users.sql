-- Persons who sign in.
CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    email TEXT NOT NULL CONSTRAINT "users.email" UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    is_operator BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    totp_confirmed BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_sign_in_at INTEGER,
    password_hash TEXT,
    totp_sealed TEXT,
    totp_step INTEGER NOT NULL,
    recovery_hashes TEXT NOT NULL,
    oidc_subject TEXT
);
CREATE INDEX "users.tenant" ON users (tenant_id, created_at, id);

-- Their sign-ins.
CREATE TABLE user_sessions (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    token_hash TEXT NOT NULL CONSTRAINT "user_sessions.token_hash" UNIQUE,
    refresh_hash TEXT,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ip TEXT,
    user_agent TEXT
);
CREATE INDEX "user_sessions.user" ON user_sessions (user_id, created_at, id);
CREATE INDEX "user_sessions.tenant" ON user_sessions (tenant_id);
CREATE INDEX "user_sessions.expiry" ON user_sessions (expires_at);

-- Attempts to sign in since the last success, by e-mail address (a hash of it) and by client.
CREATE TABLE sign_in_failures (
    subject TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL,
    failed_at INTEGER NOT NULL
);
CREATE INDEX "sign_in_failures.age" ON sign_in_failures (failed_at);

-- What signs access tokens, sealed.
CREATE TABLE signing_keys (
    id BLOB NOT NULL PRIMARY KEY,
    sealed TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
