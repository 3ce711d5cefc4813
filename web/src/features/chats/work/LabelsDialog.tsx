import { type FormEvent, useState } from 'react';
import type { Chat } from '../../../api/queries/chats';
import { createLabel, type Label, labelsKey, setLabel } from '../../../api/queries/labels';
import { Button } from '../../../components/Button';
import { Check } from '../../../components/Check';
import { Dialog } from '../../../components/Dialog';
import { Field } from '../../../components/Field';
import { Refused } from '../../../components/Refused';
import { useDeed } from '../../../components/useDeed';
import { useText } from '../../../i18n/useText';
import { useChatKeys, useSetLabel } from './useSetLabel';

/** Of a label's name, in characters: as the server has it. */
const LONGEST = 100;

interface Props {
  chat: Chat;
  labels: Label[];
  onClose: () => void;
}

/** The labels of the instance, of which the chat has some; and a new one. */
export function LabelsDialog({ chat, labels, onClose }: Props) {
  const t = useText();
  const { instanceId, externalId } = chat;
  const [name, setName] = useState('');
  const change = useSetLabel(chat);
  const add = useDeed(
    async (text: string) => {
      const label = await createLabel(instanceId, text);
      return setLabel(instanceId, externalId, label.id, true);
    },
    [labelsKey(instanceId), ...useChatKeys(chat)],
    () => setName(''),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) add.mutate(name);
  };
  return (
    <Dialog title={t('chats.labels')} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <Refused error={change.error ?? add.error} />
        {labels.length > 0 && (
          <ul className="flex max-h-60 flex-col gap-2 overflow-y-auto p-1">
            {labels.map(label => (
              <li key={label.id}>
                <Check
                  label={label.name}
                  checked={chat.labels.includes(label.id)}
                  disabled={change.isPending}
                  onChange={event =>
                    change.mutate({ id: label.id, isOn: event.currentTarget.checked })
                  }
                />
              </li>
            ))}
          </ul>
        )}
        <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
          <Field
            className="flex-1"
            label={t('chats.newLabel')}
            maxLength={LONGEST}
            value={name}
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button type="submit" isBusy={add.isPending} disabled={!name.trim()}>
            {t('chats.addLabel')}
          </Button>
        </form>
        <div className="flex justify-end">
          <Button onClick={onClose}>{t('chats.close')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
