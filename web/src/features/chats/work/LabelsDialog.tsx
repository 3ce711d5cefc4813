import { type FormEvent, useState } from 'react';
import type { Chat } from '../../../api/queries/chats';
import { createLabel, type Label, labelsKey, setLabel } from '../../../api/queries/labels';
import { Button } from '../../../components/Button';
import { Check } from '../../../components/Check';
import { Dialog } from '../../../components/Dialog';
import { Field } from '../../../components/Field';
import { Refused } from '../../../components/Refused';
import { useAction } from '../../../components/useAction';
import { useText } from '../../../i18n/useText';
import { EditLabel } from './EditLabel';
import { LONGEST_LABEL } from './options';
import { useChatKeys, useSetLabel } from './useSetLabel';

interface Props {
  chat: Chat;
  labels: Label[];
  onClose: () => void;
}

/** The labels of the instance, of which the chat has some; each can be changed, and a new one made. */
export function LabelsDialog({ chat, labels, onClose }: Props) {
  const t = useText();
  const { instanceId, externalId } = chat;
  const [name, setName] = useState('');
  const [edited, setEdited] = useState<string | null>(null);
  const change = useSetLabel(chat);
  const add = useAction(
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
              <li key={label.id} className="flex flex-col gap-2">
                <div className="flex items-start justify-between gap-3">
                  <Check
                    label={label.name}
                    checked={chat.labels.includes(label.id)}
                    onChange={event =>
                      change.mutate({ id: label.id, isOn: event.currentTarget.checked })
                    }
                  />
                  <Button
                    aria-label={t('chats.editLabel', { name: label.name })}
                    aria-expanded={edited === label.id}
                    onClick={() => setEdited(edited === label.id ? null : label.id)}
                  >
                    {t('chats.edit')}
                  </Button>
                </div>
                {edited === label.id && (
                  <EditLabel chat={chat} label={label} onDone={() => setEdited(null)} />
                )}
              </li>
            ))}
          </ul>
        )}
        <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
          <Field
            className="flex-1"
            label={t('chats.newLabel')}
            maxLength={LONGEST_LABEL}
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
