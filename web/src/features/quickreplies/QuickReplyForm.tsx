import { useQuery } from '@tanstack/react-query';
import { instancesQuery } from '../../api/queries/instances';
import type { QuickReply } from '../../api/queries/quickReplies';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useText } from '../../i18n/useText';
import { VARIABLES } from './variables';

export interface QuickReplyValues {
  shortcut: string;
  title: string;
  text: string;
  instanceId: string | null;
}

interface Props {
  title: string;
  action: string;
  present?: QuickReply;
  error: unknown;
  isBusy: boolean;
  onSubmit: (values: QuickReplyValues) => void;
  onClose: () => void;
}

/** Creates a quick reply, or changes one. */
export function QuickReplyForm({ present, onSubmit, ...rest }: Props) {
  const t = useText();
  const { data: instances = [] } = useQuery(instancesQuery);
  const submit = (fields: FormData) =>
    onSubmit({
      shortcut: String(fields.get('shortcut')).trim(),
      title: String(fields.get('title')).trim(),
      text: String(fields.get('text')),
      instanceId: String(fields.get('instance')) || null,
    });
  const variables = VARIABLES.map(name => `{{${name}}}`).join(', ');
  return (
    <FormDialog {...rest} onSubmit={submit}>
      <Field
        label={t('quickReplies.shortcut')}
        hint={t('quickReplies.shortcutHint')}
        name="shortcut"
        required
        maxLength={33}
        autoComplete="off"
        autoCapitalize="none"
        defaultValue={present?.shortcut ?? ''}
      />
      <Field
        label={t('quickReplies.title')}
        name="title"
        required
        maxLength={100}
        autoComplete="off"
        defaultValue={present?.title ?? ''}
      />
      <Area
        label={t('quickReplies.text')}
        hint={`${t('quickReplies.textHint')} ${variables}`}
        name="text"
        dir="auto"
        rows={5}
        required
        maxLength={4096}
        defaultValue={present?.text ?? ''}
      />
      <Choice
        label={t('common.instance')}
        name="instance"
        defaultValue={present?.instanceId ?? ''}
        options={[
          { value: '', text: t('quickReplies.everywhere') },
          ...instances.map(one => ({ value: one.id, text: one.name })),
        ]}
      />
    </FormDialog>
  );
}
