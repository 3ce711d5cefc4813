/** So many are kept of rows that were left out, before they are looked for. */
const SPARE = 500;

/**
 * Forgets the measured sizes of rows that are gone. The list keeps each for as long as it is shown: in a chat
 * that is open all day that grows with every message, although the messages are left out again.
 */
export function forgetSizes(
  sizes: Map<string | number | bigint, number>,
  rows: readonly { key: string }[],
): void {
  if (sizes.size <= rows.length + SPARE) return;
  const kept = new Set<string | number | bigint>(rows.map(row => row.key));
  for (const key of sizes.keys()) if (!kept.has(key)) sizes.delete(key);
}
