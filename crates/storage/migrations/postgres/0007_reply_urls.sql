-- One-time addresses for agents that answer later. Only the hash of an address's secret is kept. A
-- question that was asked again has several; whichever is answered first uses all of them up.
CREATE TABLE reply_urls (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    turn_id UUID NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    secret_hash TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX "reply_urls.turn" ON reply_urls (turn_id);
CREATE INDEX "reply_urls.expires" ON reply_urls (expires_at);

-- Turns whose agent answers later: few, looked for every few seconds.
CREATE INDEX "turns.awaiting" ON turns (id) WHERE state = 'awaiting_reply';
