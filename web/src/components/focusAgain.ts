/**
 * Where the keyboard goes on when what had the focus has left the page: at `before`, or at the page itself
 * where that is gone, too. Whatever else has the focus by now keeps it.
 */
export function focusAgain(before: Element | null): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  const isThere = before?.isConnected && before !== document.body;
  const place = isThere ? before : document.getElementById('content');
  if (place instanceof HTMLElement) place.focus();
}
