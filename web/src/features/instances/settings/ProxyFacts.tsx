import { useQueryClient } from '@tanstack/react-query';
import { type TaggedInstance, taggedKey, updateInstance } from '../../../api/queries/instance';
import { instancesKey } from '../../../api/queries/instances';
import { Ask } from '../../../components/Ask';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { isStale } from './stale';

/** The way to the network as it is. An address may have a password, so it is written and never shown. */
export function ProxyFacts({ tagged }: { tagged: TaggedInstance }) {
  const t = useText();
  const client = useQueryClient();
  const mayChange = useMay()('instances:write');
  const { id, proxy } = tagged.instance;
  const key = taggedKey(id);
  const remove = async () => {
    try {
      return await updateInstance(id, tagged.tag, { proxy: null });
    } catch (error) {
      if (isStale(error)) void client.invalidateQueries({ queryKey: key });
      throw error;
    }
  };
  if (!proxy) return <p>{t('instance.proxy.none')}</p>;
  const facts = [
    `${proxy.type}://${proxy.host}`,
    proxy.hasCredentials && t('instance.proxy.withPassword'),
  ];
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p>{facts.filter(Boolean).join(' · ')}</p>
      {mayChange && (
        <Ask
          action={t('instance.proxy.remove')}
          title={t('instance.proxy.removeAsk')}
          text={t('instance.proxy.removeText')}
          run={remove}
          keys={[key, instancesKey]}
        />
      )}
    </div>
  );
}
