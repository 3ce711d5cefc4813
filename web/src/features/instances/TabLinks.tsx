import { Link } from '@tanstack/react-router';
import { useText } from '../../i18n/useText';
import { FIRST, type Tab } from './tabs';

const LINK =
  'block whitespace-nowrap border-transparent border-b-2 px-3 py-2 text-quiet hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-accent';

/** The parts of an instance's page. Each has its address, so they are links. */
export function TabLinks({ id, tabs }: { id: string; tabs: readonly Tab[] }) {
  const t = useText();
  return (
    <nav aria-label={t('instance.tabs.label')} className="overflow-x-auto border-line border-b">
      <ul className="flex">
        {tabs.map(tab => (
          <li key={tab}>
            {tab === FIRST ? (
              <Link
                to="/instances/$id"
                params={{ id }}
                activeOptions={{ exact: true }}
                className={LINK}
              >
                {t(`instance.tabs.${tab}`)}
              </Link>
            ) : (
              <Link to="/instances/$id/$tab" params={{ id, tab }} className={LINK}>
                {t(`instance.tabs.${tab}`)}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
