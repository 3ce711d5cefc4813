-- One-time addresses for agents that answer later. Only the hash of an address's secret is kept. A
-- question that was asked again has several; whichever is answered first uses all of them up.
CREATE TABLE reply_urls (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    turn_id BLOB NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    secret_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
);
CREATE INDEX "reply_urls.turn" ON reply_urls (turn_id);
CREATE INDEX "reply_urls.expires" ON reply_urls (expires_at);

-- Turns whose agent answers later: few, looked for every few seconds.
CREATE INDEX "turns.awaiting" ON turns (id) WHERE state = 'awaiting_reply';
