-- Messages and answers by quarter of an hour, written with what they count. `slot` is its first
-- millisecond; `agent_id` is all zeros for none; `latency` is the bucket of the time that the agent took, or
-- -1 for none. The statistics of a period read these rows, and neither messages nor turns.
CREATE TABLE figures (
    tenant_id BLOB NOT NULL,
    slot INTEGER NOT NULL,
    instance_id BLOB NOT NULL,
    agent_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    latency INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, slot, instance_id, agent_id, kind, model, latency)
) WITHOUT ROWID;
CREATE INDEX "figures.instance" ON figures (instance_id);
-- Of what was counted before: messages by hour, and turns, whose times and tokens are not counted again.
INSERT INTO figures (tenant_id, slot, instance_id, agent_id, kind, model, latency, amount, input_tokens, output_tokens)
SELECT tenant_id, hour, instance_id, zeroblob(16),
    CASE event_type WHEN 'message.received' THEN 'received' WHEN 'message.sent' THEN 'sent' ELSE 'send_failed' END,
    '', -1, SUM(events), 0, 0
FROM event_hours
WHERE hour >= 0 AND instance_id <> zeroblob(16)
    AND event_type IN ('message.received', 'message.sent', 'message.failed')
GROUP BY tenant_id, hour, instance_id, event_type
HAVING SUM(events) > 0;
INSERT INTO figures (tenant_id, slot, instance_id, agent_id, kind, model, latency, amount, input_tokens, output_tokens)
SELECT tenant_id, ended_at / 900000 * 900000, instance_id, COALESCE(agent_id, zeroblob(16)),
    CASE WHEN state = 'failed' OR outcome = 'deferred' THEN 'answer_failed' ELSE outcome END,
    '', -1, COUNT(*), 0, 0
FROM turns
WHERE ended_at IS NOT NULL
    AND (state = 'failed' OR (state = 'done' AND outcome IN ('answered', 'silent', 'deferred')))
GROUP BY 1, 2, 3, 4, 5;
