import { useText } from '../../../i18n/useText';
import type { TabProps } from '../InstancePage';
import { ProxyForm } from '../settings/ProxyForm';
import { SettingsForm } from '../settings/SettingsForm';
import {
  CALLS,
  CONVERSATION,
  GATHERING,
  PACING,
  REPLY_FILTER,
  TAKEOVER,
} from '../settings/settings';

const CARDS = {
  gathering: GATHERING,
  filter: REPLY_FILTER,
  conversation: CONVERSATION,
  takeover: TAKEOVER,
  pacing: PACING,
  calls: CALLS,
} as const;

/** How messages are gathered, answered and sent. */
export default function MessagingTab({ tagged }: TabProps) {
  const t = useText();
  const cards = Object.keys(CARDS) as (keyof typeof CARDS)[];
  return (
    <>
      <p className="text-quiet">{t('instance.empty')}</p>
      {cards.map(card => (
        <SettingsForm
          key={card}
          title={t(`instance.cards.${card}`)}
          settings={CARDS[card]}
          tagged={tagged}
        />
      ))}
      <ProxyForm tagged={tagged} />
    </>
  );
}
