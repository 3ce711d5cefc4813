import { cx } from '../../../components/cx';

interface Props {
  label: string;
  options: { value: string; text: string }[];
  value: string;
  className?: string | undefined;
  onChange: (value: string) => void;
}

/** A filter: its name is read, and not shown. */
export function Select({ label, options, value, className, onChange }: Props) {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      className={cx(
        'min-h-10 w-full min-w-0 rounded-lg border border-quiet bg-surface px-2 text-ink text-sm',
        className,
      )}
    >
      {options.map(option => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </select>
  );
}
