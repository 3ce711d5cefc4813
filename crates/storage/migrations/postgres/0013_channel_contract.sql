-- Phone numbers as such, apart from how a network spells them in its addresses.
ALTER TABLE identities ADD COLUMN phone TEXT COLLATE "C";
ALTER TABLE chats ADD COLUMN phone TEXT COLLATE "C";
UPDATE identities SET phone = SUBSTR(address, 1, LENGTH(address) - 15)
    WHERE address LIKE '%@s.whatsapp.net' AND SUBSTR(address, 1, LENGTH(address) - 15) ~ '^[0-9]{7,15}$';
UPDATE identities SET phone = SUBSTR(address_alt, 1, LENGTH(address_alt) - 15)
    WHERE phone IS NULL AND address_alt LIKE '%@s.whatsapp.net' AND SUBSTR(address_alt, 1, LENGTH(address_alt) - 15) ~ '^[0-9]{7,15}$';
UPDATE chats SET phone = SUBSTR(address, 1, LENGTH(address) - 15)
    WHERE address LIKE '%@s.whatsapp.net' AND SUBSTR(address, 1, LENGTH(address) - 15) ~ '^[0-9]{7,15}$';
UPDATE chats SET phone = SUBSTR(address_alt, 1, LENGTH(address_alt) - 15)
    WHERE phone IS NULL AND address_alt LIKE '%@s.whatsapp.net' AND SUBSTR(address_alt, 1, LENGTH(address_alt) - 15) ~ '^[0-9]{7,15}$';
CREATE INDEX "identities.by_phone" ON identities (tenant_id, phone) WHERE phone IS NOT NULL;

-- What belongs to a message beside its content, JSON; NULL if there is nothing.
ALTER TABLE messages ADD COLUMN context TEXT COLLATE "C";

-- By what a network names an instance's account in the requests it sends.
CREATE TABLE instance_accounts (
    instance_id UUID NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    channel TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    CONSTRAINT "instance_accounts.account" UNIQUE (channel, account)
);

-- Sends that were handed to a network that does not drop repeats, and whose outcome is not known.
CREATE TABLE handovers (
    message_id UUID NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    first_at BIGINT NOT NULL
);

-- What a network reported of messages before its answer said which they are.
CREATE TABLE early_reports (
    instance_id UUID NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    external_id TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    reported_at BIGINT NOT NULL,
    failure_code TEXT COLLATE "C",
    failure_message TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, external_id, status)
);
CREATE INDEX "early_reports.created" ON early_reports (created_at);
