import { lazy, Suspense, useState } from 'react';
import { Button } from '../../components/Button';
import { loadManageTexts } from '../../i18n';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';

const ImportDialog = lazy(async () => {
  const [dialog] = await Promise.all([import('./ImportDialog'), loadManageTexts()]);
  return dialog;
});

/** Opens the import of a CSV file, for those who may change people. */
export function Import() {
  const t = useText();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (!may('persons:write')) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('people.import')}</Button>
      {isOpen && (
        <Suspense fallback={null}>
          <ImportDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
