import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { Choice, Field } from '../../components/Field';
import { useText } from '../../i18n/useText';
import { newTool, type ToolDraft } from './draft';

interface Props {
  tools: ToolDraft[];
  onChange: (tools: ToolDraft[]) => void;
}

/** Tools over HTTP, and servers of tools over MCP. */
export function ToolsFields({ tools, onChange }: Props) {
  const t = useText();
  const change = (key: number, values: Partial<ToolDraft>) =>
    onChange(tools.map(tool => (tool.key === key ? { ...tool, ...values } : tool)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1 font-medium">{t('agents.tools')}</legend>
      <p className="text-quiet text-sm">{t('agents.toolsHint')}</p>
      {tools.map((tool, index) => (
        <ToolFields
          key={tool.key}
          tool={tool}
          number={index + 1}
          onChange={values => change(tool.key, values)}
          onRemove={() => onChange(tools.filter(other => other.key !== tool.key))}
        />
      ))}
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => onChange([...tools, newTool('http')])}>{t('agents.addHttp')}</Button>
        <Button onClick={() => onChange([...tools, newTool('mcp')])}>{t('agents.addMcp')}</Button>
      </div>
    </fieldset>
  );
}

interface ToolProps {
  tool: ToolDraft;
  number: number;
  onChange: (values: Partial<ToolDraft>) => void;
  onRemove: () => void;
}

function ToolFields({ tool, number, onChange, onRemove }: ToolProps) {
  const t = useText();
  const isHttp = tool.type === 'http';
  const title = t(isHttp ? 'agents.httpTool' : 'agents.mcpServer', { number });
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3">
      <legend className="px-1 font-medium">{title}</legend>
      {isHttp && (
        <>
          <Field
            label={t('agents.toolName')}
            value={tool.name}
            onChange={event => onChange({ name: event.target.value })}
            pattern="[A-Za-z0-9_\-]{1,64}"
            title={t('agents.toolNameHint')}
            required
          />
          <Field
            label={t('agents.toolDescription')}
            value={tool.description}
            onChange={event => onChange({ description: event.target.value })}
          />
        </>
      )}
      <Field
        label={t('agents.toolUrl')}
        type="url"
        placeholder="https://"
        value={tool.url}
        onChange={event => onChange({ url: event.target.value })}
        required
      />
      {isHttp ? (
        <>
          <Choice
            label={t('agents.toolMethod')}
            value={tool.method}
            onChange={event => onChange({ method: event.target.value as ToolDraft['method'] })}
            options={[
              { value: 'POST', text: t('agents.methodPost') },
              { value: 'GET', text: t('agents.methodGet') },
            ]}
          />
          <Area
            label={t('agents.parameters')}
            hint={t('agents.parametersHint')}
            value={tool.parameters}
            onChange={event => onChange({ parameters: event.target.value })}
          />
          <Area
            label={t('agents.headers')}
            hint={t('agents.headersHint')}
            rows={2}
            value={tool.headers}
            onChange={event => onChange({ headers: event.target.value })}
          />
        </>
      ) : (
        <Field
          label={t('agents.token')}
          hint={t('agents.tokenHint')}
          type="password"
          autoComplete="off"
          value={tool.token}
          onChange={event => onChange({ token: event.target.value })}
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
