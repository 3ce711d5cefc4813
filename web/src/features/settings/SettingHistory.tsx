import { useState } from 'react';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { useText } from '../../i18n/useText';
import { Changes } from './Changes';

export function SettingHistory({ name }: { name: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const title = t('settings.historyOf', { key: name });
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label={title}>
        {t('settings.history')}
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={() => setOpen(false)}>
          <Changes name={name} />
          <div className="mt-4 flex justify-end">
            <Button onClick={() => setOpen(false)}>{t('common.done')}</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
