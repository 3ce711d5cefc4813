import type { ImportedRow } from '../../api/queries/personsImport';
import { useText } from '../../i18n/useText';

/** The values of a person that an import sets, each with the one before. */
export function ValueChanges({ changes }: { changes: ImportedRow['changes'] }) {
  const t = useText();
  return (
    <ul>
      {changes.map(change => (
        <li key={change.column}>
          {t(`importing.column.${change.column}`)}
          {': '}
          {change.before && (
            <>
              <del>
                <bdi>{change.before}</bdi>
              </del>
              {' → '}
            </>
          )}
          <bdi>{change.after}</bdi>
        </li>
      ))}
    </ul>
  );
}
