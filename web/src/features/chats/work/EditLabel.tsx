import { type FormEvent, useState } from 'react';
import type { Chat } from '../../../api/queries/chats';
import { deleteLabel, type Label, labelsKey, updateLabel } from '../../../api/queries/labels';
import { Ask } from '../../../components/Ask';
import { Button } from '../../../components/Button';
import { Choice, Field } from '../../../components/Field';
import { Refused } from '../../../components/Refused';
import { useAction } from '../../../components/useAction';
import { useText } from '../../../i18n/useText';
import { LabelName } from './LabelName';
import { LABEL_COLORS, LONGEST_LABEL } from './options';
import { useChatKeys } from './useSetLabel';

interface Props {
  chat: Chat;
  label: Label;
  onDone: () => void;
}

/** Renames a label of the instance, gives it another colour, or deletes it from all chats. */
export function EditLabel({ chat, label, onDone }: Props) {
  const t = useText();
  const { instanceId } = chat;
  const [name, setName] = useState(label.name);
  const [color, setColor] = useState(label.color);
  const keys = [labelsKey(instanceId), ...useChatKeys(chat)];
  const change = useAction(
    () => updateLabel(instanceId, label.id, { name: name.trim(), color }),
    keys,
    onDone,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) change.mutate();
  };
  return (
    <form
      onSubmit={submit}
      aria-label={t('chats.editLabel', { name: label.name })}
      className="flex flex-col gap-3 rounded-lg border border-line p-3"
    >
      <Refused error={change.error} />
      <Field
        label={t('chats.labelName')}
        maxLength={LONGEST_LABEL}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
      />
      <Choice
        label={t('chats.labelColor')}
        options={LABEL_COLORS.map(one => ({ value: String(one), text: String(one + 1) }))}
        value={String(color)}
        onChange={event => setColor(Number(event.currentTarget.value))}
      />
      <p>
        <LabelName name={name || label.name} color={color} />
      </p>
      <div className="flex flex-wrap justify-end gap-3">
        <Ask
          action={t('chats.delete')}
          title={t('chats.deleteLabelAsk', { name: label.name })}
          text={t('chats.deleteLabelText')}
          run={() => deleteLabel(instanceId, label.id)}
          keys={keys}
          onDone={onDone}
        />
        <Button onClick={onDone}>{t('app.cancel')}</Button>
        <Button type="submit" kind="main" isBusy={change.isPending} disabled={!name.trim()}>
          {t('chats.save')}
        </Button>
      </div>
    </form>
  );
}
