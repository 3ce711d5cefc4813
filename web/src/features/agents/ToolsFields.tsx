import { useFieldArray } from 'react-hook-form';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { Choice, Field } from '../../components/Field';
import { useText } from '../../i18n/useText';
import { type AgentSchemaForm, newTool } from './draft';

interface Props {
  form: AgentSchemaForm;
}

/** Tools over HTTP, and servers of tools over MCP. */
export function ToolsFields({ form }: Props) {
  const t = useText();
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'tools' });
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1 font-medium">{t('agents.tools')}</legend>
      <p className="text-quiet text-sm">{t('agents.toolsHint')}</p>
      {fields.map(({ id, type }, index) => (
        <ToolFields
          key={id}
          form={form}
          isHttp={type === 'http'}
          index={index}
          onRemove={() => remove(index)}
        />
      ))}
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => append(newTool('http'))}>{t('agents.addHttp')}</Button>
        <Button onClick={() => append(newTool('mcp'))}>{t('agents.addMcp')}</Button>
      </div>
    </fieldset>
  );
}

interface ToolProps extends Props {
  isHttp: boolean;
  index: number;
  onRemove: () => void;
}

function ToolFields({ form, isHttp, index, onRemove }: ToolProps) {
  const t = useText();
  const title = t(isHttp ? 'agents.httpTool' : 'agents.mcpServer', { number: index + 1 });
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3">
      <legend className="px-1 font-medium">{title}</legend>
      {isHttp && (
        <>
          <Field
            {...form.field(`tools.${index}.name`)}
            label={t('agents.toolName')}
            title={t('agents.toolNameHint')}
            required
          />
          <Field
            {...form.field(`tools.${index}.description`)}
            label={t('agents.toolDescription')}
          />
        </>
      )}
      <Field
        {...form.field(`tools.${index}.url`)}
        label={t('agents.toolUrl')}
        type="url"
        placeholder="https://"
        required
      />
      {isHttp ? (
        <>
          <Choice
            {...form.choice(`tools.${index}.method`)}
            label={t('agents.toolMethod')}
            options={[
              { value: 'POST', text: t('agents.methodPost') },
              { value: 'GET', text: t('agents.methodGet') },
            ]}
          />
          <Area
            {...form.field(`tools.${index}.parameters`)}
            label={t('agents.parameters')}
            hint={t('agents.parametersHint')}
          />
          <Area
            {...form.field(`tools.${index}.headers`)}
            label={t('agents.headers')}
            hint={t('agents.headersHint')}
            rows={2}
          />
        </>
      ) : (
        <Field
          {...form.field(`tools.${index}.token`)}
          label={t('agents.token')}
          hint={t('agents.tokenHint')}
          type="password"
          autoComplete="off"
        />
      )}
      <Button
        className="self-start"
        aria-label={t('agents.removeTool', { title })}
        onClick={onRemove}
      >
        {t('agents.remove')}
      </Button>
    </fieldset>
  );
}
