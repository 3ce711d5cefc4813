-- Persons who sign in.
CREATE TABLE users (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    email TEXT COLLATE "C" NOT NULL CONSTRAINT "users.email" UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    is_operator BOOLEAN NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    totp_confirmed BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_sign_in_at BIGINT,
    password_hash TEXT COLLATE "C",
    totp_sealed TEXT COLLATE "C",
    totp_step BIGINT NOT NULL,
    recovery_hashes TEXT COLLATE "C" NOT NULL,
    oidc_subject TEXT COLLATE "C"
);
CREATE INDEX "users.tenant" ON users (tenant_id, created_at, id);

-- Their sign-ins.
CREATE TABLE user_sessions (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT COLLATE "C" NOT NULL,
    token_hash TEXT COLLATE "C" NOT NULL CONSTRAINT "user_sessions.token_hash" UNIQUE,
    refresh_hash TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ip TEXT COLLATE "C",
    user_agent TEXT COLLATE "C"
);
CREATE INDEX "user_sessions.user" ON user_sessions (user_id, created_at, id);
CREATE INDEX "user_sessions.tenant" ON user_sessions (tenant_id);
CREATE INDEX "user_sessions.expiry" ON user_sessions (expires_at);

-- Attempts to sign in since the last success, by e-mail address (a hash of it) and by client.
CREATE TABLE sign_in_failures (
    subject TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    failed_at BIGINT NOT NULL
);
CREATE INDEX "sign_in_failures.age" ON sign_in_failures (failed_at);

-- What signs access tokens, sealed.
CREATE TABLE signing_keys (
    id UUID NOT NULL PRIMARY KEY,
    sealed TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);
