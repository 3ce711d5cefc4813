import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { createInstance, instancesKey } from '../../api/queries/instances';
import { supportedChannelsQuery } from '../../api/queries/system';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { useReason } from '../../components/Failure';
import { Choice, Field } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { useText } from '../../i18n/useText';

export function CreateInstance({ onClose }: { onClose: () => void }) {
  const t = useText();
  const reason = useReason();
  const client = useQueryClient();
  const navigate = useNavigate();
  const channels = useQuery(supportedChannelsQuery);
  const create = useMutation({
    mutationFn: createInstance,
    async onSuccess({ id }) {
      await client.invalidateQueries({ queryKey: instancesKey });
      await navigate({ to: '/instances/$id', params: { id } });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    create.mutate({
      name: String(fields.get('name')).trim(),
      channel: String(fields.get('channel')),
    });
  };
  const error = create.error ?? channels.error;
  const options = (channels.data?.items ?? []).map(({ id, name }) => ({ value: id, text: name }));
  return (
    <Dialog title={t('instances.new')} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && (
          <Notice tone="bad" isAlert>
            {reason(error)}
          </Notice>
        )}
        <Field label={t('instances.name')} hint={t('instances.nameHint')} name="name" required />
        <Choice label={t('instances.channel')} name="channel" options={options} />
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button
            type="submit"
            kind="main"
            isBusy={create.isPending}
            disabled={create.isPending || options.length === 0}
          >
            {t('instances.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
