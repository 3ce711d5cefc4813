import { batchJobsKey, estimateBatchJob, MEDIA_TYPES, startBatchJob } from '../../api/queries/jobs';
import { Check } from '../../components/Check';
import { CheckboxGroup } from '../../components/CheckboxGroup';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { BatchEstimateFacts } from './BatchEstimateFacts';
import { EstimateDialog } from './EstimateDialog';
import { InstanceField } from './InstanceField';
import { PeriodFields } from './PeriodFields';
import { useEstimate } from './useEstimate';
import { BATCH, BATCH_NAMES } from './values';

/** Chooses files, shows what reading them would take, and starts that. */
export function BatchJobForm({ onClose }: { onClose: () => void }) {
  const t = useText();
  const work = useEstimate({
    estimate: estimateBatchJob,
    start: startBatchJob,
    keys: [batchJobsKey],
    onStarted: onClose,
  });
  const form = useSchemaForm(BATCH, {
    defaultValues: {
      instanceId: '',
      mediaTypes: ['audio'],
      since: '',
      until: '',
      overwrite: false,
    },
    error: work.error,
    names: BATCH_NAMES,
    onSubmit: work.ask,
  });
  return (
    <EstimateDialog
      title={t('jobs.newBatch')}
      form={form}
      work={work}
      shown={estimate => <BatchEstimateFacts estimate={estimate} />}
      onClose={onClose}
    >
      <InstanceField choice={form.choice('instanceId')} none={t('jobs.everywhere')} />
      <CheckboxGroup
        legend={t('jobs.mediaTypes')}
        field={form.field('mediaTypes')}
        options={MEDIA_TYPES.map(value => ({ value, text: t(`jobs.media.${value}`) }))}
      />
      <PeriodFields field={form.field} />
      <Check
        {...form.field('overwrite')}
        label={t('jobs.overwrite')}
        hint={t('jobs.overwriteHint')}
      />
    </EstimateDialog>
  );
}
