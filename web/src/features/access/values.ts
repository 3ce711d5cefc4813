import type { Schemas } from '../../api/client';
import type { Rule } from '../../api/queries/access';
import { linesOf } from '../../lib/lines';
import { fromLocal } from '../../lib/localTime';

/** What the form of a rule asks for: whole, so that a change replaces what it shows. */
export type RuleValues = Schemas['CreateAccessRuleRequest'];

/** The senders of a rule in a line. */
export function sendersOf({ phonePatterns, platformUserIds, personId, channel }: Rule['criteria']) {
  const who = [...phonePatterns, ...platformUserIds, ...(personId ? [personId] : [])];
  return [who.join(', ') || '*', channel].filter(Boolean).join(' · ');
}

/**
 * A number with its `+`, or what has a `*`, is a pattern; anything else is a channel's own address:
 * Discord's are digits alone.
 */
export function criteriaOf(text: string) {
  const lines = linesOf(text);
  const isPattern = (line: string) => /^(\+|.*\*)/.test(line);
  return {
    phonePatterns: lines.filter(isPattern).map(line => line.replace(/[\s().-]/g, '')),
    platformUserIds: lines.filter(line => !isPattern(line)),
  };
}

/** The values of the form. What it does not ask for, a person and a channel, is kept. */
export function valuesOf(fields: FormData, present?: Rule): RuleValues {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  const type = text('action') as Rule['action']['type'];
  const message = text('message');
  const { personId, channel } = present?.criteria ?? {};
  return {
    type: type === 'allow' ? 'allow' : 'deny',
    action: { type, ...(type === 'block' && message ? { message } : {}) },
    criteria: {
      ...criteriaOf(text('senders')),
      ...(personId ? { personId } : {}),
      ...(channel ? { channel } : {}),
    },
    priority: Number(text('priority')) || 0,
    instanceId: text('instance') || null,
    reason: text('reason') || null,
    expiresAt: fromLocal(text('expires')) ?? null,
  };
}
