import type { TypingKind } from '../../../api/queries/presence';

/** Phones hide it by themselves after 10 to 25 seconds. */
export const RENEW_MS = 8_000;
/** Without a key for so long, one types no more. */
export const IDLE_MS = 5_000;

/** Shows that one types or records: at most once in {@link RENEW_MS} while that goes on, and its end. */
export function createTypist(show: (kind: TypingKind) => void) {
  let shown: TypingKind = 'paused';
  let shownAt = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const begin = (kind: TypingKind) => {
    // A page that is not in view shows no typing.
    if (document.hidden) return;
    shown = kind;
    shownAt = Date.now();
    show(kind);
  };
  const pause = () => {
    clearTimeout(idle);
    if (shown === 'paused') return;
    shown = 'paused';
    show(shown);
  };
  return {
    /** A key was pressed. */
    type() {
      if (shown !== 'typing' || Date.now() - shownAt >= RENEW_MS) begin('typing');
      clearTimeout(idle);
      idle = setTimeout(pause, IDLE_MS);
    },
    /** Until the returned function is called. */
    record() {
      clearTimeout(idle);
      begin('recording');
      const renewal = setInterval(begin, RENEW_MS, 'recording');
      return () => {
        clearInterval(renewal);
        pause();
      };
    },
    /** It was sent, given up or left. */
    pause,
  };
}
