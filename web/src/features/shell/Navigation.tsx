import { Link, type LinkProps } from '@tanstack/react-router';
import { useId } from 'react';
import { cx } from '../../components/cx';
import type { Text } from '../../i18n';
import { useText } from '../../i18n/useText';
import { SectionLinks } from '../manage/SectionLinks';
import { PaletteKey } from '../palette/PaletteKey';
import { useMay } from '../session/useSession';
import { Badge } from './Badge';
import type { Badges } from './badges';

interface Item {
  to: NonNullable<LinkProps['to']>;
  text: Text;
  path: string;
  scope?: string;
  isExact?: boolean;
  badge?: keyof Badges;
}

const ITEMS: Item[] = [
  {
    to: '/',
    text: 'nav.home',
    path: 'M4 11 12 4l8 7v9h-5v-6H9v6H4z',
    isExact: true,
    badge: 'waiting',
  },
  {
    to: '/instances',
    text: 'nav.instances',
    path: 'M8 3h8v18H8zM11 18h2',
    scope: 'instances:read',
  },
  {
    to: '/people',
    text: 'nav.people',
    path: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2 20a7 7 0 0 1 14 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14a7 7 0 0 1 4 6',
    scope: 'persons:read',
  },
  {
    to: '/chats',
    text: 'nav.chats',
    path: 'M4 5h16v11H9l-5 4z',
    scope: 'messages:read',
    badge: 'unread',
  },
  { to: '/manage', text: 'nav.manage', path: 'M4 7h16M4 12h16M4 17h16M9 5v4M15 10v4M7 15v4' },
  {
    to: '/account',
    text: 'nav.account',
    path: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0',
  },
];

/** At the side, or on a phone at the bottom, where a thumb reaches it. */
export function Navigation() {
  const t = useText();
  const may = useMay();
  const id = useId();
  const items = ITEMS.filter(item => !item.scope || may(item.scope));
  return (
    <nav
      aria-label={t('nav.label')}
      className="flex border-line border-t bg-surface md:block md:h-full md:w-52 md:overflow-y-auto md:border-t-0 md:border-r md:p-3"
    >
      <p className="hidden px-3 py-3 font-semibold text-lg md:block">Omni</p>
      <PaletteKey />
      <ul className="flex min-w-0 flex-1 md:flex-col md:gap-1">
        {items.map(item => (
          <li key={item.text} className="relative min-w-0 flex-1 md:flex-none">
            <Link
              to={item.to}
              aria-describedby={item.badge && `${id}${item.badge}`}
              activeOptions={{ exact: item.isExact ?? false }}
              className={cx(
                'flex min-h-12 flex-col items-center justify-center gap-0.5 px-0.5 py-1 text-[0.6875rem] text-quiet',
                'hover:text-ink aria-[current=page]:text-accent',
                'md:flex-row md:justify-start md:gap-3 md:rounded-lg md:px-3 md:text-base',
                'md:aria-[current=page]:bg-raised',
              )}
            >
              <svg
                aria-hidden="true"
                viewBox="0 0 24 24"
                className="size-6 fill-none stroke-2 stroke-current md:size-5"
              >
                <path d={item.path} />
              </svg>
              <span className="max-w-full truncate">{t(item.text)}</span>
            </Link>
            {item.badge && <Badge id={`${id}${item.badge}`} of={item.badge} />}
          </li>
        ))}
      </ul>
      <SectionLinks />
    </nav>
  );
}
