import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { rulesQuery } from '../../api/queries/access';
import { Filters } from '../../components/Filters';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { InstanceFilter } from '../instances/InstanceFilter';
import { useMay } from '../session/useSession';
import { AccessTester } from './AccessTester';
import { CreateRule } from './CreateRule';
import { RuleRow } from './RuleRow';

/** Who may reach the agents: the first rule that matches decides. */
export function AccessPage() {
  const t = useText();
  const may = useMay();
  const [instance, setInstance] = useState('');
  return (
    <Page title={t('sections.access')} actions={may('access:write') && <CreateRule />}>
      <p className="text-quiet">{t('access.intro')}</p>
      <Filters>
        <InstanceFilter value={instance} onChange={setInstance} />
      </Filters>
      <Loaded query={useQuery(rulesQuery(instance))}>
        {rules =>
          rules.length === 0 ? (
            <Notice>{t('access.empty')}</Notice>
          ) : (
            <ol aria-label={t('sections.access')} className="flex flex-col gap-2">
              {rules.map(rule => (
                <RuleRow key={rule.id} rule={rule} />
              ))}
            </ol>
          )
        }
      </Loaded>
      <AccessTester />
    </Page>
  );
}
