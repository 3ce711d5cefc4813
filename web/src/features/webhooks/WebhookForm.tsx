import { useState } from 'react';
import type { Webhook } from '../../api/queries/webhooks';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useText } from '../../i18n/useText';
import { LineError } from '../../lib/lines';
import { InstanceChoice } from '../instances/InstanceChoice';
import { HeaderFields } from './HeaderFields';
import { valuesOf, type WebhookValues } from './values';

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
  const [unreadable, setUnreadable] = useState<Error>();
  const submit = (fields: FormData) => {
    try {
      setUnreadable(undefined);
      onSubmit(valuesOf(fields, present));
    } catch (problem) {
      if (!(problem instanceof LineError)) throw problem;
      setUnreadable(new Error(t('common.line', { line: problem.line })));
    }
  };
  const directions = (['', 'inbound', 'outbound'] as const).map(value => ({
    value,
    text: value ? t(`common.direction.${value}`) : t('common.all'),
  }));
  const orders = (['none', 'per_chat', 'per_endpoint'] as const).map(value => ({
    value,
    text: t(`webhooks.orders.${value}`),
  }));
  return (
    <FormDialog {...rest} error={unreadable ?? error} onSubmit={submit}>
      <Field
        label={t('webhooks.url')}
        name="url"
        type="url"
        defaultValue={present?.url}
        placeholder="https://"
        required
      />
      <Field
        label={t('webhooks.description')}
        name="description"
        defaultValue={present?.description ?? ''}
      />
      <Area
        label={t('webhooks.events')}
        hint={t('webhooks.eventsHint')}
        name="events"
        defaultValue={present?.events.join('\n')}
        placeholder="message.*"
      />
      <Choice
        label={t('webhooks.direction')}
        name="direction"
        options={directions}
        defaultValue={present?.direction ?? ''}
      />
      <InstanceChoice
        legend={t('webhooks.instances')}
        hint={t('webhooks.instancesHint')}
        chosen={present ? (present.instanceIds ?? []) : instances}
      />
      <Choice
        label={t('webhooks.ordering')}
        name="ordering"
        options={orders}
        defaultValue={present?.ordering ?? 'none'}
      />
      <Field
        label={t('webhooks.timeout')}
        name="timeout"
        type="number"
        step="any"
        min={0.1}
        defaultValue={present ? present.timeoutMs / 1000 : 15}
      />
      <HeaderFields present={Object.keys(present?.headers ?? {})} />
    </FormDialog>
  );
}
