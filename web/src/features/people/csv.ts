/**
 * Spreadsheets run what begins like a formula: such a value is made a text. So is a text of that form, from
 * which an import would take its own apostrophe away.
 */
const FORMULA = /^'*[=+\-@\t\r]/;
const PHONE = /^\+\d+$/;

function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  const safe = FORMULA.test(text) && !PHONE.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Comma-separated values as in RFC 4180, marked as UTF-8 for spreadsheets. */
export function toCsv(rows: (string | number | null | undefined)[][]): string {
  return `\ufeff${rows.map(row => `${row.map(cell).join(',')}\r\n`).join('')}`;
}
