type Filled<T> = { [K in keyof T]?: Exclude<T[K], undefined | null | ''> };

/** What is filled in: a filter that is empty is not a part of the request. */
export function present<T extends object>(values: T): Filled<T> {
  const kept = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return Object.fromEntries(kept) as Filled<T>;
}
