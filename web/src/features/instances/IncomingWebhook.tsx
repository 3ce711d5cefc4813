import { useState } from 'react';
import { createHookSecret } from '../../api/queries/instance';
import type { Instance } from '../../api/queries/instances';
import { Ask } from '../../components/Ask';
import { Copyable } from '../../components/Copyable';
import { Once } from '../../components/Once';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { root } from '../../lib/root';
import { useMay } from '../session/useSession';

const NO_KEYS = [] as const;

/** Where other programs deliver events of their own to an instance, and the secret that they need. */
export function IncomingWebhook({ instance: { id, channel } }: { instance: Instance }) {
  const t = useText();
  const may = useMay();
  const [secret, setSecret] = useState<string>();
  const address = new URL(`api/v2/webhooks/${channel}/${id}`, root).href;
  const create = async () => setSecret((await createHookSecret(id)).secret);
  return (
    <Card title={t('instance.incoming.title')}>
      <p className="text-quiet">{t('instance.incoming.intro')}</p>
      <Copyable label={t('instance.incoming.address')} value={address} />
      {may('instances:write') && (
        <div>
          <Ask
            action={t('instance.incoming.create')}
            title={t('instance.incoming.ask')}
            text={t('instance.incoming.text')}
            run={create}
            keys={NO_KEYS}
          />
        </div>
      )}
      {secret && (
        <Once
          title={t('instance.incoming.secret')}
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </Card>
  );
}
