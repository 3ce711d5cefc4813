import type { Webhook } from '../../api/queries/webhooks';
import { Mark } from '../../components/Mark';
import { useText } from '../../i18n/useText';

export function WebhookMark({ webhook }: { webhook: Webhook }) {
  const t = useText();
  const { active, disabledReason, consecutiveFailures } = webhook;
  if (!active) {
    const tone = disabledReason === 'manual' ? 'quiet' : 'bad';
    return <Mark tone={tone} text={t(`webhooks.disabled.${disabledReason ?? 'manual'}`)} />;
  }
  if (consecutiveFailures > 0) {
    return <Mark tone="warn" text={t('webhooks.failing', { count: consecutiveFailures })} />;
  }
  return <Mark tone="good" text={t('webhooks.active')} />;
}
