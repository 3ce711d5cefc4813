import { type UseQueryResult, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { LiveEvent } from '../../api/live/frames';
import { onLive } from '../../api/live/listeners';
import { refreshOnceQuiet } from '../../api/live/refresh';
import { type Instance, instancesQuery } from '../../api/queries/instances';
import { sessionQuery } from '../../api/queries/session';
import { unreadKey, unreadQuery } from '../../api/queries/unread';
import { translate } from '../../i18n';
import { addressText } from '../../lib/address';
import { notify } from '../../lib/notify';
import { titleCount } from '../../lib/title';
import { useNow } from '../../lib/useNow';
import { needsPerson } from '../instances/attention';
import { useMay } from '../session/useSession';
import { badges, NO_BADGES } from './badges';
import { isOfUnread, newsOf, tagOf } from './news';

/** How often it is judged anew which connections take long. */
const JUDGED_MS = 30_000;

const sum = (counts: UseQueryResult<number>[]) =>
  counts.reduce((all, { data = 0 }) => all + data, 0);

/** Shows on every page what waits for the viewer, and notifies of what breaks. */
export default function Alerts() {
  useBadges();
  useNews();
  return null;
}

function useBadges(): void {
  const client = useQueryClient();
  const may = useMay();
  const now = useNow(JUDGED_MS);
  const { data: session } = useQuery(sessionQuery);
  const isAsked = may('instances:read') && !session?.user.mustChangePassword;
  const { data: instances = [] } = useQuery({ ...instancesQuery, enabled: isAsked });
  const counted = isAsked && may('messages:read') ? instances : [];
  const unread = useQueries({ queries: counted.map(one => unreadQuery(one.id)), combine: sum });
  const waiting = instances.filter(one => needsPerson(one, now)).length;
  useEffect(() => {
    badges.set({ unread, waiting });
    titleCount(unread);
  }, [unread, waiting]);
  useEffect(
    () => () => {
      badges.set(NO_BADGES);
      titleCount(0);
    },
    [],
  );
  useEffect(
    () =>
      onLive(events => {
        for (const event of events.filter(isOfUnread)) {
          if (event.instanceId) refreshOnceQuiet(client, unreadKey(event.instanceId));
        }
      }),
    [client],
  );
}

function useNews(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    const open = ({ type, instanceId, chatId, payload }: LiveEvent) => {
      if (type === 'webhook.endpoint_disabled') {
        void navigate({ to: '/webhooks/$id', params: { id: String(payload.endpointId) } });
      } else if (instanceId && type === 'chat.assigned') {
        const params = { instance: instanceId, chat: chatId ?? '' };
        void navigate({ to: '/chats/$instance/$chat', params, search: {} });
      } else if (instanceId) {
        void navigate({ to: '/instances/$id', params: { id: instanceId } });
      }
    };
    return onLive(events => {
      const ownId = client.getQueryData(sessionQuery.queryKey)?.user.id;
      for (const event of events) {
        const text = newsOf(event, ownId);
        if (!text) continue;
        const name = event.chatId
          ? addressText(event.chatId)
          : instanceName(client.getQueryData(instancesQuery.queryKey), event.instanceId);
        notify(translate(text, { name }), tagOf(event), () => open(event));
      }
    });
  }, [client, navigate]);
}

const instanceName = (instances: Instance[] | undefined, id: string | null) =>
  instances?.find(one => one.id === id)?.name ?? id ?? '';
