let page = '';
let count = 0;

function write(): void {
  document.title = `${count > 0 ? `(${count}) ` : ''}${page} · Omni`;
}

/** Names the page in the title of its window. */
export function titlePage(name: string): void {
  page = name;
  write();
}

/** How much waits to be read, before the name of the page; nothing is not said. */
export function titleCount(unread: number): void {
  if (unread === count) return;
  count = unread;
  write();
}
