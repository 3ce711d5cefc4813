import { Card } from '../../components/Page';

/** Numbers by name, the greatest first, each with a bar. */
export function Counts(props: { title: string; counts: Record<string, number> }) {
  const { title, counts } = props;
  const rows = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const most = Math.max(1, ...rows.map(([, count]) => count));
  if (rows.length === 0) return null;
  return (
    <Card title={title}>
      <table className="w-full text-left">
        <tbody>
          {rows.map(([name, count]) => (
            <tr key={name}>
              <th scope="row" className="pr-3 font-normal [overflow-wrap:anywhere]">
                {name}
              </th>
              <td className="pr-3 text-right tabular-nums">{count}</td>
              <td aria-hidden="true" className="w-1/2">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" className="h-3 w-full">
                  <title>{name}</title>
                  <rect width={(count / most) * 100} height="8" className="fill-accent" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
