import { useText } from '../../../i18n/useText';
import { type ToolCall, toolText } from './answerFacts';

/** The tools that were called for an answer, in their order. */
export function CalledTools({ calls }: { calls: ToolCall[] }) {
  const t = useText();
  if (calls.length === 0) return null;
  return (
    <section>
      <h3 className="font-semibold">{t('why.tools')}</h3>
      <ol className="list-decimal ps-6">
        {calls.map((call, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: their order never changes
          <li key={index} className={call.failed ? 'break-all text-bad' : 'break-all'}>
            {toolText(call)}
            {call.failed && ` · ${t('why.toolFailed')}`}
          </li>
        ))}
      </ol>
    </section>
  );
}
