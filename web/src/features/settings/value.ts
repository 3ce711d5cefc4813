import type { Setting } from '../../api/queries/settings';

/** A value as text: what is not set is a dash. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a field has for a value, and what is empty for none. */
export function fieldText(setting: Setting): string {
  const { value, valueType } = setting;
  if (valueType === 'secret' || value === null || value === undefined) return '';
  return valueType === 'json' ? JSON.stringify(value, null, 2) : String(value);
}

/** The value of a field by the type of its setting; throws where JSON or a number cannot be read. */
export function parsed(text: string, type: Setting['valueType']): unknown {
  if (type === 'json') return JSON.parse(text);
  if (type === 'boolean') return text === 'true';
  if (type !== 'integer') return text;
  const number = Number(text);
  if (!text.trim() || !Number.isInteger(number)) throw new SyntaxError(text);
  return number;
}

/** The settings by their categories, both in the order of their names. */
export function byCategory(settings: readonly Setting[]): [string, Setting[]][] {
  const groups = new Map<string, Setting[]>();
  for (const setting of settings) {
    groups.set(setting.category, [...(groups.get(setting.category) ?? []), setting]);
  }
  return [...groups].sort(([one], [other]) => one.localeCompare(other));
}
