import { useState } from 'react';
import { Button } from '../../components/Button';
import { useText } from '../../i18n/useText';
import { BatchJobForm } from './BatchJobForm';

/** Opens the form of a batch job. */
export function StartBatchJob() {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button className="self-start" onClick={() => setOpen(true)}>
        {t('jobs.newBatch')}
      </Button>
      {isOpen && <BatchJobForm onClose={() => setOpen(false)} />}
    </>
  );
}
