import { Link } from '@tanstack/react-router';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';

export function NoInstance() {
  const t = useText();
  return (
    <Page title={t('chats.title')}>
      <Notice>
        {t('home.none')}{' '}
        <Link to="/instances" className="text-accent underline">
          {t('nav.instances')}
        </Link>
      </Notice>
    </Page>
  );
}
