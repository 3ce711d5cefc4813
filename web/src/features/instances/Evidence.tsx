import type { Status } from '../../api/queries/instances';
import { Facts } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { addressText } from '../../lib/address';

/** What the state is derived from. */
export function Evidence({ status }: { status: Status }) {
  const t = useText();
  const { evidence, since, ownerIdentifier } = status;
  const time = (at: string | null | undefined) => (at ? <When at={at} /> : t('instances.never'));
  return (
    <Facts
      rows={[
        [t('instances.owner'), ownerIdentifier ? addressText(ownerIdentifier) : '–'],
        [t('instances.since'), time(since)],
        [t('instances.lastFrame'), time(evidence.lastFrameAt)],
        [t('instances.lastPong'), time(evidence.lastPongAt)],
        [t('instances.lastReceipt'), time(evidence.lastReceiptAt)],
        [t('instances.attempts'), evidence.failedAttempts],
      ]}
    />
  );
}
