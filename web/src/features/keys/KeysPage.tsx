import { useInfiniteQuery } from '@tanstack/react-query';
import { keysQuery } from '../../api/queries/keys';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { useText } from '../../i18n/useText';
import { CreateKey } from './CreateKey';
import { KeyRow } from './KeyRow';

export function KeysPage() {
  const t = useText();
  const query = useInfiniteQuery(keysQuery);
  return (
    <Page title={t('sections.keys')} actions={<CreateKey />}>
      <Pages query={query} label={t('sections.keys')} empty={t('keys.empty')}>
        {key => <KeyRow apiKey={key} />}
      </Pages>
    </Page>
  );
}
