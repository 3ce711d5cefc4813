/**
 * Where the page is, with a slash at the end: `https://example.com/omni/`. The server has written it
 * into `<base>`, relative to the address with which the page was loaded.
 */
export const root = new URL('.', document.baseURI);

/** Fixed before the address changes: a base is resolved once, but not every browser keeps to that. */
export function fixRoot(): void {
  document.querySelector('base')?.setAttribute('href', root.href);
}

/** The address of a WebSocket of the API. */
export function socketUrl(path: string): string {
  const url = new URL(path, root);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
