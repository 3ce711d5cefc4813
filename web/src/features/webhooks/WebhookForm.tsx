import type { Webhook } from '../../api/queries/webhooks';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { InstanceChoice } from '../instances/InstanceChoice';
import { HeaderFields } from './HeaderFields';
import { MoreFields } from './MoreFields';
import { fieldsOf, WEBHOOK, type WebhookValues } from './values';

interface Props {
  title: string;
  action: string;
  present?: Webhook;
  /** Ticked at first, of a new one. */
  instances?: readonly string[];
  error: unknown;
  isBusy: boolean;
  onSubmit: (values: WebhookValues) => void;
  onClose: () => void;
}

/** Creates an endpoint, or changes one. */
export function WebhookForm({ present, instances = [], onSubmit, error, ...rest }: Props) {
  const t = useText();
  const form = useSchemaForm(WEBHOOK, {
    defaultValues: fieldsOf(present, instances),
    error,
    onSubmit,
  });
  const directions = (['', 'inbound', 'outbound'] as const).map(value => ({
    value,
    text: value ? t(`common.direction.${value}`) : t('common.all'),
  }));
  const orders = (['none', 'per_chat', 'per_endpoint'] as const).map(value => ({
    value,
    text: t(`webhooks.orders.${value}`),
  }));
  return (
    <FormDialog {...rest} form={form}>
      <Field
        {...form.field('url')}
        label={t('webhooks.url')}
        type="url"
        placeholder="https://"
        required
      />
      <Field {...form.field('description')} label={t('webhooks.description')} />
      <Area
        {...form.field('events')}
        label={t('webhooks.events')}
        hint={t('webhooks.eventsHint')}
        placeholder="message.*"
      />
      <Choice {...form.choice('direction')} label={t('webhooks.direction')} options={directions} />
      <InstanceChoice
        field={form.field('instanceIds')}
        legend={t('webhooks.instances')}
        hint={t('webhooks.instancesHint')}
      />
      <Choice {...form.choice('ordering')} label={t('webhooks.ordering')} options={orders} />
      <Field
        {...form.field('timeoutMs')}
        label={t('webhooks.timeout')}
        type="number"
        step="any"
        min={1}
        max={60}
      />
      <HeaderFields
        present={Object.keys(present?.headers ?? {})}
        headers={form.field('headers')}
        removed={form.field('removed')}
      />
      <MoreFields form={form} present={present} />
    </FormDialog>
  );
}
