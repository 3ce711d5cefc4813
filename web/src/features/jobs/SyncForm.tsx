import { estimateSync, startSync, syncsKey } from '../../api/queries/jobs';
import { Check } from '../../components/Check';
import { CheckboxGroup } from '../../components/CheckboxGroup';
import { Field } from '../../components/Field';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { EstimateDialog } from './EstimateDialog';
import { InstanceField } from './InstanceField';
import { PeriodFields } from './PeriodFields';
import { SyncEstimateFacts } from './SyncEstimateFacts';
import { useEstimate } from './useEstimate';
import { STAGES, SYNC, SYNC_NAMES, type SyncValues } from './values';

const DEFAULT_MOST = '500';

/** Chooses what is to be synchronised, shows what that would take, and starts it. */
export function SyncForm({ onClose }: { onClose: () => void }) {
  const t = useText();
  const work = useEstimate({
    estimate: ({ instance, body }: SyncValues) => estimateSync(instance, body),
    start: ({ instance, body }) => startSync(instance, body),
    keys: [syncsKey],
    onStarted: onClose,
  });
  const form = useSchemaForm(SYNC, {
    defaultValues: {
      instance: '',
      stages: [...STAGES],
      media: false,
      since: '',
      until: '',
      most: DEFAULT_MOST,
    },
    error: work.error,
    names: SYNC_NAMES,
    onSubmit: work.ask,
  });
  return (
    <EstimateDialog
      title={t('jobs.newSync')}
      form={form}
      work={work}
      shown={estimate => <SyncEstimateFacts estimate={estimate} />}
      onClose={onClose}
    >
      <InstanceField choice={form.choice('instance')} />
      <CheckboxGroup
        legend={t('jobs.what')}
        field={form.field('stages')}
        options={STAGES.map(value => ({ value, text: t(`jobs.stages.${value}`) }))}
      />
      <Check {...form.field('media')} label={t('jobs.withMedia')} />
      <PeriodFields field={form.field} />
      <Field {...form.field('most')} label={t('jobs.most')} type="number" />
    </EstimateDialog>
  );
}
