import { useState } from 'react';
import * as z from 'zod/mini';
import type { Instance } from '../../api/queries/instances';
import { checkRecipient } from '../../api/queries/recipient';
import { Choice, Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

interface Props {
  instances: Instance[];
  /** The instance to which the list is narrowed. */
  instance: string | undefined;
  onOpen: (instance: string, address: string) => void;
  onClose: () => void;
}

const WANTED = z.object({ instance: required(), recipient: required() });

type Wanted = z.infer<typeof WANTED>;

/** Opens the conversation with a number, once the network has confirmed that it exists. Loaded when it is opened. */
export default function NewChatDialog({ instances, instance, onOpen, onClose }: Props) {
  const t = useText();
  const [unknown, setUnknown] = useState<string | undefined>(undefined);
  const check = useAction(
    async (wanted: Wanted) => ({
      ...wanted,
      found: await checkRecipient(wanted.instance, wanted.recipient),
    }),
    [],
    ({ instance: of, found }) => {
      if (found.exists) onOpen(of, found.normalized);
      else setUnknown(t(found.valid ? 'chats.newUnknown' : 'chats.newMalformed'));
    },
  );
  const first = instances.find(one => one.state === 'connected') ?? instances[0];
  const form = useSchemaForm(WANTED, {
    defaultValues: { instance: instance ?? first?.id ?? '', recipient: '' },
    error: check.error,
    onSubmit: wanted => {
      setUnknown(undefined);
      check.mutate(wanted);
    },
  });
  const recipient = form.field('recipient');
  return (
    <FormDialog
      title={t('chats.new')}
      action={t('chats.newOpen')}
      form={form}
      isBusy={check.isPending}
      onClose={onClose}
    >
      {instances.length > 1 && (
        <Choice
          {...form.choice('instance')}
          label={t('chats.instance')}
          options={instances.map(({ id, name }) => ({ value: id, text: name }))}
        />
      )}
      <Field
        {...recipient}
        error={recipient.error ?? unknown}
        onChange={event => {
          setUnknown(undefined);
          void recipient.onChange(event);
        }}
        label={t('chats.newRecipient')}
        hint={t('chats.newHint')}
        required
        maxLength={200}
        autoComplete="off"
        dir="ltr"
      />
    </FormDialog>
  );
}
