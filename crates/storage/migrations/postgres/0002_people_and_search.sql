-- Persons that are linked and merged by people, rules about who may talk, and finding events.
-- `migrations/sqlite` says the same to the other engine; a test compares the two.

ALTER TABLE persons ADD COLUMN avatar_url TEXT COLLATE "C";
ALTER TABLE persons ADD COLUMN metadata TEXT COLLATE "C" NOT NULL DEFAULT '{}';
CREATE INDEX "persons.list" ON persons (tenant_id, updated_at, id);

ALTER TABLE identities ADD COLUMN linked_by TEXT COLLATE "C" NOT NULL DEFAULT 'initial';
ALTER TABLE identities ADD COLUMN confidence BIGINT NOT NULL DEFAULT 100;
ALTER TABLE identities ADD COLUMN link_reason TEXT COLLATE "C";
ALTER TABLE identities ADD COLUMN linked_at BIGINT;
CREATE INDEX "identities.by_address" ON identities (tenant_id, address);
CREATE INDEX "identities.by_address_alt" ON identities (tenant_id, address_alt)
    WHERE address_alt IS NOT NULL;

-- Who linked, unlinked or merged whom. It names rows that may be gone: no foreign keys.
CREATE TABLE person_changes (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    person_id UUID NOT NULL,
    other_person_id UUID NOT NULL,
    identity_ids TEXT COLLATE "C" NOT NULL,
    changed_by UUID,
    reason TEXT COLLATE "C",
    evidence TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX "person_changes.person" ON person_changes (person_id, at, id);
CREATE INDEX "person_changes.other" ON person_changes (other_person_id, at, id);

CREATE TABLE access_rules (
    id UUID NOT NULL PRIMARY KEY,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    instance_id UUID REFERENCES instances (id) ON DELETE CASCADE,
    rule_type TEXT COLLATE "C" NOT NULL,
    phone_patterns TEXT COLLATE "C" NOT NULL,
    platform_user_ids TEXT COLLATE "C" NOT NULL,
    person_id UUID,
    channel TEXT COLLATE "C",
    priority BIGINT NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C",
    enabled BOOLEAN NOT NULL,
    expires_at BIGINT,
    reason TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
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
    tenant_id UUID NOT NULL,
    hour BIGINT NOT NULL,
    instance_id UUID NOT NULL,
    event_type TEXT COLLATE "C" NOT NULL,
    content_type TEXT COLLATE "C" NOT NULL,
    direction TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    events BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    processing_ms BIGINT NOT NULL,
    processed BIGINT NOT NULL,
    agent_ms BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, hour, instance_id, event_type, content_type, direction, channel)
) WITH (fillfactor = 70);
CREATE INDEX "event_hours.instance" ON event_hours (instance_id);

-- The words of each event, made plain (no case, no accents) before they come here. Only which
-- events have a word is kept, not where. The list of what is not yet in the index is kept short,
-- because every search walks through it.
CREATE TABLE event_search (
    event_seq BIGINT NOT NULL PRIMARY KEY,
    words TSVECTOR NOT NULL
);
CREATE INDEX "event_search.words" ON event_search USING gin (words)
    WITH (fastupdate = on, gin_pending_list_limit = 256);

-- Grows with each change of who a person is, so that no node believes an older answer.
INSERT INTO sequences (name, value) VALUES ('persons', 0);
-- Events up to this one are not yet in the two tables above; `migrate` brings them in.
INSERT INTO sequences (name, value)
SELECT 'events.unindexed', value FROM sequences WHERE name = 'events';
