-- The user who sent a message from here; of keys, agents and the phone it is empty. It refers to no row, so
-- that the deletion of a user changes no messages.
ALTER TABLE messages ADD COLUMN sent_by BLOB;
