import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { personsKey } from '../../api/queries/persons';
import { importPersons } from '../../api/queries/personsImport';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { ImportFile } from './ImportFile';
import { ImportRows } from './ImportRows';

/** From a file over what would be done to what was done. Loaded when it is opened. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const preview = useMutation({ mutationFn: (chosen: File) => importPersons(chosen, true) });
  const apply = useMutation({
    mutationFn: (chosen: File) => importPersons(chosen, false),
    // Also after a failure: a part of the rows may be written.
    onSettled: () => client.invalidateQueries({ queryKey: personsKey }),
  });
  const choose = (chosen: File) => {
    setFile(chosen);
    apply.reset();
    preview.mutate(chosen);
  };
  const shown = apply.data ?? preview.data;
  const count = preview.data ? preview.data.created + preview.data.updated : 0;
  return (
    <Dialog title={t('importing.title')} onClose={onClose}>
      <div className="flex flex-col gap-4">
        {!apply.isSuccess && (
          <ImportFile name={file?.name ?? null} isBusy={preview.isPending} onChoose={choose} />
        )}
        <Refused error={apply.error ?? preview.error} />
        {shown && (
          <>
            <p role="status" className="font-medium">
              {t(shown.dryRun ? 'importing.preview' : 'importing.done')}
            </p>
            <ImportRows result={shown} />
          </>
        )}
        {preview.isSuccess && count === 0 && <p>{t('importing.nothing')}</p>}
        <div className="flex flex-wrap justify-end gap-3">
          {apply.isSuccess ? (
            <Button kind="main" onClick={onClose}>
              {t('common.done')}
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>{t('app.cancel')}</Button>
              {file && preview.isSuccess && count > 0 && (
                <Button kind="main" isBusy={apply.isPending} onClick={() => apply.mutate(file)}>
                  {t('importing.run', { count })}
                </Button>
              )}
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}
