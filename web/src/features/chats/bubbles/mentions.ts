export interface MentionPart {
  text: string;
  /** The number that is mentioned. */
  digits: string | null;
}

/** As WhatsApp writes a mention into a text. An e-mail address is none. */
const MENTION = /(?<![\w@.])@(\d{5,20})(?![\w@])/g;

/** The text with its mentions apart. */
export function splitMentions(text: string): MentionPart[] {
  const parts: MentionPart[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), digits: null });
    parts.push({ text: match[0], digits: match[1] ?? null });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), digits: null });
  return parts;
}

/** The name of the one with this number, whatever follows it in their address. */
export function nameOfDigits(names: ReadonlyMap<string, string>, digits: string): string | null {
  for (const [address, name] of names) if (address.startsWith(`${digits}@`)) return name;
  return null;
}
