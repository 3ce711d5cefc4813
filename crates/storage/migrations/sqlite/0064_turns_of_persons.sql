-- The turns of a person are listed over all of their chats, newest first.
CREATE INDEX "turns.person" ON turns (person_id, created_at, id) WHERE person_id IS NOT NULL;
