import { useNavigate } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { agentsKey, createAgent } from '../../api/queries/agents';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useNewForm } from '../../components/useNewForm';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const NEW_AGENT = z.object({ name: required() });

/** Makes an agent from its name; the rest is set on its page, beside the test chat. */
export function CreateAgent() {
  const t = useText();
  const [isOpen, setOpen] = useNewForm();
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('agents.new')}
      </Button>
      {isOpen && <NameForm onClose={() => setOpen(false)} />}
    </>
  );
}

function NameForm({ onClose }: { onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const create = useAction(createAgent, [[...agentsKey, 'list']], ({ id }) => {
    onClose();
    void navigate({ to: '/agents/$id', params: { id } });
  });
  const form = useSchemaForm(NEW_AGENT, {
    defaultValues: { name: '' },
    error: create.error,
    onSubmit: ({ name }) => create.mutate(name),
  });
  return (
    <FormDialog
      title={t('agents.new')}
      action={t('common.create')}
      form={form}
      isBusy={create.isPending}
      onClose={onClose}
    >
      <Field
        {...form.field('name')}
        label={t('agents.name')}
        hint={t('agents.nameHint')}
        maxLength={255}
        required
      />
    </FormDialog>
  );
}
