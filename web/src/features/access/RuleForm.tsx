import { useQuery } from '@tanstack/react-query';
import type { Rule } from '../../api/queries/access';
import { instancesQuery } from '../../api/queries/instances';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useText } from '../../i18n/useText';
import { toLocal } from '../../lib/localTime';
import { type RuleValues, valuesOf } from './values';

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
export function RuleForm({ present, instance, onSubmit, ...rest }: Props) {
  const t = useText();
  const { data: instances = [] } = useQuery(instancesQuery);
  const { phonePatterns = [], platformUserIds = [] } = present?.criteria ?? {};
  return (
    <FormDialog {...rest} onSubmit={fields => onSubmit(valuesOf(fields, present))}>
      <Area
        label={t('access.senders')}
        hint={t('access.sendersHint')}
        name="senders"
        defaultValue={[...phonePatterns, ...platformUserIds].join('\n')}
        placeholder="+1555*"
        required={!present?.criteria.personId}
      />
      <Choice
        label={t('access.action')}
        name="action"
        defaultValue={present?.action.type ?? 'block'}
        options={(['allow', 'block', 'silent_block'] as const).map(value => ({
          value,
          text: t(`access.actions.${value}`),
        }))}
      />
      <Field
        label={t('access.message')}
        hint={t('access.messageHint')}
        name="message"
        defaultValue={present?.action.message ?? ''}
      />
      <Choice
        label={t('common.instance')}
        name="instance"
        defaultValue={(present ? present.instanceId : instance) ?? ''}
        options={[
          { value: '', text: t('access.everywhere') },
          ...instances.map(one => ({ value: one.id, text: one.name })),
        ]}
      />
      <Field
        label={t('access.priority')}
        hint={t('access.priorityHint')}
        name="priority"
        type="number"
        defaultValue={present?.priority ?? 0}
      />
      <Field
        label={t('access.expires')}
        name="expires"
        type="datetime-local"
        defaultValue={toLocal(present?.expiresAt)}
      />
      <Field label={t('access.reason')} name="reason" defaultValue={present?.reason ?? ''} />
    </FormDialog>
  );
}
