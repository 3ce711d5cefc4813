import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Notice } from '../../../components/Notice';
import { useText } from '../../../i18n/useText';
import type { TabProps } from '../InstancePage';
import { PrivacyCard } from '../profile/PrivacyCard';
import { ProfileCard } from '../profile/ProfileCard';
import { useProfileEvents } from '../profile/profileEvents';

/** What others see of the account, and who may see it. Both are the network's: they need a connection. */
export default function ProfileTab({ tagged, status }: TabProps) {
  const t = useText();
  const { id, channel, ownerIdentifier, profileName } = tagged.instance;
  useProfileEvents(id);
  const isConnected = status.state === 'connected';
  const [wasConnected, setWasConnected] = useState(isConnected);
  if (isConnected && !wasConnected) setWasConnected(true);
  if (channel !== 'whatsapp-baileys') return <Notice>{t('instance.profile.unsupported')}</Notice>;
  // What was typed survives a connection that is opened again.
  const isBack = wasConnected && ['connecting', 'reconnecting'].includes(status.state);
  const address = status.ownerIdentifier ?? ownerIdentifier;
  if (!address || !(isConnected || isBack)) {
    return (
      <Notice>
        <p className="mb-2">{t('instance.profile.offline')}</p>
        <Link to="/instances/$id" params={{ id }} className="text-accent underline">
          {t('instance.profile.toConnection')}
        </Link>
      </Notice>
    );
  }
  return (
    <>
      <ProfileCard id={id} address={address} name={status.profileName ?? profileName ?? ''} />
      <PrivacyCard id={id} />
    </>
  );
}
