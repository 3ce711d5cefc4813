/** How much is done, in words beside a bar. */
export function Progress(props: { label: string; text: string; done: number; total: number }) {
  const { label, text, done, total } = props;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <progress
        aria-label={label}
        value={Math.min(done, total)}
        max={Math.max(total, 1)}
        className="h-2 w-32 accent-[var(--accent)]"
      />
      <span className="tabular-nums">{text}</span>
    </span>
  );
}
