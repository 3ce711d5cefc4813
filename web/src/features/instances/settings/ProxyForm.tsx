import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { type TaggedInstance, taggedKey, updateInstance } from '../../../api/queries/instance';
import { instancesKey } from '../../../api/queries/instances';
import { Ask } from '../../../components/Ask';
import { Button } from '../../../components/Button';
import { Field } from '../../../components/Field';
import { Notice } from '../../../components/Notice';
import { Card } from '../../../components/Page';
import { Refused } from '../../../components/Refused';
import { useDeed } from '../../../components/useDeed';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { isStale, refusedField } from './useSettings';

/** The way to the network. An address may have a password, so it is written and never shown. */
export function ProxyForm({ tagged }: { tagged: TaggedInstance }) {
  const t = useText();
  const client = useQueryClient();
  const mayChange = useMay()('instances:write');
  const { id, proxy } = tagged.instance;
  const key = taggedKey(id);
  const set = async (address: string | null) => {
    try {
      return await updateInstance(id, tagged.tag, { proxy: address });
    } catch (error) {
      if (isStale(error)) void client.invalidateQueries({ queryKey: key });
      throw error;
    }
  };
  const save = useDeed(set, [key, instancesKey]);
  const refused = refusedField(save.error);
  const isAtField = refused?.field === 'proxy';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const address = String(new FormData(form).get('proxy')).trim();
    save.mutate(address, { onSuccess: () => form.reset() });
  };
  return (
    <Card title={t('instance.proxy.title')}>
      <p>
        {proxy
          ? [
              `${proxy.type}://${proxy.host}`,
              proxy.hasCredentials && t('instance.proxy.withPassword'),
            ]
              .filter(Boolean)
              .join(' · ')
          : t('instance.proxy.none')}
      </p>
      {mayChange && (
        <form
          onSubmit={submit}
          aria-label={t('instance.proxy.title')}
          className="flex flex-col gap-4"
        >
          <Field
            label={t('instance.proxy.address')}
            hint={t('instance.proxy.hint')}
            error={isAtField ? refused?.message : undefined}
            name="proxy"
            autoComplete="off"
            spellCheck={false}
            required
          />
          {isStale(save.error) ? (
            <Notice tone="warn" isAlert>
              {t('instance.conflict.title')} {t('instance.conflict.again')}
            </Notice>
          ) : (
            !isAtField && <Refused error={save.error} />
          )}
          <div className="flex flex-wrap gap-3">
            <Button type="submit" kind="main" isBusy={save.isPending}>
              {t('common.save')}
            </Button>
            {proxy && (
              <Ask
                action={t('instance.proxy.remove')}
                title={t('instance.proxy.removeAsk')}
                text={t('instance.proxy.removeText')}
                run={() => set(null)}
                keys={[key, instancesKey]}
              />
            )}
          </div>
        </form>
      )}
    </Card>
  );
}
