import { useState } from 'react';
import { PROVIDER_TYPES, type Provider } from '../../api/queries/providers';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { Check } from '../../components/Check';
import { Choice, Field } from '../../components/Field';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import type { AgentSchemaForm } from './draft';
import { ToolsFields } from './ToolsFields';

interface Props {
  form: AgentSchemaForm;
  /** Whether a key is stored. */
  hasKey: boolean;
  hasTools: boolean;
  providers: Provider[];
  mayChange: boolean;
  isBusy: boolean;
}

/** What answers, as it is edited. */
export function AgentForm(props: Props) {
  const { form, hasTools, providers, mayChange, isBusy } = props;
  const t = useText();
  const { errors } = form.formState;
  const [isOpen, setOpen] = useState(false);
  const isRefused = Boolean(errors.agentId || errors.timeout || errors.options);
  const provider = form.watch('provider');
  const isKnown = !provider || providers.some(one => one.id === provider);
  const targets = [
    { value: '', text: t('agents.ownEndpoint') },
    ...providers.map(({ id, name, type }) => ({ value: id, text: `${name} (${type})` })),
    ...(isKnown ? [] : [{ value: provider, text: provider }]),
  ];
  return (
    <Card title={t('agents.about')}>
      <form noValidate onSubmit={form.submit}>
        <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-4">
          <legend className="sr-only">{t('agents.about')}</legend>
          <Field {...form.field('name')} label={t('agents.name')} maxLength={255} required />
          <Choice {...form.choice('provider')} label={t('agents.provider')} options={targets} />
          {!provider && <Endpoint {...props} />}
          <Field {...form.field('model')} label={t('agents.model')} />
          <Area {...form.field('prompt')} label={t('agents.prompt')} rows={8} maxLength={32_000} />
          {hasTools && <ToolsFields form={form} />}
          {/* A field that is refused is not left hidden. */}
          <details open={isOpen || isRefused} onToggle={event => setOpen(event.currentTarget.open)}>
            <summary className="cursor-pointer font-medium">{t('agents.more')}</summary>
            <div className="mt-3 flex flex-col gap-4">
              <Field
                {...form.field('agentId')}
                label={t('agents.agentId')}
                hint={t('agents.agentIdHint')}
              />
              <Field
                {...form.field('timeout')}
                label={t('agents.timeout')}
                hint={t('agents.timeoutHint')}
                type="number"
                min={0.1}
                max={600}
                step="any"
              />
              <Area
                {...form.field('options')}
                label={t('agents.options')}
                hint={t('agents.optionsHint')}
              />
              <Check {...form.field('streaming')} label={t('agents.streaming')} />
            </div>
          </details>
          <Refused error={form.error} />
          {mayChange && (
            <Button type="submit" kind="main" isBusy={isBusy} className="self-start">
              {t('common.save')}
            </Button>
          )}
        </fieldset>
      </form>
    </Card>
  );
}

/** The agent's own endpoint, where it has no provider. */
function Endpoint({ form, hasKey }: Props) {
  const t = useText();
  return (
    <>
      <Choice
        {...form.choice('type')}
        label={t('agents.type')}
        options={PROVIDER_TYPES.map(value => ({ value, text: value }))}
      />
      <Field
        {...form.field('apiUrl')}
        label={t('agents.apiUrl')}
        type="url"
        placeholder="https://"
      />
      <Field
        {...form.field('apiKey')}
        label={t('agents.key')}
        hint={t(hasKey ? 'agents.keyKept' : 'agents.keyHint')}
        type="password"
        autoComplete="off"
      />
      {hasKey && <Check {...form.field('dropKey')} label={t('agents.dropKey')} />}
    </>
  );
}
