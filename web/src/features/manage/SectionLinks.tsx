import { Link } from '@tanstack/react-router';
import { useText } from '../../i18n/useText';
import { useSections } from './useSections';

/** The management pages at the side; on a phone they are behind one entry, on a page of their own. */
export function SectionLinks() {
  const t = useText();
  return (
    <ul className="mt-2 hidden flex-col border-line border-t pt-2 md:flex">
      {useSections().map(({ to, text }) => (
        <li key={text}>
          <Link
            to={to}
            className="flex min-h-9 items-center rounded-lg px-3 py-1 text-quiet text-sm hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-accent"
          >
            {t(text)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
