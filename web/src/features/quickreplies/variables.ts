/** What a quick reply may contain in double braces; the server refuses other names. */
export const VARIABLES = ['name', 'phone', 'agent'] as const;
export type Variable = (typeof VARIABLES)[number];
export type Values = Partial<Record<Variable, string>>;

const PATTERN = /{{\s*(name|phone|agent)\s*}}/g;

/** The text with its variables; one without a value stays, to be written by hand. */
export function fill(text: string, values: Values): string {
  return text.replace(PATTERN, (whole, name: Variable) => values[name] || whole);
}

/** The first variable that is left, as a range of the text. */
export function unfilled(text: string): { from: number; to: number; name: string } | null {
  const found = text.matchAll(PATTERN).next().value;
  if (!found) return null;
  return { from: found.index, to: found.index + found[0].length, name: found[0] };
}
