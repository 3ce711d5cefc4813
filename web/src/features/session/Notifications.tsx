import { useState } from 'react';
import { Check } from '../../components/Check';
import { Notice } from '../../components/Notice';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { canNotify, chooseNotify, isDenied, isNotifying } from '../../lib/notify';
import { useStore } from '../../lib/useStore';

/** Whether this browser notifies of what breaks: off, until its user turns it on. */
export function Notifications() {
  const t = useText();
  const isOn = useStore(isNotifying);
  const [isRefused, setRefused] = useState(isDenied);
  const choose = async (wanted: boolean) => {
    await chooseNotify(wanted);
    setRefused(isDenied());
  };
  return (
    <Card title={t('notifications.title')}>
      {!canNotify() && <p>{t('notifications.impossible')}</p>}
      {isRefused && <Notice tone="warn">{t('notifications.denied')}</Notice>}
      {canNotify() && (
        <Check
          label={t('notifications.on')}
          hint={t('notifications.hint')}
          checked={isOn && !isRefused}
          onChange={event => void choose(event.currentTarget.checked)}
        />
      )}
    </Card>
  );
}
