import { Button } from '../../components/Button';
import { useNewForm } from '../../components/useNewForm';
import { useText } from '../../i18n/useText';
import { SyncForm } from './SyncForm';

/** Opens the form of a sync. */
export function StartSync() {
  const t = useText();
  const [isOpen, setOpen] = useNewForm('new-sync');
  return (
    <>
      <Button className="self-start" onClick={() => setOpen(true)}>
        {t('jobs.newSync')}
      </Button>
      {isOpen && <SyncForm onClose={() => setOpen(false)} />}
    </>
  );
}
