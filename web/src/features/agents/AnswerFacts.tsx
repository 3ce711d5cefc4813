import type { TestAnswer } from '../../api/queries/agents';
import { useText } from '../../i18n/useText';
import { GivenPassages } from './GivenPassages';

const seconds = (millis: number) => (millis / 1000).toFixed(millis < 10_000 ? 2 : 1);

/** What an answer cost, and the tools that were called for it. */
export function AnswerFacts({ answer }: { answer: TestAnswer }) {
  const t = useText();
  const { model, inputTokens, outputTokens, latencyMs, tools, unreachableTools, passages } = answer;
  const facts = [
    model,
    inputTokens != null && t('agents.tokensIn', { number: inputTokens }),
    outputTokens != null && t('agents.tokensOut', { number: outputTokens }),
    t('agents.seconds', { number: seconds(latencyMs) }),
  ];
  return (
    <div className="mt-1 text-quiet text-sm">
      <p>{facts.filter(Boolean).join(' · ')}</p>
      {tools.length > 0 && (
        <p>
          {t('agents.called')}{' '}
          {tools
            .map(tool =>
              t(tool.failed ? 'agents.toolFailed' : 'agents.toolDone', {
                name: tool.name,
                number: seconds(tool.latencyMs),
              }),
            )
            .join(', ')}
        </p>
      )}
      {unreachableTools.length > 0 && (
        <p className="text-warn">
          {t('agents.unreachable')} {unreachableTools.join(', ')}
        </p>
      )}
      <GivenPassages passages={passages} />
    </div>
  );
}
