import type { Trace } from '../../../api/queries/chatTurns';
import type { Text } from '../../../i18n';
import { useLanguage, useText } from '../../../i18n/useText';
import { spanText } from '../../../lib/size';
import { exact } from '../../../lib/time';
import { bars, place } from './waterfall';

const STAGES: Record<string, Text> = {
  written: 'why.stage.written',
  stored: 'why.stage.stored',
  turn_opened: 'why.stage.turn_opened',
  collected: 'why.stage.collected',
  agent_asked: 'why.stage.agent_asked',
  agent_answered: 'why.stage.agent_answered',
  reply_queued: 'why.stage.reply_queued',
  reply_sent: 'why.stage.reply_sent',
  reply_delivered: 'why.stage.reply_delivered',
  reply_read: 'why.stage.reply_read',
  turn_ended: 'why.stage.turn_ended',
  sent: 'chats.status.sent',
  delivered: 'chats.status.delivered',
  read: 'chats.status.read',
};

/** Where the time was spent: every stage with its bar, its length and its exact time. */
export function Waterfall({ stages }: { stages: Trace['stages'] }) {
  const t = useText();
  const language = useLanguage();
  const all = bars(stages);
  const last = all.at(-1);
  const total = last ? last.start + last.length : 0;
  return (
    <table className="w-full text-sm" aria-label={t('why.trace')}>
      <tbody>
        {all.map(bar => {
          const { x, width } = place(bar, total);
          const name = STAGES[bar.stage];
          return (
            <tr key={bar.stage}>
              <th scope="row" className="w-36 py-0.5 pe-2 text-start font-normal">
                {name ? t(name) : bar.stage}
              </th>
              <td className="py-0.5">
                <svg
                  aria-hidden="true"
                  viewBox="0 0 100 8"
                  preserveAspectRatio="none"
                  className="h-3 w-full rounded bg-raised"
                >
                  <rect x={x} width={width} height={8} className="fill-accent" />
                </svg>
              </td>
              <td className="w-20 py-0.5 ps-2 text-end tabular-nums">
                <time dateTime={bar.at} title={exact(new Date(bar.at), language)}>
                  {spanText(bar.length)}
                </time>
              </td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr className="border-line border-t font-medium">
          <th scope="row" colSpan={2} className="pt-1 text-start">
            {t('why.total')}
          </th>
          <td className="pt-1 text-end tabular-nums">{spanText(total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
