import * as z from 'zod/mini';
import type { Schemas } from '../../api/client';
import type { Rule } from '../../api/queries/access';
import { optional, optionalNumber, optionalTime, required, text } from '../../forms/fields';
import { linesOf } from '../../lib/lines';
import { toLocal } from '../../lib/localTime';

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

const ACTIONS = ['allow', 'block', 'silent_block'] as const;

/**
 * The form of a rule, read as what is sent. What it does not ask for, a person and a channel, is kept;
 * with a person there need be no other senders.
 */
export function ruleSchema(present?: Rule) {
  const { personId, channel } = present?.criteria ?? {};
  const fields = z.object({
    senders: personId ? text() : required(),
    action: z.enum(ACTIONS),
    message: text(),
    instanceId: optional(),
    priority: optionalNumber(),
    expiresAt: optionalTime(),
    reason: optional(),
  });
  return z.pipe(
    fields,
    z.transform(
      ({ senders, action, message, priority, ...rest }): RuleValues => ({
        ...rest,
        type: action === 'allow' ? 'allow' : 'deny',
        action: { type: action, ...(action === 'block' && message ? { message } : {}) },
        criteria: {
          ...criteriaOf(senders),
          ...(personId ? { personId } : {}),
          ...(channel ? { channel } : {}),
        },
        priority: priority ?? 0,
      }),
    ),
  );
}

/** The form's fields by the API's names of what they are read as. */
export const FIELD_NAMES = {
  criteria: 'senders',
  'criteria.phonePatterns': 'senders',
  'criteria.platformUserIds': 'senders',
  'action.type': 'action',
  'action.message': 'message',
} as const;

/** What the fields have at first; `instance` is chosen of a new rule. */
export function fieldsOf(
  present: Rule | undefined,
  instance: string | undefined,
): z.input<ReturnType<typeof ruleSchema>> {
  const { phonePatterns = [], platformUserIds = [] } = present?.criteria ?? {};
  return {
    senders: [...phonePatterns, ...platformUserIds].join('\n'),
    action: present?.action.type ?? 'block',
    message: present?.action.message ?? '',
    instanceId: (present ? present.instanceId : instance) ?? '',
    priority: String(present?.priority ?? 0),
    expiresAt: toLocal(present?.expiresAt),
    reason: present?.reason ?? '',
  };
}
