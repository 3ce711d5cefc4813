import type { ImportedRow } from '../../api/queries/personsImport';

const ORDER = { error: 0, update: 1, create: 2, unchanged: 3 } as const;

/** The lines worth reading: those with an error first, and none that changes nothing. */
export function noteworthy(rows: readonly ImportedRow[]): ImportedRow[] {
  const some = rows.filter(row => row.outcome !== 'unchanged');
  return some.sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome] || a.line - b.line);
}
