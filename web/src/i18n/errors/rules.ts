import type en from './en.json';

type Rule = keyof (typeof en)['precise'];

/** What the server most often writes of a refused value; its numbers are `min` and `max`. */
const RULES: readonly [RegExp, Rule][] = [
  [/^is required/, 'required'],
  [/^is wrong$/, 'wrong'],
  [/(?:give )?(?<min>\d+) to (?<max>\d+) characters/, 'lengthBetween'],
  [/(?:give )?at most (?<max>\d+) characters/, 'lengthMost'],
  [/(?:give a )?time of (?<min>\d+) to (?<max>\d+) ms\b/, 'span'],
  [/(?:must be from|(?:give a )?number (?:from|of)) (?<min>-?\d+) to (?<max>-?\d+)/, 'between'],
  [/(?:(?:give a time|must be) )?in the future/, 'future'],
];

interface Found {
  rule: Rule;
  values: Record<string, string>;
  /** The rule is all that the server wrote. */
  isWhole: boolean;
}

export function ruleOf(written: string): Found | undefined {
  for (const [pattern, rule] of RULES) {
    const match = pattern.exec(written);
    if (match) return { rule, values: { ...match.groups }, isWhole: match[0] === written };
  }
  return undefined;
}
