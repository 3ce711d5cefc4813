import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { type TaggedInstance, taggedInstanceQuery } from '../../api/queries/instance';
import { type Status, statusQuery } from '../../api/queries/instances';
import { sessionQuery } from '../../api/queries/session';
import { Failure, useReason } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { NotFound } from '../shell/Trouble';
import { StateMark } from './StateMark';
import { TabLinks } from './TabLinks';
import { FIRST, offeredTabs, type Tab } from './tabs';

export interface TabProps {
  tagged: TaggedInstance;
  status: Status;
}

/** Each is loaded when it is opened. */
const CONTENT: Record<Tab, ComponentType<TabProps>> = {
  connection: lazy(() => import('./tabs/ConnectionTab')),
  profile: lazy(() => import('./tabs/ProfileTab')),
  agent: lazy(() => import('./tabs/AgentTab')),
  messaging: lazy(() => import('./tabs/MessagingTab')),
  media: lazy(() => import('./tabs/MediaTab')),
  access: lazy(() => import('./tabs/AccessTab')),
  webhooks: lazy(() => import('./tabs/WebhooksTab')),
  logs: lazy(() => import('./tabs/LogsTab')),
  danger: lazy(() => import('./tabs/DangerTab')),
};

export function InstancePage() {
  const t = useText();
  const reason = useReason();
  const may = useMay();
  const { id } = useParams({ from: '/signed-in/instances/$id' });
  const { tab = FIRST } = useParams({ strict: false });
  const { data: session } = useQuery(sessionQuery);
  const instance = useQuery(taggedInstanceQuery(id));
  const status = useQuery(statusQuery(id));
  const error = instance.error ?? status.error;
  if (error && !(instance.data && status.data)) {
    const retry = () => void Promise.all([instance.refetch(), status.refetch()]);
    return (
      <Page title={t('instances.title')}>
        <Failure error={error} onRetry={retry} />
      </Page>
    );
  }
  if (!instance.data || !status.data) {
    return (
      <Page title={t('instances.title')}>
        <Loading />
      </Page>
    );
  }
  const tabs = offeredTabs({ may, isOperator: session?.user.isOperator ?? false });
  const shown = tabs.find(one => one === tab);
  if (!shown) return <NotFound />;
  const Content = CONTENT[shown];
  const trouble = status.data.ban ?? status.data.restriction;
  return (
    <Page title={instance.data.instance.name} actions={<StateMark state={status.data.state} />}>
      <TabLinks id={id} tabs={tabs} />
      {status.data.message && (
        <Notice tone="warn">
          <Reason error={status.data.message} />
        </Notice>
      )}
      {trouble && (
        <Notice tone="bad">
          {t('instances.restricted', { message: reason(trouble.message) })}
        </Notice>
      )}
      <Suspense fallback={<Loading />}>
        {/* What was edited of one instance is not of another. */}
        <Content key={id} tagged={instance.data} status={status.data} />
      </Suspense>
    </Page>
  );
}
