import { useQuery } from '@tanstack/react-query';
import { instancesQuery } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { useNewForm } from '../../components/useNewForm';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { CreateInstance } from './CreateInstance';
import { InstanceList } from './InstanceList';

export function InstancesPage() {
  const t = useText();
  const mayCreate = useMay()('instances:write');
  const [isCreating, setCreating] = useNewForm();
  const action = mayCreate && (
    <Button kind="main" onClick={() => setCreating(true)}>
      {t('instances.new')}
    </Button>
  );
  return (
    <Page title={t('instances.title')} actions={action}>
      <Loaded query={useQuery(instancesQuery)}>
        {instances =>
          instances.length === 0 ? (
            <Notice>{t('instances.empty')}</Notice>
          ) : (
            <InstanceList instances={instances} />
          )
        }
      </Loaded>
      {isCreating && <CreateInstance onClose={() => setCreating(false)} />}
    </Page>
  );
}
