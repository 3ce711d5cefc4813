import type { GroupChange } from '../../../api/queries/groupChanges';
import { useLanguage, useText } from '../../../i18n/useText';
import { clock, exact } from '../../../lib/time';
import { changeText } from './changeText';
import { useNames } from './useNames';

/** What happened to the group, in its place among the messages. */
export function ChangeRow({ change }: { change: GroupChange }) {
  const t = useText();
  const language = useLanguage();
  const names = useNames();
  const at = new Date(change.at);
  return (
    <p
      data-change={change.id}
      dir="auto"
      className="my-1 max-w-[88%] self-center break-words rounded-xl bg-raised px-3 py-1 text-center text-quiet text-sm"
    >
      {changeText(change, names, t).join(' · ')}{' '}
      <time dateTime={change.at} title={exact(at, language)} className="whitespace-nowrap text-xs">
        {clock(at, language)}
      </time>
    </p>
  );
}
