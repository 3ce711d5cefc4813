import { Link } from '@tanstack/react-router';
import { Card } from '../../../components/Page';
import { useText } from '../../../i18n/useText';
import { InstanceSync } from '../../jobs/InstanceSync';
import { useMay } from '../../session/useSession';
import { Actions } from '../Actions';
import { Evidence } from '../Evidence';
import type { TabProps } from '../InstancePage';
import { Linking } from '../Linking';
import { Restart } from '../Restart';
import { StateHistory } from '../StateHistory';
import { SettingsForm } from '../settings/SettingsForm';
import { NAME } from '../settings/settings';

/** How the instance reaches its network, and how it did before. */
export default function ConnectionTab({ tagged, status }: TabProps) {
  const t = useText();
  const may = useMay();
  const { id } = tagged.instance;
  const mayWrite = may('instances:write');
  return (
    <>
      {mayWrite && <Linking status={status} />}
      <Card title={t('instances.connection')}>
        <Evidence status={status} />
        {mayWrite && (
          <div className="flex flex-wrap items-start gap-3">
            <Actions status={status} />
            <Restart status={status} />
          </div>
        )}
      </Card>
      <InstanceSync id={id} />
      {may('events:read') && <StateHistory id={id} />}
      {mayWrite && <SettingsForm title={t('instance.general')} settings={NAME} tagged={tagged} />}
      {may('messages:read') && (
        <Link to="/chats" search={{ instance: id }} className="text-accent underline">
          {t('instances.chats')}
        </Link>
      )}
    </>
  );
}
