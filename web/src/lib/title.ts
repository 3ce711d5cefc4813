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

/** How much waits to be read, before the name of the page; none is not shown. */
export function titleCount(unread: number): void {
  if (unread === count) return;
  count = unread;
  write();
}
