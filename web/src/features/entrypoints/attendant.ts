import * as z from 'zod/mini';
import type { Schemas } from '../../api/client';
import { number, optionalNumber, say } from '../../forms/fields';

/** The agent of an instance, or a person. The server reports which of them is missing. */
export const ATTENDANT = z.pipe(
  z
    .object({
      kind: z.enum(['agent', 'person']),
      instanceId: z.string(),
      userId: z.string(),
      position: optionalNumber(),
      /** Empty: as many as there are. */
      maxConversations: optionalNumber({ min: 1 }),
    })
    .check(
      z.refine(({ kind, instanceId }) => kind === 'person' || instanceId !== '', {
        ...say('form.required'),
        path: ['instanceId'],
      }),
    ),
  z.transform(
    ({ kind, instanceId, userId, position, maxConversations }): Schemas['AddAttendantRequest'] => ({
      ...(kind === 'agent' ? { instanceId } : { userId }),
      position: position ?? 0,
      ...(maxConversations ? { maxConversations } : {}),
    }),
  ),
);

/** What is changed of an attendant: when it is chosen, and for how many conversations. */
export const ATTENDANT_CHANGES = z.object({
  position: number(),
  /** Empty: as many as there are. */
  maxConversations: optionalNumber({ min: 1 }),
});
