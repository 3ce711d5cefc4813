-- The processes that share this database. A row is renewed while its process runs.
CREATE TABLE nodes (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    channels TEXT NOT NULL,
    clock INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

-- The connections' present states, as their owners report them to the other nodes.
CREATE TABLE session_states (
    instance_id BLOB NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    status TEXT NOT NULL
);

-- What a node asks the owner of an instance to do.
CREATE TABLE node_requests (
    id BLOB NOT NULL PRIMARY KEY,
    instance_id BLOB NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    reply TEXT,
    expires_at INTEGER NOT NULL
);
CREATE INDEX "node_requests.instance" ON node_requests (instance_id);
CREATE INDEX "node_requests.pending" ON node_requests (expires_at) WHERE state = 'pending';
