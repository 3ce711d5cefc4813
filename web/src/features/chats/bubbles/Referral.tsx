import type { Message } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { Linked } from './Linked';

/** The advert or post from which the conversation began. Its picture is another server's, and not loaded. */
export function Referral({ referral }: { referral: NonNullable<Message['referral']> }) {
  const t = useText();
  return (
    <div className="flex flex-col gap-0.5 rounded-lg border border-line bg-raised px-3 py-2 text-sm">
      <p className="text-quiet">{t(`chats.referral.${referral.source}`)}</p>
      {referral.headline && (
        <p dir="auto" className="break-words font-medium">
          {referral.headline}
        </p>
      )}
      {referral.body && (
        <p dir="auto" className="line-clamp-4 break-words">
          {referral.body}
        </p>
      )}
      {referral.sourceUrl && (
        <p className="break-all">
          <Linked text={referral.sourceUrl} />
        </p>
      )}
    </div>
  );
}
