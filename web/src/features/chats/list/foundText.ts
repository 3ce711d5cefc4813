import type { Schemas } from '../../../api/client';

/** Characters before the first word that was searched. */
const BEFORE = 40;
const LONGEST = 300;

/** As words are compared: without case and accents. */
const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * What a message was found by: its text, a reading of its file or an earlier text, from shortly before the
 * first of the words that it has.
 */
export function foundText(message: Schemas['MessageView'], search: string): string {
  const texts = [
    message.textContent,
    message.transcription,
    message.imageDescription,
    message.documentExtraction,
    ...message.editHistory.map(edit => edit.text),
  ].filter((text): text is string => Boolean(text));
  const words = plain(search).match(/[\p{L}\p{N}]+/gu) ?? [];
  const plains = texts.map(plain);
  const counts = plains.map(one => words.filter(word => one.includes(word)).length);
  // The first of those that have most of the words.
  const at = Math.max(0, counts.indexOf(Math.max(...counts)));
  const [best = '', compared = ''] = [texts[at], plains[at]];
  const places = words.map(word => compared.indexOf(word)).filter(place => place >= 0);
  // The text may be shorter than what is compared.
  const first = Math.min(places.length > 0 ? Math.min(...places) : 0, best.length);
  if (first <= BEFORE) return best.slice(0, LONGEST);
  const space = best.indexOf(' ', first - BEFORE);
  const begin = space === -1 || space >= first ? first - BEFORE : space + 1;
  return `… ${best.slice(begin, first + LONGEST)}`;
}
