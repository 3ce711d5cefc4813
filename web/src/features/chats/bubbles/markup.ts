/** WhatsApp's markup, read into a tree. What is not closed, or is inside a word, stays as written. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { type: 'code'; text: string };

export type Block =
  | { type: 'lines'; lines: Inline[][] }
  | { type: 'quote'; lines: Inline[][] }
  | { type: 'list'; isOrdered: boolean; start: number; items: Inline[][] }
  | { type: 'code'; text: string };

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
const FENCE = /```([\s\S]+?)```/g;
const BULLET = /^[*-] (.+)$/;
const NUMBER = /^(\d{1,2})\. (.+)$/;
const QUOTE = /^> ?(.+)$/;
/** Longer texts are not written with markup, and are shown as they are. */
const LONGEST = 8_000;

export function readMarkup(text: string): Block[] {
  if (text.length > LONGEST) return [{ type: 'lines', lines: [[{ type: 'text', text }]] }];
  const blocks: Block[] = [];
  let from = 0;
  for (const match of text.matchAll(FENCE)) {
    // The ends of the lines beside it are its own.
    readLines(text.slice(from, match.index).replace(/\n$/, ''), blocks);
    blocks.push({ type: 'code', text: String(match[1]).replace(/^\n|\n$/g, '') });
    from = match.index + match[0].length;
    if (text[from] === '\n') from += 1;
  }
  readLines(text.slice(from), blocks);
  return blocks;
}

function readLines(text: string, blocks: Block[]): void {
  if (text === '') return;
  for (const line of text.split('\n')) {
    const last = blocks.at(-1);
    const quote = QUOTE.exec(line);
    const number = NUMBER.exec(line);
    const bullet = BULLET.exec(line);
    if (quote) {
      const inline = readInline(String(quote[1]));
      if (last?.type === 'quote') last.lines.push(inline);
      else blocks.push({ type: 'quote', lines: [inline] });
    } else if (number || bullet) {
      const item = readInline(String(number?.[2] ?? bullet?.[1]));
      const isOrdered = number !== null;
      if (last?.type === 'list' && last.isOrdered === isOrdered) last.items.push(item);
      else blocks.push({ type: 'list', isOrdered, start: Number(number?.[1] ?? 1), items: [item] });
    } else if (last?.type === 'lines') last.lines.push(readInline(line));
    else blocks.push({ type: 'lines', lines: [readInline(line)] });
  }
}

const WORD = /[\p{L}\p{N}]/u;

export function readInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  const flush = () => {
    if (plain) parts.push({ type: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const end = isOpening(text, at) ? closing(text, at) : -1;
    const mark = text[at];
    if (end === -1 || mark === undefined) {
      plain += mark ?? '';
      at += 1;
      continue;
    }
    flush();
    const inner = text.slice(at + 1, end);
    if (mark === '`') parts.push({ type: 'code', text: inner });
    else parts.push({ type: MARKS[mark as keyof typeof MARKS], children: readInline(inner) });
    at = end + 1;
  }
  flush();
  return parts;
}

const isMark = (mark: string | undefined) => mark !== undefined && (mark === '`' || mark in MARKS);

/** Before a word and behind none: `2*3*4` has no bold part. A web address has no markup either. */
function isOpening(text: string, at: number): boolean {
  if (!isMark(text[at])) return false;
  const [before, after] = [text[at - 1], text[at + 1]];
  if (after === undefined || /\s/.test(after) || after === text[at]) return false;
  if (before !== undefined && (WORD.test(before) || before === '/')) return false;
  return !/https?:\/\/\S*$/.test(text.slice(Math.max(0, at - 200), at));
}

function closing(text: string, from: number): number {
  const mark = text[from];
  for (let at = from + 2; at < text.length; at += 1) {
    const [before, after] = [text[at - 1] ?? '', text[at + 1]];
    const isEnd = text[at] === mark && !/\s/.test(before);
    if (isEnd && (after === undefined || !WORD.test(after))) return at;
  }
  return -1;
}
