import type { Hour } from '../../api/queries/analytics';
import { useLanguage, useText } from '../../i18n/useText';
import { exact } from '../../lib/time';

/** The figures of the chart, newest first. */
export function HourTable({ hours }: { hours: readonly Hour[] }) {
  const t = useText();
  const language = useLanguage();
  return (
    <table className="mt-2 w-full text-left text-sm">
      <thead className="text-quiet">
        <tr>
          <th className="font-medium">{t('analytics.hour')}</th>
          <th className="text-right font-medium">{t('analytics.messages')}</th>
          <th className="text-right font-medium">{t('analytics.success')}</th>
        </tr>
      </thead>
      <tbody>
        {[...hours].reverse().map(({ hour, count, successRate }) => (
          <tr key={hour} className="border-line border-t">
            <td>{exact(new Date(hour), language)}</td>
            <td className="text-right tabular-nums">{count}</td>
            <td className="text-right tabular-nums">{successRate.toFixed(1)} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
