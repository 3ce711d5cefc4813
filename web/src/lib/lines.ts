/** The lines of a field that takes one value a line, without blank ones. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(Boolean);
}

/** Lines of `name: value`; a line without a colon is an error, by its number. */
export function pairsOf(text: string): Record<string, string> {
  const pairs = linesOf(text).map((line, index) => {
    const [name, ...rest] = line.split(':');
    if (!name?.trim() || rest.length === 0) throw new LineError(index + 1);
    return [name.trim(), rest.join(':').trim()];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** What was written in a line cannot be read. */
export class LineError extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`line ${line}`);
    this.line = line;
  }
}
