/** What `<input type="datetime-local">` has, as the API's time; undefined for an empty field. */
export function fromLocal(value: string): string | undefined {
  const at = new Date(value);
  return value && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}

/** The API's time for such a field, in the viewer's zone. */
export function toLocal(at: string | null | undefined): string {
  if (!at) return '';
  const time = new Date(at);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
