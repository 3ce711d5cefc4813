import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import {
  cancelScheduled,
  reschedule,
  type Scheduled,
  scheduledKey,
  scheduledQuery,
} from '../../../api/queries/scheduled';
import { Ask } from '../../../components/Ask';
import { Button } from '../../../components/Button';
import { Failure, useReason } from '../../../components/Failure';
import { useAction } from '../../../components/useAction';
import type { Text } from '../../../i18n';
import { useLanguage, useText } from '../../../i18n/useText';
import { exact } from '../../../lib/time';
import { MEDIA_NAMES, type MediaKind } from '../bubbles/Media';
import { useChat } from '../useChat';
import { useConversation } from '../useConversation';

const ScheduleDialog = lazy(() => import('./ScheduleDialog'));

const DAY_MS = 24 * 3_600_000;

/** What waits for its time in the conversation, and what failed in the last day. */
export function ScheduledMessages() {
  const t = useText();
  const { instance, address } = useConversation();
  const chat = useChat(instance, address);
  const query = useQuery({
    ...scheduledQuery(instance, address, chat?.id ?? null),
    enabled: chat !== undefined,
  });
  if (query.isError) {
    return (
      <div className="border-line border-t bg-surface p-3">
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  const shown = (query.data ?? []).filter(
    one => one.status === 'scheduled' || Date.parse(one.updatedAt) > Date.now() - DAY_MS,
  );
  if (shown.length === 0) return null;
  // What is linked because it failed is in view.
  const hasFailed = shown.some(one => one.status === 'failed');
  return (
    <details open={hasFailed} className="border-line border-t bg-surface px-4 py-2">
      <summary className="cursor-pointer text-sm">
        {t('replies.scheduled', { count: shown.length })}
      </summary>
      <ul className="flex max-h-48 flex-col gap-2 overflow-y-auto py-2">
        {shown.map(one => (
          <ScheduledRow key={one.id} one={one} />
        ))}
      </ul>
    </details>
  );
}

/** The kind and the name of its file. */
function fileText({ content }: Scheduled, t: ReturnType<typeof useText>): string | undefined {
  const kind = MEDIA_NAMES[content.type as MediaKind] as Text | undefined;
  if (!kind) return undefined;
  return content.fileName ? `${t(kind)} · ${content.fileName}` : t(kind);
}

function ScheduledRow({ one }: { one: Scheduled }) {
  const t = useText();
  const reason = useReason();
  const language = useLanguage();
  const { mayWrite } = useConversation();
  const waits = one.status === 'scheduled';
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 rounded-lg bg-raised p-2">
      <div className="min-w-0 flex-1 basis-48">
        <time dateTime={one.sendAt} className="text-quiet text-sm">
          {exact(new Date(one.sendAt), language)}
        </time>
        {fileText(one, t) && (
          <p className="truncate">
            <bdi>{fileText(one, t)}</bdi>
          </p>
        )}
        <p dir="auto" className="line-clamp-2 whitespace-pre-line [overflow-wrap:anywhere]">
          {one.text}
        </p>
        {!waits && (
          <p className="text-bad text-sm">{t('replies.failed', { message: reason(one.error) })}</p>
        )}
      </div>
      {waits && mayWrite && (
        <div className="flex flex-wrap gap-2">
          <Edit one={one} />
          <Ask
            action={t('replies.cancel')}
            title={t('replies.cancelAsk')}
            text={t('replies.cancelText')}
            run={() => cancelScheduled(one.id)}
            keys={[scheduledKey]}
          />
        </div>
      )}
    </li>
  );
}

function Edit({ one }: { one: Scheduled }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const file = fileText(one, t);
  const change = useAction(
    ({ text, sendAt }: { text: string; sendAt: string }) =>
      reschedule(one.id, file ? { caption: text, sendAt } : { text, sendAt }),
    [scheduledKey],
    () => setOpen(false),
  );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('replies.edit')}</Button>
      {isOpen && (
        <Suspense fallback={null}>
          <ScheduleDialog
            title={t('replies.editTitle')}
            action={t('replies.schedule')}
            text={one.text ?? ''}
            file={file}
            sendAt={one.sendAt}
            error={change.error}
            isBusy={change.isPending}
            onSubmit={values => change.mutate(values)}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
