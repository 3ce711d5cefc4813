import { type Language, language, type Text, translate } from '../index';
import { type Explain, explaining, type Failed } from '../reason';
import type en from './en.json';
import { ruleOf } from './rules';
import { SENTENCES } from './sentences';

type Texts = { [Group in keyof typeof en]: Record<string, string> };

const TEXTS: Record<Language, () => Promise<{ default: Texts }>> = {
  en: () => import('./en.json'),
  pt: () => import('./pt.json'),
  es: () => import('./es.json'),
};

/** Codes whose text is complete: what the server wrote is not shown with it. */
const WHOLE = new Set([
  'TOTP_REQUIRED',
  'PRECONDITION_FAILED',
  'RATE_LIMITED',
  'CHANNEL_NOT_CONNECTED',
  'IDENTITY_PROVIDER_UNAVAILABLE',
  'DB_CONNECTION_FAILED',
  'INTERNAL_ERROR',
  'METHOD_NOT_ALLOWED',
  'AI_NOT_CONFIGURED',
  'UNAVAILABLE',
  'channel.not_connected',
  'channel.timeout',
  'channel.rate_limited',
  'channel.window_closed',
  'channel.outcome_unknown',
  'channel.media_gone',
  'hold.messages_per_minute',
  'hold.new_chats_per_day',
  'hold.quiet_hours',
  'hold.restricted',
  'agent_timeout',
  'agent_unauthorized',
  'agent_rate_limited',
  'agent_unavailable',
  'agent_deferred',
  'agent_cancelled',
  'agent_empty_answer',
  'agent_interrupted',
  'ai.chat_disabled',
  'ai.account_disabled',
  'ai.global_disabled',
  'ai.kind_disabled',
  'ai.no_key',
  'ai.post',
]);

const STATES = new Set([
  'disconnected',
  'connecting',
  'awaiting_pairing',
  'passkey_required',
  'reconnecting',
  'logged_out',
  'error',
]);

interface Found {
  text: string;
  isWhole: boolean;
}

const filled = (text: string, values: Record<string, string | number>) =>
  text.replace(/{{(\w+)}}/g, (_, name: string) => String(values[name] ?? ''));

/** The name of a field of a request, if there is one: `agent.apiUrl`, `whatsapp.chatIds[2]`. */
function labelOf({ fields }: Texts, field: string): string | undefined {
  const last = field.replace(/\[\d+\]/g, '').split('.');
  return fields[last[last.length - 1] ?? ''];
}

/** What is wrong with a value. */
function ofValue(texts: Texts, details: Record<string, unknown>, isAtField: boolean): Found {
  const { field, message } = details;
  const found = ruleOf(String(message ?? ''));
  const rule = found && filled(texts.precise[found.rule] ?? '', found.values);
  const isWhole = found?.isWhole ?? false;
  if (isAtField) return { text: rule ?? texts.precise.here ?? '', isWhole };
  const label = labelOf(texts, String(field ?? ''));
  if (!label) return { text: texts.codes.VALIDATION_ERROR ?? '', isWhole: false };
  return { text: `${label}: ${rule ?? texts.precise.here}`, isWhole };
}

/** The text of a code that the error has particulars for. */
function precise(texts: Texts, code: string, failed: Failed, now: Language): string | undefined {
  const { retryAfterMs, limit, state } = failed.details ?? {};
  const { precise } = texts;
  if (code === 'RATE_LIMITED' && typeof retryAfterMs === 'number') {
    return filled(precise.wait ?? '', { seconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) });
  }
  if (code === 'PAYLOAD_TOO_LARGE' && typeof limit === 'number') {
    return filled(precise.limit ?? '', { limit: limit.toLocaleString(now) });
  }
  if (code === 'CHANNEL_NOT_CONNECTED' && STATES.has(String(state))) {
    return filled(precise.state ?? '', { state: translate(`state.${state}` as Text) });
  }
  if (code === 'CONFLICT' && / (named|with the name) `/.test(failed.message ?? '')) {
    return precise.taken;
  }
  return undefined;
}

/** By its code; a refusal of a network has the network's code behind it. */
function byCode(texts: Texts, failed: Failed, now: Language, isAtField: boolean) {
  const { details } = failed;
  const code = failed.code ?? '';
  if (code === 'VALIDATION_ERROR' && details) return ofValue(texts, details, isAtField);
  const of = typeof details?.channelCode === 'string' ? details.channelCode : code;
  const refused = /^channel\.rejected\.(.+)$/.exec(of);
  if (refused) {
    const text = filled(texts.codes['channel.rejected'] ?? '', { code: refused[1] ?? '' });
    return { text, isWhole: false };
  }
  for (const one of [of, code]) {
    const text = precise(texts, one, failed, now) ?? texts.codes[one];
    if (text) return { text, isWhole: WHOLE.has(one) };
  }
  return undefined;
}

function bySentence({ codes, states }: Texts, written: string): Found | undefined {
  for (const [words, key] of Object.entries(SENTENCES)) {
    if (written.includes(words)) {
      return { text: codes[key] ?? states[key] ?? '', isWhole: written === words };
    }
  }
  return undefined;
}

/** What a dead letter has as its error is `code: sentence`. */
function read(error: unknown, { codes }: Texts): Failed {
  if (typeof error !== 'string') return error as Failed;
  const [, code, message] = /^([\w.]+): ([\s\S]+)$/.exec(error) ?? [];
  return code && message && code in codes ? { code, message } : { message: error };
}

/** The server writes English: in English its own sentence is shown, where it is the more specific one. */
export function explainIn(now: Language, texts: Texts): Explain {
  return (error, isAtField = false) => {
    if (!error) return '';
    const failed = read(error, texts);
    if (failed.status === 0) return translate('app.unreachable');
    const atField = isAtField && failed.details?.message;
    const written = String(atField || failed.message || '').replace(/\s+/g, ' ');
    const coded = byCode(texts, failed, now, isAtField);
    const found = coded ?? bySentence(texts, written);
    if (!found) return written || failed.code || '';
    if (written && now === 'en' && !(coded?.isWhole && failed.code !== 'VALIDATION_ERROR')) {
      return written;
    }
    return written && !found.isWhole ? `${found.text}\n${written}` : found.text;
  };
}

async function load(): Promise<void> {
  const now = language.get();
  const { default: texts } = await TEXTS[now]();
  if (language.get() === now) explaining.set(explainIn(now, texts));
}

/** A language whose texts cannot be loaded leaves those before it. */
const follow = () => void load().catch(() => undefined);

// The texts of the current language, and from then on those of each that is chosen.
language.subscribe(follow);
follow();
