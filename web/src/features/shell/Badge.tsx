import { useText } from '../../i18n/useText';
import { useStore } from '../../lib/useStore';
import { type Badges, badges } from './badges';

/** A larger number is only shown to be larger. */
const MOST = 99;

/** Beside a link of the navigation, which it describes: the name of the link stays what it is. */
export function Badge({ id, of }: { id: string; of: keyof Badges }) {
  const t = useText();
  const { [of]: count } = useStore(badges);
  if (count === 0) return null;
  const isMore = count > MOST;
  return (
    <span
      id={id}
      className="pointer-events-none absolute top-1 left-1/2 rounded-full bg-accent px-1.5 text-on-accent text-xs leading-5 md:top-1/2 md:right-3 md:left-auto md:-translate-y-1/2 md:px-2"
    >
      <span aria-hidden="true">{isMore ? `${MOST}+` : count}</span>
      <span className="sr-only">
        {isMore ? t(`nav.${of}Most`, { count: MOST }) : t(`nav.${of}`, { count })}
      </span>
    </span>
  );
}
