import type { Stage } from '../../api/queries/events';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { barsOf } from './waterfall';

/** Stages as a table whose last column is drawn; a table is read as what it is. */
export function WaterfallTable({ stages }: { stages: readonly Stage[] }) {
  const t = useText();
  return (
    <table className="w-full text-left text-sm">
      <thead className="text-quiet">
        <tr>
          <th className="py-1 pr-3 font-medium">{t('traces.stage')}</th>
          <th className="hidden py-1 pr-3 font-medium sm:table-cell">{t('traces.time')}</th>
          <th className="py-1 pr-3 text-right font-medium">{t('traces.ms')}</th>
          <td className="w-1/2" />
        </tr>
      </thead>
      <tbody>
        {barsOf(stages).map(bar => (
          <tr key={bar.stage + bar.at} className="border-line border-t">
            <th scope="row" className="py-1.5 pr-3 font-normal [overflow-wrap:anywhere]">
              {bar.stage}
            </th>
            <td className="hidden pr-3 sm:table-cell">
              <When at={bar.at} />
            </td>
            <td className="pr-3 text-right tabular-nums">{bar.ms}</td>
            <td aria-hidden="true">
              <svg viewBox="0 0 100 8" preserveAspectRatio="none" className="h-3 w-full">
                <title>{bar.stage}</title>
                <rect
                  x={Math.min(bar.left, 99)}
                  width={Math.max(bar.width, 1)}
                  height="8"
                  className="fill-accent"
                />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
