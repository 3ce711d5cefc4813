import { useQuery } from '@tanstack/react-query';
import type { Rule } from '../../api/queries/access';
import { instancesQuery } from '../../api/queries/instances';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { FIELD_NAMES, fieldsOf, type RuleValues, ruleSchema } from './values';

interface Props {
  title: string;
  action: string;
  present?: Rule;
  /** Chosen at first, of a new one. */
  instance?: string | undefined;
  error: unknown;
  isBusy: boolean;
  onSubmit: (values: RuleValues) => void;
  onClose: () => void;
}

/** Creates a rule, or changes one. */
export function RuleForm({ present, instance, onSubmit, error, ...rest }: Props) {
  const t = useText();
  const { data: instances = [] } = useQuery(instancesQuery);
  const form = useSchemaForm(ruleSchema(present), {
    defaultValues: fieldsOf(present, instance),
    error,
    names: FIELD_NAMES,
    onSubmit,
  });
  return (
    <FormDialog {...rest} form={form}>
      <Area
        {...form.field('senders')}
        label={t('access.senders')}
        hint={t('access.sendersHint')}
        placeholder="+1555*"
        required={!present?.criteria.personId}
      />
      <Choice
        {...form.choice('action')}
        label={t('access.action')}
        options={(['allow', 'block', 'silent_block'] as const).map(value => ({
          value,
          text: t(`access.actions.${value}`),
        }))}
      />
      <Field
        {...form.field('message')}
        label={t('access.message')}
        hint={t('access.messageHint')}
      />
      <Choice
        {...form.choice('instanceId')}
        label={t('common.instance')}
        options={[
          { value: '', text: t('access.everywhere') },
          ...instances.map(one => ({ value: one.id, text: one.name })),
        ]}
      />
      <Field
        {...form.field('priority')}
        label={t('access.priority')}
        hint={t('access.priorityHint')}
        type="number"
      />
      <Field {...form.field('expiresAt')} label={t('access.expires')} type="datetime-local" />
      <Field {...form.field('reason')} label={t('access.reason')} />
    </FormDialog>
  );
}
