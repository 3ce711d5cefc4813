import { useText } from '../../../i18n/useText';
import type { TabProps } from '../InstancePage';
import { SettingsForm } from '../settings/SettingsForm';
import { MEDIA } from '../settings/settings';

/** What is read of files that are received. */
export default function MediaTab({ tagged }: TabProps) {
  const t = useText();
  return <SettingsForm title={t('instance.cards.media')} settings={MEDIA} tagged={tagged} />;
}
