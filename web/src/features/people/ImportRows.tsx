import type { ImportedRow, PersonsImport } from '../../api/queries/personsImport';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { noteworthy } from './noteworthy';
import { ValueChanges } from './ValueChanges';

/** More lines are counted, and not listed. */
const SHOWN = 200;

/** The sums, and the lines that change something or cannot be used. */
export function ImportRows({ result }: { result: PersonsImport }) {
  const t = useText();
  const rows = noteworthy(result.rows);
  const hidden = rows.length - SHOWN;
  const sums = [
    [t('importing.created'), result.created],
    [t('importing.updated'), result.updated],
    [t('importing.unchanged'), result.unchanged],
    [t('importing.failed'), result.failed],
  ] as const;
  return (
    <>
      <dl className="flex flex-wrap gap-x-6 gap-y-2">
        {sums.map(([name, count]) => (
          <div key={name}>
            <dt className="text-quiet text-sm">{name}</dt>
            <dd className="font-semibold">{count}</dd>
          </div>
        ))}
      </dl>
      {rows.length > 0 && (
        <section
          aria-label={t('importing.lines')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be moved has to be reached by key
          tabIndex={0}
          className="max-h-72 overflow-auto"
        >
          <table className="w-full text-left text-sm">
            <thead className="text-quiet">
              <tr>
                <th className="py-1 pr-3 font-normal">{t('importing.line')}</th>
                <th className="py-1 pr-3 font-normal">{t('importing.what')}</th>
                <th className="py-1 font-normal">{t('importing.details')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map(row => (
                <Line key={row.line} row={row} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {hidden > 0 && <p className="text-quiet text-sm">{t('importing.more', { count: hidden })}</p>}
    </>
  );
}

function Line({ row }: { row: ImportedRow }) {
  const t = useText();
  return (
    <tr className="border-line border-t align-top">
      <td className="py-1 pr-3 tabular-nums">{row.line}</td>
      <td className={row.outcome === 'error' ? 'py-1 pr-3 text-bad' : 'py-1 pr-3'}>
        {t(`importing.outcome.${row.outcome}`)}
      </td>
      <td className="break-words py-1">
        <Reason error={row.reason} />
        <ValueChanges changes={row.changes} />
      </td>
    </tr>
  );
}
