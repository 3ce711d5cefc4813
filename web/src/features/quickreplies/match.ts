import type { QuickReply } from '../../api/queries/quickReplies';

const MOST = 8;

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What is searched for after a slash at the beginning of a text of one word; `null` is nothing. */
export function searched(text: string): string | null {
  return /^\/\S*$/.test(text) ? text.slice(1) : null;
}

/** Those that begin with the words, then those that contain them; the first few. */
export function matching(replies: QuickReply[], words: string): QuickReply[] {
  const wanted = plain(words);
  const rank = ({ shortcut, title, text }: QuickReply) => {
    if (plain(shortcut).startsWith(wanted)) return 0;
    if (plain(title).includes(wanted)) return 1;
    return plain(text).includes(wanted) ? 2 : 3;
  };
  return replies
    .map(reply => ({ reply, rank: rank(reply) }))
    .filter(one => one.rank < 3)
    .sort((one, other) => one.rank - other.rank)
    .slice(0, MOST)
    .map(one => one.reply);
}
