import type { Turn } from '../../../api/queries/chatTurns';
import { spanText } from '../../../lib/size';

type Tokens = Pick<Turn, 'inputTokens' | 'outputTokens'>;
export type ToolCall = NonNullable<Turn['calledTools']>[number];

/** Those of the request and those of the answer; `null` if the agent reported neither. */
export function tokensText({ inputTokens, outputTokens }: Tokens): string | null {
  if (inputTokens == null && outputTokens == null) return null;
  return `${inputTokens ?? 0} + ${outputTokens ?? 0}`;
}

/** In the currency of the prices, which the server does not have; small enough for one answer. */
export function costText(cost: number | null | undefined, language: string): string | null {
  if (cost == null) return null;
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 4 }).format(cost);
}

export const toolText = (call: ToolCall) => `${call.name} · ${spanText(call.latencyMs)}`;
