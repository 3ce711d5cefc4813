import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { instancesQuery } from '../../api/queries/instances';
import type { QuickReply } from '../../api/queries/quickReplies';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { optional, required, untouched } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { VARIABLES } from './variables';

const QUICK_REPLY = z.object({
  shortcut: required(),
  title: required(),
  text: untouched(),
  instanceId: optional(),
});

export type QuickReplyValues = z.infer<typeof QUICK_REPLY>;

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
export function QuickReplyForm({ present, onSubmit, error, ...rest }: Props) {
  const t = useText();
  const { data: instances = [] } = useQuery(instancesQuery);
  const form = useSchemaForm(QUICK_REPLY, {
    defaultValues: {
      shortcut: present?.shortcut ?? '',
      title: present?.title ?? '',
      text: present?.text ?? '',
      instanceId: present?.instanceId ?? '',
    },
    error,
    onSubmit,
  });
  const variables = VARIABLES.map(name => `{{${name}}}`).join(', ');
  return (
    <FormDialog {...rest} form={form}>
      <Field
        {...form.field('shortcut')}
        label={t('quickReplies.shortcut')}
        hint={t('quickReplies.shortcutHint')}
        required
        maxLength={33}
        autoComplete="off"
        autoCapitalize="none"
      />
      <Field
        {...form.field('title')}
        label={t('quickReplies.title')}
        required
        maxLength={100}
        autoComplete="off"
      />
      <Area
        {...form.field('text')}
        label={t('quickReplies.text')}
        hint={`${t('quickReplies.textHint')} ${variables}`}
        dir="auto"
        rows={5}
        required
        maxLength={4096}
      />
      <Choice
        {...form.choice('instanceId')}
        label={t('common.instance')}
        options={[
          { value: '', text: t('quickReplies.everywhere') },
          ...instances.map(one => ({ value: one.id, text: one.name })),
        ]}
      />
    </FormDialog>
  );
}
