import * as z from 'zod/mini';
import type { ProfileChanges } from '../../../api/queries/profile';
import { required, say, text } from '../../../forms/fields';
import { base64Of } from './picture';

/** The limits of WhatsApp, which counts characters and not their UTF-16 units. */
const MOST = { name: 25, status: 139 };

const atMost = (max: number) =>
  z.refine<string>(given => [...given].length <= max, say('form.longest', { max }));

/** A name is not removed; one that the network has not reported yet may stay empty. */
export const profileSchema = (hasName: boolean) =>
  z.object({
    name: (hasName ? required() : text()).check(atMost(MOST.name)),
    status: text().check(atMost(MOST.status)),
  });

export type ProfileTexts = z.output<ReturnType<typeof profileSchema>>;

/** What is sent: only what differs. `picture`: the one that was chosen, as an address. */
export function profileChanges(
  base: ProfileTexts,
  next: ProfileTexts,
  picture: string | undefined,
): ProfileChanges {
  return {
    ...(next.name !== base.name && { name: next.name }),
    ...(next.status !== base.status && { status: next.status }),
    ...(picture && { picture: base64Of(picture) }),
  };
}
