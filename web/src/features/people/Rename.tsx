import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { type Person, personsKey, renamePerson } from '../../api/queries/persons';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const NAME = z.object({ displayName: required() });

/** Corrects what a person is called here. */
export default function Rename({ person, onClose }: { person: Person; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: ({ displayName }: z.infer<typeof NAME>) => renamePerson(person.id, displayName),
    async onSuccess() {
      onClose();
      await client.invalidateQueries({ queryKey: personsKey });
    },
  });
  const form = useSchemaForm(NAME, {
    defaultValues: { displayName: person.displayName ?? '' },
    error: rename.error,
    onSubmit: values => rename.mutate(values),
  });
  return (
    <FormDialog
      title={t('people.rename')}
      action={t('people.rename')}
      form={form}
      isBusy={rename.isPending}
      onClose={onClose}
    >
      <Field {...form.field('displayName')} label={t('people.name')} maxLength={200} required />
    </FormDialog>
  );
}
