import { useState } from 'react';
import { type Rule, rulesKey, updateRule } from '../../api/queries/access';
import { Button } from '../../components/Button';
import { useAction } from '../../components/useAction';
import { useText } from '../../i18n/useText';
import { RuleForm } from './RuleForm';
import type { RuleValues } from './values';

export function EditRule({ rule }: { rule: Rule }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const update = useAction(
    (values: RuleValues) => updateRule(rule.id, values),
    [rulesKey],
    () => setOpen(false),
  );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('common.edit')}</Button>
      {isOpen && (
        <RuleForm
          title={t('access.edit')}
          action={t('common.save')}
          present={rule}
          error={update.error}
          isBusy={update.isPending}
          onSubmit={values => update.mutate(values)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
