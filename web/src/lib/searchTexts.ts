/**
 * Reads from an address's query the texts with these names; what else it has is left out, and the page itself what it
 * does not know. A number is read as its text: the router makes one of digits.
 */
export const searchTexts =
  <Name extends string>(...names: readonly Name[]) =>
  (search: Record<string, unknown>): Partial<Record<Name, string>> => {
    const read: Partial<Record<Name, string>> = {};
    for (const name of names) {
      const value = search[name];
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text === 'string' && text) read[name] = text;
    }
    return read;
  };
