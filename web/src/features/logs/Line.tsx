import { memo } from 'react';
import type { Level, LogLine } from '../../api/live/logs';
import { cx } from '../../components/cx';
import { useLanguage } from '../../i18n/useText';
import { clockSeconds, exact } from '../../lib/time';

const COLOURS: Record<Level, string> = {
  debug: 'text-quiet',
  info: 'text-ink',
  warn: 'text-warn',
  error: 'text-bad',
};

/** A line of the log. It does not change, and there are a thousand of them. */
export const Line = memo(function Line({ line }: { line: LogLine }) {
  const language = useLanguage();
  const at = new Date(line.timestamp);
  const rest = Object.entries(line.metadata ?? {});
  return (
    <li className={cx('[overflow-wrap:anywhere]', COLOURS[line.level])}>
      <time dateTime={line.timestamp} title={exact(at, language)} className="text-quiet">
        {clockSeconds(at, language)}
      </time>{' '}
      {line.level.toUpperCase()} <span className="text-quiet">{line.service}</span> {line.message}{' '}
      <span className="text-quiet">
        {rest.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ')}
      </span>
    </li>
  );
});
