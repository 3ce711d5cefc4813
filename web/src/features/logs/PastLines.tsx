import { useQuery } from '@tanstack/react-query';
import type { LogFilter } from '../../api/live/logs';
import { type LogPeriod, pastLogQuery } from '../../api/queries/logs';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { useText } from '../../i18n/useText';
import { Line } from './Line';

/** The lines of a period, newest last; they do not change, and nothing follows them. */
export function PastLines({ filter, period }: { filter: LogFilter; period: LogPeriod }) {
  const t = useText();
  return (
    <Loaded query={useQuery(pastLogQuery(filter, period))}>
      {lines =>
        lines.length === 0 ? (
          <Notice>{t('logs.nonePast')}</Notice>
        ) : (
          <section
            aria-label={t('logs.lines')}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll it
            tabIndex={0}
            className="h-[60vh] overflow-y-auto rounded-xl border border-line bg-surface p-3 font-mono text-sm"
          >
            <ol>
              {lines.map(line => (
                <Line key={line.number} line={line} />
              ))}
            </ol>
          </section>
        )
      }
    </Loaded>
  );
}
