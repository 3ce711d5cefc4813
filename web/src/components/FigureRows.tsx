interface Props {
  label: string;
  /** What each line is about. */
  first: string;
  heads: readonly string[];
  rows: readonly { key: string; name: string; figures: readonly string[] }[];
}

/** Lines of figures, which are moved sideways where they are wider than the window. */
export function FigureRows({ label, first, heads, rows }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be moved has to be reached by key
    <section tabIndex={0} aria-label={label} className="overflow-x-auto">
      <table className="w-full text-left text-sm">
        <thead className="text-quiet">
          <tr>
            <th className="pr-3 font-medium">{first}</th>
            {heads.map(head => (
              <th key={head} className="pr-3 text-right font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, figures }) => (
            <tr key={key} className="border-line border-t">
              <th scope="row" className="min-w-32 pr-3 font-normal [overflow-wrap:anywhere]">
                {name}
              </th>
              {figures.map((text, at) => (
                <td key={heads[at]} className="whitespace-nowrap pr-3 text-right tabular-nums">
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
