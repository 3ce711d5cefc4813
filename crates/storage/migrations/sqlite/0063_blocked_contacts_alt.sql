-- Whether a sender is blocked is asked of each message that an agent may answer, by either address.
CREATE INDEX "blocked_contacts.alt" ON blocked_contacts (instance_id, address_alt);
