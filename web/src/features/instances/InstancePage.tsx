import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { instanceQuery, statusQuery } from '../../api/queries/instances';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Notice } from '../../components/Notice';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { Actions } from './Actions';
import { Danger } from './Danger';
import { Evidence } from './Evidence';
import { Linking } from './Linking';
import { StateMark } from './StateMark';

export function InstancePage() {
  const t = useText();
  const may = useMay();
  const { id } = useParams({ from: '/signed-in/instances/$id' });
  const instance = useQuery(instanceQuery(id));
  const status = useQuery(statusQuery(id));
  const error = instance.error ?? status.error;
  if (error && !(instance.data && status.data)) {
    const retry = () => void Promise.all([instance.refetch(), status.refetch()]);
    return (
      <div className="p-4">
        <Failure error={error} onRetry={retry} />
      </div>
    );
  }
  if (!instance.data || !status.data) return <Loading />;
  const trouble = status.data.ban ?? status.data.restriction;
  return (
    <Page title={instance.data.name} actions={<StateMark state={status.data.state} />}>
      {status.data.message && <Notice tone="warn">{status.data.message}</Notice>}
      {trouble && (
        <Notice tone="bad">{t('instances.restricted', { message: trouble.message })}</Notice>
      )}
      {may('instances:write') && <Linking status={status.data} />}
      <Card title={t('instances.connection')}>
        <Evidence status={status.data} />
        {may('instances:write') && <Actions status={status.data} />}
      </Card>
      {may('messages:read') && (
        <Link to="/chats" search={{ instance: id }} className="text-accent underline">
          {t('instances.chats')}
        </Link>
      )}
      <Danger id={id} name={instance.data.name} />
    </Page>
  );
}
