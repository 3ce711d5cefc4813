/** Runs `run` for each item, in their order, at most `most` at a time. It is to handle its own errors. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await run(item);
  };
  await Promise.all(Array.from({ length: most }, worker));
}
