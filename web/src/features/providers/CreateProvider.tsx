import { useNavigate } from '@tanstack/react-router';
import { createProvider, providersKey } from '../../api/queries/providers';
import { Button } from '../../components/Button';
import { useAction } from '../../components/useAction';
import { useNewForm } from '../../components/useNewForm';
import { useText } from '../../i18n/useText';
import { ProviderForm } from './ProviderForm';

export function CreateProvider() {
  const t = useText();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useNewForm();
  const create = useAction(createProvider, [providersKey], ({ id }) => {
    setOpen(false);
    void navigate({ to: '/providers/$id', params: { id } });
  });
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('providers.new')}
      </Button>
      {isOpen && (
        <ProviderForm
          title={t('providers.new')}
          action={t('common.create')}
          error={create.error}
          isBusy={create.isPending}
          onSubmit={values => create.mutate(values)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
