export interface Part {
  text: string;
  isLink: boolean;
}

const LINK = /https?:\/\/[^\s<>"'\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
/** What ends a sentence is not the link's. */
const END = /[.,;:!?)\]}]+$/;

/** The text with its web addresses apart. Other schemes stay text: `javascript:` is never a link. */
export function splitLinks(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const link = match[0].replace(END, '');
    if (!URL.canParse(link)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), isLink: false });
    parts.push({ text: link, isLink: true });
    from = match.index + link.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isLink: false });
  return parts;
}
