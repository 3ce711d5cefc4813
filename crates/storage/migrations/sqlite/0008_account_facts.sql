-- What channels tell of accounts besides addresses, in lower case: by it an account finds its person.
ALTER TABLE identities ADD COLUMN username TEXT;
ALTER TABLE identities ADD COLUMN email TEXT;
CREATE INDEX "identities.by_username" ON identities (tenant_id, username)
    WHERE username IS NOT NULL;
CREATE INDEX "identities.by_email" ON identities (tenant_id, email) WHERE email IS NOT NULL;
CREATE INDEX "persons.by_email" ON persons (tenant_id, primary_email)
    WHERE primary_email IS NOT NULL;
