import { cx } from '../../../components/cx';

/** Borders by the number of a label's colour. They only repeat what the name shows. */
const BORDERS = ['border-accent', 'border-good', 'border-warn', 'border-bad', 'border-quiet'];

export function LabelName({ name, color }: { name: string; color: number }) {
  const border = BORDERS[Math.abs(color) % BORDERS.length];
  return (
    <bdi className={cx('max-w-32 truncate rounded border-l-4 bg-raised px-1.5 text-xs', border)}>
      {name}
    </bdi>
  );
}
