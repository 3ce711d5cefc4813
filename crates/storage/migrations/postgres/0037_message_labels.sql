-- Messages that have a label of their instance, by the network's ids of labels.
CREATE TABLE message_labels (
    message_id UUID NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    label_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (message_id, label_id)
);
CREATE INDEX "message_labels.label" ON message_labels (label_id);
