import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  failedBatchJobsQuery,
  failedDeliveriesQuery,
  failedScheduledQuery,
  failedSendsQuery,
  failedSyncsQuery,
  failedTurnsQuery,
  type TroubledWebhook,
  troubledWebhooksQuery,
} from '../../api/queries/problems';
import { useReason } from '../../components/Failure';
import type { Text } from '../../i18n';
import { useText } from '../../i18n/useText';
import { addressText } from '../../lib/address';
import { failureOf } from '../events/failureOf';
import { InstanceNames } from '../instances/InstanceNames';
import { useMay } from '../session/useSession';

/** Something that went wrong, with the way to where it is put right. */
export interface Problem {
  key: string;
  /** When it did, if that is known. */
  at: string | null;
  link: ReactNode;
}

export interface Problems {
  /** Of what the viewer may read; the others are not asked for. */
  queries: UseQueryResult<unknown>[];
  found: Problem[];
}

interface Reading<T> {
  queryKey: readonly unknown[];
  queryFn: (context: { signal: AbortSignal }) => Promise<T[]>;
}

const LINK = 'break-words underline [overflow-wrap:anywhere]';

/** One kind of problem: what is read of it, and how one is shown. */
function useKind<T>(reading: Reading<T>, isRead: boolean, show: (one: T) => Problem): Problems {
  const query = useQuery({ ...reading, enabled: isRead });
  return { queries: isRead ? [query] : [], found: (query.data ?? []).map(show) };
}

/** What went wrong in the work for chats: answers, messages and those that were to be sent later. */
function useChatProblems(): Problems[] {
  const t = useText();
  const may = useMay();
  const reason = useReason();
  const mayChats = may('messages:read');
  return [
    useKind(failedTurnsQuery, mayChats, ({ id, chat, error, updatedAt }) => ({
      key: id,
      at: updatedAt,
      link: (
        <Link to="/turns/$id" params={{ id }} className={LINK}>
          {t('home.failedTurn', { code: error ? reason(error) : '–' })}
          {chat && (
            <>
              {' · '}
              <bdi>{chat.name || addressText(chat.externalId)}</bdi>
            </>
          )}
        </Link>
      ),
    })),
    useKind(failedSendsQuery, mayChats && may('events:read'), event => ({
      key: event.id,
      at: event.receivedAt,
      link: (
        <ToChat
          instance={event.instanceId}
          chat={event.chatId}
          message={event.messageId}
          text={t('home.failedSend', { reason: reason(failureOf(event)) || '–' })}
        />
      ),
    })),
    useKind(failedScheduledQuery, mayChats, one => ({
      key: one.id,
      at: one.sendAt,
      link: (
        <ToChat
          instance={one.instanceId}
          chat={one.chatId}
          text={t('home.failedScheduled', { reason: reason(one.error) || '–' })}
        />
      ),
    })),
  ];
}

/** What went wrong in longer work. */
function useJobProblems(): Problems[] {
  const t = useText();
  const reason = useReason();
  const mayJobs = useMay()('instances:read');
  return [
    useKind(failedBatchJobsQuery, mayJobs, ({ id, errorMessage, completedAt, createdAt }) => ({
      key: id,
      at: completedAt ?? createdAt,
      link: (
        <Link to="/jobs/$id" params={{ id }} className={LINK}>
          {t('home.failedJob', { reason: reason(errorMessage) || '–' })}
        </Link>
      ),
    })),
    useKind(failedSyncsQuery, mayJobs, ({ jobId, instanceId, error, finishedAt, updatedAt }) => ({
      key: jobId,
      at: finishedAt ?? updatedAt,
      link: (
        <Link to="/syncs/$id" params={{ id: jobId }} className={LINK}>
          <InstanceNames ids={[instanceId]} />:{' '}
          {t('home.failedSync', { reason: reason(error) || '–' })}
        </Link>
      ),
    })),
  ];
}

/** The text of what is wrong with an endpoint. */
function webhookText({ active, disabledReason }: TroubledWebhook): Text {
  if (active) return 'home.failingWebhook';
  return disabledReason === 'gone' ? 'home.goneWebhook' : 'home.disabledWebhook';
}

function useWebhookProblems(): Problems[] {
  const t = useText();
  const mayWebhooks = useMay()('webhooks:read');
  return [
    useKind(troubledWebhooksQuery, mayWebhooks, one => ({
      key: one.id,
      at: (one.active ? one.failingSince : one.disabledAt) ?? null,
      link: (
        <Link to="/webhooks/$id" params={{ id: one.id }} className={LINK}>
          {t(webhookText(one), { name: one.description || new URL(one.url).host })}
        </Link>
      ),
    })),
    useKind(failedDeliveriesQuery, mayWebhooks, ({ id, eventType, endedAt, createdAt }) => ({
      key: id,
      at: endedAt ?? createdAt,
      link: (
        <Link to="/deliveries/$id" params={{ id }} className={LINK}>
          {t('home.failedDelivery', { type: eventType })}
        </Link>
      ),
    })),
  ];
}

/** Everything that went wrong recently and that the viewer may read. */
export function useProblems(): Problems {
  const all = [...useChatProblems(), ...useJobProblems(), ...useWebhookProblems()];
  return {
    queries: all.flatMap(one => one.queries),
    found: all.flatMap(one => one.found),
  };
}

interface ToChatProps {
  instance: string | null | undefined;
  chat: string | null | undefined;
  message?: string | null | undefined;
  text: string;
}

/** The chat in which it happened, at its message; without a chat there is no way to it. */
function ToChat({ instance, chat, message, text }: ToChatProps) {
  if (!instance || !chat) return text;
  return (
    <Link
      to="/chats/$instance/$chat"
      params={{ instance, chat }}
      search={message ? { message } : {}}
      preload={false}
      className={LINK}
    >
      {text}
    </Link>
  );
}
