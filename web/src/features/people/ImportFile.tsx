import { type DragEvent, useId, useRef } from 'react';
import { Button } from '../../components/Button';
import { useText } from '../../i18n/useText';

interface Props {
  /** Of the chosen file; `null` as long as none is. */
  name: string | null;
  isBusy: boolean;
  onChoose: (file: File) => void;
}

/** Where a file is chosen or dropped. */
export function ImportFile({ name, isBusy, onChoose }: Props) {
  const t = useText();
  const hint = useId();
  const picker = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !isBusy) onChoose(file);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  };
  return (
    <section
      aria-label={t('importing.file')}
      onDragOver={event => event.preventDefault()}
      onDrop={onDrop}
      className="flex flex-col items-start gap-2 rounded-lg border border-line border-dashed p-4"
    >
      <input
        ref={picker}
        type="file"
        accept=".csv,text/csv"
        hidden
        onChange={event => {
          take(event.currentTarget.files);
          // The same file can be chosen again after it was corrected.
          event.currentTarget.value = '';
        }}
      />
      <Button aria-describedby={hint} isBusy={isBusy} onClick={() => picker.current?.click()}>
        {t(name === null ? 'importing.choose' : 'importing.another')}
      </Button>
      {name !== null && (
        <p className="max-w-full break-words">
          <bdi>{name}</bdi>
        </p>
      )}
      <p id={hint} className="text-quiet text-sm">
        {t('importing.hint')}
      </p>
      {isBusy && <p role="status">{t('importing.reading')}</p>}
    </section>
  );
}
