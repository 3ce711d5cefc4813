import type { GroupChange } from '../../../api/queries/groupChanges';
import type { translate } from '../../../i18n';
import { addressText } from '../../../lib/address';

type Names = ReadonlyMap<string, string>;

const nameOf = (address: string, names: Names) => names.get(address) ?? addressText(address);

/** What happened, as sentences: people by their names where the conversation has them. */
export function changeText(change: GroupChange, names: Names, t: typeof translate): string[] {
  const { what, by } = change;
  const lines =
    'action' in what
      ? [
          t(`chats.group.${what.action}`, {
            people: what.people.map(one => nameOf(one, names)).join(', '),
          }),
        ]
      : what.changes.map(([setting, value]) =>
          typeof value === 'boolean'
            ? t(`chats.group.${setting}${value ? 'On' : 'Off'}` as 'chats.group.joinApprovalOn')
            : t(`chats.group.${setting}` as 'chats.group.subject', { value }),
        );
  // Who joins or leaves does so alone.
  const isOwn = 'action' in what && by !== null && what.people.includes(by);
  return by && !isOwn ? [...lines, t('chats.group.by', { name: nameOf(by, names) })] : lines;
}
