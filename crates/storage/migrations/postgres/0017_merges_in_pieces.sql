-- A chat that became part of another while it has rows left to move; it is not found any more.
ALTER TABLE chats ADD COLUMN merged_into UUID;
CREATE INDEX "chats.merged" ON chats (merged_into) WHERE merged_into IS NOT NULL;

-- Accounts whose messages and events have still to be assigned to another account or person.
CREATE TABLE account_moves (
    identity_id UUID NOT NULL,
    from_person_id UUID NOT NULL,
    into_identity_id UUID NOT NULL,
    into_person_id UUID NOT NULL,
    PRIMARY KEY (identity_id, from_person_id)
);
CREATE INDEX "account_moves.into" ON account_moves (into_identity_id);

-- Persons who became part of another and have events left that are not about one account.
CREATE TABLE person_moves (
    from_id UUID NOT NULL PRIMARY KEY,
    into_id UUID NOT NULL
);
CREATE INDEX "person_moves.into" ON person_moves (into_id);

-- With the person: the messages of an account that are still another person's are found at once.
DROP INDEX "messages.by_sender";
CREATE INDEX "messages.by_sender" ON messages (sender_identity_id, sender_person_id)
    WHERE sender_identity_id IS NOT NULL;
