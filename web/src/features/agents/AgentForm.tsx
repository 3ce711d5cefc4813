import type { FormEvent } from 'react';
import { PROVIDER_TYPES, type Provider } from '../../api/queries/providers';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { Check } from '../../components/Check';
import { Choice, Field } from '../../components/Field';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import type { Draft } from './draft';
import { ToolsFields } from './ToolsFields';

interface Props {
  draft: Draft;
  /** Whether a key is stored. */
  hasKey: boolean;
  hasTools: boolean;
  providers: Provider[];
  mayChange: boolean;
  error: unknown;
  isBusy: boolean;
  onChange: (change: Partial<Draft>) => void;
  onSave: () => void;
}

/** What answers, as it is edited. */
export function AgentForm(props: Props) {
  const { draft, hasTools, providers, mayChange, error, isBusy, onChange, onSave } = props;
  const t = useText();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  const isKnown = !draft.provider || providers.some(one => one.id === draft.provider);
  const targets = [
    { value: '', text: t('agents.ownEndpoint') },
    ...providers.map(({ id, name, type }) => ({ value: id, text: `${name} (${type})` })),
    ...(isKnown ? [] : [{ value: draft.provider, text: draft.provider }]),
  ];
  return (
    <Card title={t('agents.about')}>
      <form onSubmit={submit}>
        <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-4">
          <legend className="sr-only">{t('agents.about')}</legend>
          <Field
            label={t('agents.name')}
            value={draft.name}
            onChange={event => onChange({ name: event.target.value })}
            maxLength={255}
            required
          />
          <Choice
            label={t('agents.provider')}
            value={draft.provider}
            onChange={event => onChange({ provider: event.target.value })}
            options={targets}
          />
          {!draft.provider && <Endpoint {...props} />}
          <Field
            label={t('agents.model')}
            value={draft.model}
            onChange={event => onChange({ model: event.target.value })}
          />
          <Area
            label={t('agents.prompt')}
            rows={8}
            maxLength={32_000}
            value={draft.prompt}
            onChange={event => onChange({ prompt: event.target.value })}
          />
          {hasTools && <ToolsFields tools={draft.tools} onChange={tools => onChange({ tools })} />}
          <details>
            <summary className="cursor-pointer font-medium">{t('agents.more')}</summary>
            <div className="mt-3 flex flex-col gap-4">
              <Field
                label={t('agents.agentId')}
                hint={t('agents.agentIdHint')}
                value={draft.agentId}
                onChange={event => onChange({ agentId: event.target.value })}
              />
              <Field
                label={t('agents.timeout')}
                hint={t('agents.timeoutHint')}
                type="number"
                min={0.1}
                max={600}
                step="any"
                value={draft.timeout}
                onChange={event => onChange({ timeout: event.target.value })}
              />
              <Area
                label={t('agents.options')}
                hint={t('agents.optionsHint')}
                value={draft.options}
                onChange={event => onChange({ options: event.target.value })}
              />
              <Check
                label={t('agents.streaming')}
                checked={draft.streaming}
                onChange={event => onChange({ streaming: event.target.checked })}
              />
            </div>
          </details>
          <Refused error={error} />
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
function Endpoint({ draft, hasKey, onChange }: Props) {
  const t = useText();
  return (
    <>
      <Choice
        label={t('agents.type')}
        value={draft.type}
        onChange={event => onChange({ type: event.target.value as Draft['type'] })}
        options={PROVIDER_TYPES.map(value => ({ value, text: value }))}
      />
      <Field
        label={t('agents.apiUrl')}
        type="url"
        placeholder="https://"
        value={draft.apiUrl}
        onChange={event => onChange({ apiUrl: event.target.value })}
      />
      <Field
        label={t('agents.key')}
        hint={t(hasKey ? 'agents.keyKept' : 'agents.keyHint')}
        type="password"
        autoComplete="off"
        value={draft.apiKey}
        onChange={event => onChange({ apiKey: event.target.value })}
      />
      {hasKey && (
        <Check
          label={t('agents.dropKey')}
          checked={draft.dropKey}
          onChange={event => onChange({ dropKey: event.target.checked })}
        />
      )}
    </>
  );
}
