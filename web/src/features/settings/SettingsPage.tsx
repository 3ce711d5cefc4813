import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { settingsQuery } from '../../api/queries/settings';
import { Field } from '../../components/Field';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { SettingRow } from './SettingRow';
import { byCategory } from './value';

export function SettingsPage() {
  const t = useText();
  const mayReadKeys = useMay()('admin:*');
  const [search, setSearch] = useState('');
  const words = search.toLowerCase();
  return (
    <Page title={t('sections.settings')}>
      {mayReadKeys && <Keys />}
      <Field
        label={t('settings.search')}
        type="search"
        value={search}
        onChange={event => setSearch(event.target.value)}
      />
      <Loaded query={useQuery(settingsQuery)}>
        {settings => {
          const found = settings.filter(({ key, description }) =>
            `${key} ${description ?? ''}`.toLowerCase().includes(words),
          );
          if (found.length === 0) return <Notice>{t('settings.empty')}</Notice>;
          return byCategory(found).map(([category, items]) => (
            <Card key={category} title={category}>
              <ul className="flex flex-col gap-2">
                {items.map(setting => (
                  <SettingRow key={setting.key} setting={setting} />
                ))}
              </ul>
            </Card>
          ));
        }}
      </Loaded>
    </Page>
  );
}

/** Where keys are made: descriptions of the API name the settings as their place. */
function Keys() {
  const t = useText();
  return (
    <Card title={t('sections.keys')}>
      <p>{t('settings.keysText')}</p>
      <Link to="/keys" className="self-start text-accent underline">
        {t('settings.toKeys')}
      </Link>
    </Card>
  );
}
