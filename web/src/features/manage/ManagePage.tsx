import { Link } from '@tanstack/react-router';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useSections } from './useSections';

/** All management pages: what is at the side where there is room. */
export function ManagePage() {
  const t = useText();
  return (
    <Page title={t('sections.title')}>
      <ul className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        {useSections().map(({ to, text }) => (
          <li key={text}>
            <Link
              to={to}
              className="block rounded-xl border border-line bg-surface p-4 font-medium hover:border-quiet"
            >
              {t(text)}
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  );
}
