-- Persons that are linked and merged by people, rules about who may talk, and finding events.
-- `migrations/postgres` says the same to the other engine; a test compares the two.

ALTER TABLE persons ADD COLUMN avatar_url TEXT;
ALTER TABLE persons ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
CREATE INDEX "persons.list" ON persons (tenant_id, updated_at, id);

ALTER TABLE identities ADD COLUMN linked_by TEXT NOT NULL DEFAULT 'initial';
ALTER TABLE identities ADD COLUMN confidence INTEGER NOT NULL DEFAULT 100;
ALTER TABLE identities ADD COLUMN link_reason TEXT;
ALTER TABLE identities ADD COLUMN linked_at INTEGER;
CREATE INDEX "identities.by_address" ON identities (tenant_id, address);
CREATE INDEX "identities.by_address_alt" ON identities (tenant_id, address_alt)
    WHERE address_alt IS NOT NULL;

-- Who linked, unlinked or merged whom. It names rows that may be gone: no foreign keys.
CREATE TABLE person_changes (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    action TEXT NOT NULL,
    person_id BLOB NOT NULL,
    other_person_id BLOB NOT NULL,
    identity_ids TEXT NOT NULL,
    changed_by BLOB,
    reason TEXT,
    evidence TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX "person_changes.person" ON person_changes (person_id, at, id);
CREATE INDEX "person_changes.other" ON person_changes (other_person_id, at, id);

CREATE TABLE access_rules (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    instance_id BLOB REFERENCES instances (id) ON DELETE CASCADE,
    rule_type TEXT NOT NULL,
    phone_patterns TEXT NOT NULL,
    platform_user_ids TEXT NOT NULL,
    person_id BLOB,
    channel TEXT,
    priority INTEGER NOT NULL,
    action TEXT NOT NULL,
    message TEXT,
    enabled BOOLEAN NOT NULL,
    expires_at INTEGER,
    reason TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX "access_rules.list" ON access_rules (tenant_id, priority);
CREATE INDEX "access_rules.instance" ON access_rules (instance_id) WHERE instance_id IS NOT NULL;
CREATE INDEX "access_rules.person" ON access_rules (person_id) WHERE person_id IS NOT NULL;

-- Rare kinds of events are found here; common ones by walking the log.
CREATE INDEX "events.kind" ON events (tenant_id, event_type, content_type, seq);

-- How many events there are of each kind, by hour. `hour` is its first millisecond, or -1 for
-- ever; `instance_id` is all zeros for none and, under -1, all ones for any. Written with the
-- events, so that figures and totals need no walk through the log.
CREATE TABLE event_hours (
    tenant_id BLOB NOT NULL,
    hour INTEGER NOT NULL,
    instance_id BLOB NOT NULL,
    event_type TEXT NOT NULL,
    content_type TEXT NOT NULL,
    direction TEXT NOT NULL,
    channel TEXT NOT NULL,
    events INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    processing_ms INTEGER NOT NULL,
    processed INTEGER NOT NULL,
    agent_ms INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, hour, instance_id, event_type, content_type, direction, channel)
) WITHOUT ROWID;
CREATE INDEX "event_hours.instance" ON event_hours (instance_id);

-- The words of each event, made plain (no case, no accents) and parted by spaces before they come
-- here; the row id is the event's `seq`. Only which events have a word is kept, not where.
CREATE VIRTUAL TABLE event_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);

-- Grows with each change of who a person is, so that no node believes an older answer.
INSERT INTO sequences (name, value) VALUES ('persons', 0);
-- Events up to this one are not yet in the two tables above; `migrate` brings them in.
INSERT INTO sequences (name, value)
SELECT 'events.unindexed', value FROM sequences WHERE name = 'events';
