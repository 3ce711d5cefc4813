import { createRule, rulesKey } from '../../api/queries/access';
import { Button } from '../../components/Button';
import { useAction } from '../../components/useAction';
import { useNewForm } from '../../components/useNewForm';
import { useText } from '../../i18n/useText';
import { RuleForm } from './RuleForm';

/** `instance` is chosen at first. */
export function CreateRule({ instance }: { instance?: string }) {
  const t = useText();
  const [isOpen, setOpen] = useNewForm();
  const create = useAction(createRule, [rulesKey], () => setOpen(false));
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('access.new')}
      </Button>
      {isOpen && (
        <RuleForm
          title={t('access.new')}
          action={t('common.create')}
          instance={instance}
          error={create.error}
          isBusy={create.isPending}
          onSubmit={values => create.mutate(values)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
