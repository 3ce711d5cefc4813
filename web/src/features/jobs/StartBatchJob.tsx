import { Button } from '../../components/Button';
import { useNewForm } from '../../components/useNewForm';
import { useText } from '../../i18n/useText';
import { BatchJobForm } from './BatchJobForm';

/** Opens the form of a batch job. */
export function StartBatchJob() {
  const t = useText();
  const [isOpen, setOpen] = useNewForm('new-batch');
  return (
    <>
      <Button className="self-start" onClick={() => setOpen(true)}>
        {t('jobs.newBatch')}
      </Button>
      {isOpen && <BatchJobForm onClose={() => setOpen(false)} />}
    </>
  );
}
