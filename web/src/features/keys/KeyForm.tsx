import * as z from 'zod/mini';
import type { Key } from '../../api/queries/keys';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { optionalTime, required, ticked } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { toLocal } from '../../lib/localTime';
import { InstanceChoice } from '../instances/InstanceChoice';
import { isOfEntryPoints } from './kind';
import { ScopeChoice } from './ScopeChoice';

const KEY = z.object({
  name: required(),
  scopes: ticked(),
  // No choice is all of them.
  instanceIds: z.pipe(
    ticked(),
    z.transform(ids => (ids.length > 0 ? ids : null)),
  ),
  expiresAt: optionalTime(),
});

export type KeyValues = z.infer<typeof KEY>;

interface Props {
  title: string;
  action: string;
  present?: Key;
  error: unknown;
  isBusy: boolean;
  onSubmit: (values: KeyValues) => void;
  onClose: () => void;
}

/** Creates a key, or changes one. */
export function KeyForm({ present, onSubmit, error, ...rest }: Props) {
  const t = useText();
  const form = useSchemaForm(KEY, {
    defaultValues: {
      name: present?.name ?? '',
      scopes: present?.scopes ?? [],
      instanceIds: present?.instanceIds ?? [],
      expiresAt: toLocal(present?.expiresAt),
    },
    error,
    onSubmit,
  });
  return (
    <FormDialog {...rest} form={form}>
      <Field {...form.field('name')} label={t('keys.name')} hint={t('keys.nameHint')} required />
      {present && isOfEntryPoints(present) ? (
        <p className="text-quiet">{t('keys.fixed')}</p>
      ) : (
        <>
          <ScopeChoice chosen={present?.scopes ?? []} field={form.field('scopes')} />
          <InstanceChoice
            field={form.field('instanceIds')}
            legend={t('keys.instances')}
            hint={t('keys.instancesHint')}
          />
          <Field
            {...form.field('expiresAt')}
            label={t('keys.expires')}
            hint={t('keys.expiresHint')}
            type="datetime-local"
          />
        </>
      )}
    </FormDialog>
  );
}
