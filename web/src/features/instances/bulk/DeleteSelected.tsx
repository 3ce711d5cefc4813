import { type FormEvent, useState } from 'react';
import type { Instance } from '../../../api/queries/instances';
import { Button } from '../../../components/Button';
import { Dialog } from '../../../components/Dialog';
import { Field } from '../../../components/Field';
import { useText } from '../../../i18n/useText';

interface Props {
  instances: readonly Instance[];
  onConfirm: () => void;
  onClose: () => void;
}

/** Several are deleted only after a word was typed: a click is too easily made. */
export function DeleteSelected({ instances, onConfirm, onClose }: Props) {
  const t = useText();
  const word = t('instance.bulk.word');
  const [typed, setTyped] = useState('');
  const isTyped = typed.trim().toLowerCase() === word;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isTyped) onConfirm();
  };
  return (
    <Dialog title={t('instance.bulk.deleteAsk', { count: instances.length })} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="[overflow-wrap:anywhere]">{instances.map(one => one.name).join(', ')}</p>
        <p>{t('instance.bulk.deleteText')}</p>
        <Field
          label={t('instance.bulk.type', { word })}
          value={typed}
          onChange={event => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" kind="danger" disabled={!isTyped}>
            {t('instance.bulk.delete')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
