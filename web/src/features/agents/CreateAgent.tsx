import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { agentsKey, createAgent } from '../../api/queries/agents';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';

/** Makes an agent from its name; the rest is set on its page, beside the test chat. */
export function CreateAgent() {
  const t = useText();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const create = useDeed(createAgent, [[...agentsKey, 'list']], ({ id }) => {
    setOpen(false);
    void navigate({ to: '/agents/$id', params: { id } });
  });
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('agents.new')}
      </Button>
      {isOpen && (
        <FormDialog
          title={t('agents.new')}
          action={t('common.create')}
          error={create.error}
          isBusy={create.isPending}
          onSubmit={fields => create.mutate(String(fields.get('name') ?? '').trim())}
          onClose={() => setOpen(false)}
        >
          <Field
            label={t('agents.name')}
            hint={t('agents.nameHint')}
            name="name"
            maxLength={255}
            required
          />
        </FormDialog>
      )}
    </>
  );
}
