const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** How well a name matches what was typed: lower is better, `null` is not at all. Accents do not count. */
export function match(name: string, typed: string): number | null {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const text = plain(name);
  let score = 0;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at === -1) return null;
    const startsWord = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
    score += (startsWord ? 0 : 10) + Math.min(at, 9);
  }
  return score;
}

/** Those that match, the best first; equal ones stay in their order. */
export function best<T>(all: T[], nameOf: (one: T) => string, typed: string, most: number): T[] {
  const scored = all.flatMap(one => {
    const score = match(nameOf(one), typed);
    return score === null ? [] : [{ one, score }];
  });
  return scored
    .toSorted((one, other) => one.score - other.score)
    .slice(0, most)
    .map(({ one }) => one);
}
