import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { createInstance, instancesKey } from '../../api/queries/instances';
import { supportedChannelsQuery } from '../../api/queries/system';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Choice, Field } from '../../components/Field';
import { Refused } from '../../components/Refused';
import { required } from '../../forms/fields';
import { useFirstOption } from '../../forms/useFirstOption';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const INSTANCE = z.object({ name: required(), channel: z.string() });

export function CreateInstance({ onClose }: { onClose: () => void }) {
  const t = useText();
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
  const form = useSchemaForm(INSTANCE, {
    defaultValues: { name: '', channel: '' },
    error: create.error,
    onSubmit: instance => create.mutate(instance),
  });
  const error = form.error ?? channels.error;
  const options = (channels.data?.items ?? []).map(({ id, name }) => ({ value: id, text: name }));
  const channel = form.choice('channel');
  useFirstOption(channel, options);
  return (
    <Dialog title={t('instances.new')} onClose={onClose}>
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-4">
        <Refused error={error} />
        <Field
          {...form.field('name')}
          label={t('instances.name')}
          hint={t('instances.nameHint')}
          required
        />
        <Choice {...channel} label={t('instances.channel')} options={options} />
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
