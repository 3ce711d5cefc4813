import type { Content } from '../../../api/queries/sending';
import { Button } from '../../../components/Button';
import { useReason } from '../../../components/Failure';
import { useText } from '../../../i18n/useText';
import { PlainText } from '../bubbles/PlainText';
import { discard, type Outgoing, retry } from '../outbox';
import { useConversation } from '../useConversation';

/** What the server has not accepted yet, or has refused. */
export function OutgoingBubble({ outgoing }: { outgoing: Outgoing }) {
  const t = useText();
  const reason = useReason();
  const { instance, address } = useConversation();
  const to = { instance, address };
  const { draft, error } = outgoing;
  const text = draft.content ? wordsOf(draft.content) : (draft.attachment?.caption ?? draft.text);
  return (
    <div className="flex max-w-[min(36rem,88%)] flex-col gap-1 self-end rounded-xl border border-line border-dashed bg-own px-3 py-2">
      {draft.attachment && <bdi className="break-all text-sm">{draft.attachment.file.name}</bdi>}
      {text && <PlainText text={text} />}
      {error ? (
        <div role="alert" className="flex flex-wrap items-center gap-2">
          <p className="text-bad text-sm">{t('chats.failedBecause', { message: reason(error) })}</p>
          <Button onClick={() => retry(to, outgoing)}>{t('app.retry')}</Button>
          <Button onClick={() => discard(to, outgoing.key)}>{t('chats.discard')}</Button>
        </div>
      ) : (
        <p className="self-end text-quiet text-xs">{t('chats.sending')}</p>
      )}
    </div>
  );
}

/** What a reader knows a location, contact cards or a poll by. */
function wordsOf({ text, location, contacts }: Content): string {
  if (contacts) return contacts.map(card => card.name).join(', ');
  if (!location) return text ?? '';
  return location.name ?? location.address ?? `${location.latitude}, ${location.longitude}`;
}
