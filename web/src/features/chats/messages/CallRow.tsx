import type { Call } from '../../../api/queries/calls';
import { useLanguage, useText } from '../../../i18n/useText';
import { addressText } from '../../../lib/address';
import { clock, exact } from '../../../lib/time';
import { useNames } from './useNames';

/** A call in its place among the messages: the caller, its kind, and its outcome. */
export function CallRow({ call }: { call: Call }) {
  const t = useText();
  const language = useLanguage();
  const names = useNames();
  const at = new Date(call.at);
  const isLost = call.outcome === 'missed' || call.outcome === 'declined';
  return (
    <p
      data-call={call.id}
      className="my-1 self-center rounded-xl border border-line bg-surface px-3 py-1 text-center text-sm"
    >
      <span className={isLost ? 'text-bad' : undefined}>
        {t(call.isVideo ? 'chats.calls.video' : 'chats.calls.voice', {
          from: names.get(call.from) ?? addressText(call.from),
        })}
        {call.outcome && <> · {t(`chats.calls.${call.outcome}`)}</>}
      </span>{' '}
      <time
        dateTime={call.at}
        title={exact(at, language)}
        className="whitespace-nowrap text-quiet text-xs"
      >
        {clock(at, language)}
      </time>
    </p>
  );
}
