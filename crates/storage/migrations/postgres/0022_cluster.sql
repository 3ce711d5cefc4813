-- The processes that share this database. A row is renewed while its process runs.
CREATE TABLE nodes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    channels TEXT COLLATE "C" NOT NULL,
    clock BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- The connections' present states, as their owners report them to the other nodes.
CREATE TABLE session_states (
    instance_id UUID NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL
);

-- What a node asks the owner of an instance to do.
CREATE TABLE node_requests (
    id UUID NOT NULL PRIMARY KEY,
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    payload TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    reply TEXT COLLATE "C",
    expires_at BIGINT NOT NULL
);
CREATE INDEX "node_requests.instance" ON node_requests (instance_id);
CREATE INDEX "node_requests.pending" ON node_requests (expires_at) WHERE state = 'pending';
