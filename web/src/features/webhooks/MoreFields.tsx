import { useState } from 'react';
import { CHAT_KINDS } from '../../api/queries/chatFilters';
import type { Webhook } from '../../api/queries/webhooks';
import { Area } from '../../components/Area';
import { Check } from '../../components/Check';
import { CheckboxGroup } from '../../components/CheckboxGroup';
import { Choice, Field } from '../../components/Field';
import { useText } from '../../i18n/useText';
import { ENVELOPES, type WebhookSchemaForm } from './values';

interface Props {
  form: WebhookSchemaForm;
  present: Webhook | undefined;
}

/** What few endpoints need: repeats, limits, certificates, and the form of the requests. */
export function MoreFields({ form, present }: Props) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const { errors } = form.formState;
  const isRefused = Boolean(
    errors.chatId ||
      errors.since ||
      errors.retryDelays ||
      errors.disableAfter ||
      errors.envelope ||
      errors.caCertificates ||
      errors.clientCertificate,
  );
  return (
    // A field that is refused is not left hidden.
    <details open={isOpen || isRefused} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer font-medium">{t('webhooks.more')}</summary>
      <div className="mt-3 flex flex-col gap-4">
        {!present && (
          <Choice
            {...form.choice('envelope')}
            label={t('webhooks.envelope')}
            hint={t('webhooks.envelopeHint')}
            options={ENVELOPES.map(value => ({ value, text: value }))}
          />
        )}
        <CheckboxGroup
          legend={t('webhooks.chatTypes')}
          hint={t('webhooks.chatTypesHint')}
          field={form.field('chatTypes')}
          options={CHAT_KINDS.map(value => ({ value, text: t(`chats.kinds.${value}`) }))}
        />
        <Field
          {...form.field('chatId')}
          label={t('webhooks.chat')}
          hint={t('webhooks.chatHint')}
          spellCheck={false}
        />
        {!present && (
          <Field
            {...form.field('since')}
            label={t('webhooks.since')}
            hint={t('webhooks.sinceHint')}
            type="number"
            min={0}
          />
        )}
        <Field
          {...form.field('retryDelays')}
          label={t('webhooks.retries')}
          hint={t('webhooks.retriesHint')}
        />
        <Field
          {...form.field('disableAfter')}
          label={t('webhooks.disableAfter')}
          hint={t('webhooks.disableAfterHint')}
          type="number"
          min={0}
          max={10_000}
        />
        <Area
          {...form.field('caCertificates')}
          label={t('webhooks.authorities')}
          hint={t('webhooks.authoritiesHint')}
          rows={2}
          spellCheck={false}
        />
        <Area
          {...form.field('clientCertificate')}
          label={t('webhooks.certificate')}
          hint={t(
            present?.clientCertificate ? 'webhooks.certificateKept' : 'webhooks.certificateHint',
          )}
          rows={2}
          spellCheck={false}
        />
        {present?.clientCertificate && (
          <Check {...form.field('dropCertificate')} label={t('webhooks.dropCertificate')} />
        )}
      </div>
    </details>
  );
}
