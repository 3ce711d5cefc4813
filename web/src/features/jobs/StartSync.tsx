import { useState } from 'react';
import { Button } from '../../components/Button';
import { useText } from '../../i18n/useText';
import { SyncForm } from './SyncForm';

/** Opens the form of a sync. */
export function StartSync() {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button className="self-start" onClick={() => setOpen(true)}>
        {t('jobs.newSync')}
      </Button>
      {isOpen && <SyncForm onClose={() => setOpen(false)} />}
    </>
  );
}
