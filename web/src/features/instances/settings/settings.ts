import type { Text } from '../../../i18n';

type Named = Text extends infer T
  ? T extends `instance.settings.${infer Name}`
    ? Name
    : never
  : never;

/** The path of a setting in the API's requests and responses. */
export type SettingName = Named;

export type Kind =
  | 'switch'
  | 'choice'
  | 'text'
  | 'area'
  /** One value a line. */
  | 'lines'
  | 'number'
  /** Milliseconds in the API. */
  | 'seconds'
  | 'minutes'
  /** `hh:mm`. */
  | 'time'
  /** Never returned: empty keeps what is stored. */
  | 'secret'
  /** Likewise never returned, and shown while it is written. */
  | 'address'
  /** Ticked, it removes what `drops` names. */
  | 'drop';

/** What is edited: texts of fields, and whether boxes are ticked. */
export type Values = Record<string, string | boolean>;

/** A name that the user gave is shown as it is. */
export type Option = { value: string; text: Text } | { value: string; name: string };

export interface Setting {
  name: SettingName;
  kind: Kind;
  label: Text;
  hint?: Text;
  options?: readonly Option[];
  /** What an empty field is sent as; by default `null`, which is the default of the setting. */
  keepsEmpty?: boolean;
  /** What is chosen where nothing is stored. */
  fallback?: string;
  drops?: SettingName;
  /** Whether it matters beside the others. */
  isShown?: (draft: Values) => boolean;
}

type More = Omit<Setting, 'name' | 'kind' | 'label'>;

function setting(name: SettingName, kind: Kind, more: More = {}): Setting {
  return { name, kind, label: `instance.settings.${name}`, ...more };
}

export const NAME = [setting('name', 'text')];

export const ACCESS_MODE = [
  setting('accessMode', 'choice', {
    options: [
      { value: 'blocklist', text: 'instance.choices.accessMode.blocklist' },
      { value: 'allowlist', text: 'instance.choices.accessMode.allowlist' },
      { value: 'disabled', text: 'instance.choices.accessMode.disabled' },
    ],
  }),
];

const isFixed = (draft: Values) => draft['messaging.debounceMode'] === 'fixed';
const isRandom = (draft: Values) => draft['messaging.debounceMode'] === 'randomized';
const isSplit = (draft: Values) => draft['messaging.enableAutoSplit'] === true;

export const GATHERING = [
  setting('messaging.debounceMode', 'choice', {
    options: [
      { value: 'disabled', text: 'instance.choices.debounceMode.disabled' },
      { value: 'fixed', text: 'instance.choices.debounceMode.fixed' },
      { value: 'randomized', text: 'instance.choices.debounceMode.randomized' },
    ],
  }),
  setting('messaging.debounceMs', 'seconds', { isShown: isFixed }),
  setting('messaging.debounceMinMs', 'seconds', { isShown: isRandom }),
  setting('messaging.debounceMaxMs', 'seconds', { isShown: isRandom }),
  setting('conversation.restartOnTyping', 'switch', {
    isShown: draft => isFixed(draft) || isRandom(draft),
  }),
  setting('messaging.enableAutoSplit', 'switch'),
  setting('messaging.splitDelayMinMs', 'seconds', { isShown: isSplit }),
  setting('messaging.splitDelayMaxMs', 'seconds', { isShown: isSplit }),
  setting('messaging.usernamePrefix', 'switch'),
  setting('messaging.linkPreviews', 'switch', { hint: 'instance.hints.linkPreviews' }),
];

const isFiltered = (draft: Values) => draft['conversation.replyFilter.mode'] === 'filtered';

export const REPLY_FILTER = [
  setting('conversation.replyFilter.mode', 'choice', {
    options: [
      { value: 'filtered', text: 'instance.choices.filterMode.filtered' },
      { value: 'all', text: 'instance.choices.filterMode.all' },
    ],
  }),
  setting('conversation.replyFilter.onDm', 'switch', { isShown: isFiltered }),
  setting('conversation.replyFilter.onMention', 'switch', { isShown: isFiltered }),
  setting('conversation.replyFilter.onReply', 'switch', { isShown: isFiltered }),
  setting('conversation.replyFilter.onNameMatch', 'switch', { isShown: isFiltered }),
  setting('conversation.replyFilter.namePatterns', 'lines', {
    hint: 'instance.hints.filterNames',
    isShown: draft => isFiltered(draft) && draft['conversation.replyFilter.onNameMatch'] === true,
  }),
];

export const CONVERSATION = [
  setting('conversation.sessionStrategy', 'choice', {
    options: [
      {
        value: 'per_user_per_chat',
        text: 'instance.choices.sessionStrategy.per_user_per_chat',
      },
      { value: 'per_user', text: 'instance.choices.sessionStrategy.per_user' },
      { value: 'per_chat', text: 'instance.choices.sessionStrategy.per_chat' },
    ],
  }),
  setting('conversation.newInput', 'choice', {
    options: [
      { value: 'queue', text: 'instance.choices.newInput.queue' },
      { value: 'supersede', text: 'instance.choices.newInput.supersede' },
    ],
  }),
  setting('conversation.quoteFirst', 'switch'),
  setting('conversation.formatMarkdown', 'switch'),
  setting('conversation.sendImages', 'switch'),
  setting('conversation.silenceWord', 'text', {
    hint: 'instance.hints.silenceWord',
    keepsEmpty: true,
  }),
  setting('conversation.errorReply', 'area', { hint: 'instance.hints.errorReply' }),
  setting('conversation.rateLimitPerMinute', 'number', { hint: 'instance.hints.zero' }),
];

export const TAKEOVER = [
  setting('conversation.takeoverMs', 'minutes', { hint: 'instance.hints.off' }),
  setting('conversation.takeoverOnApi', 'switch'),
  setting('conversation.automaticGraceMs', 'seconds', { hint: 'instance.hints.off' }),
  setting('conversation.loopLimit', 'number', { hint: 'instance.hints.off' }),
  setting('conversation.loopPauseMs', 'minutes'),
  setting('conversation.answersPerHour', 'number', { hint: 'instance.hints.zero' }),
];

const ON_LIMIT: Option[] = [
  { value: '', text: 'instance.choices.onLimit.default' },
  { value: 'wait', text: 'instance.choices.onLimit.wait' },
  { value: 'refuse', text: 'instance.choices.onLimit.refuse' },
];

export const PACING = [
  setting('pacing.messagesPerMinute', 'number', { hint: 'instance.hints.zero' }),
  setting('pacing.newChatsPerDay', 'number', { hint: 'instance.hints.zero' }),
  setting('pacing.onLimit', 'choice', { options: ON_LIMIT }),
  setting('pacing.onRestriction', 'choice', { options: ON_LIMIT }),
  setting('pacing.warmUpDays', 'number', { hint: 'instance.hints.off' }),
  setting('pacing.quietFrom', 'time', { hint: 'instance.hints.quiet' }),
  setting('pacing.quietUntil', 'time'),
  setting('pacing.timeZone', 'text', { hint: 'instance.hints.timeZone' }),
];

export const CALLS = [
  setting('calls.reject', 'switch'),
  setting('calls.reply', 'area', {
    hint: 'instance.hints.callReply',
    isShown: draft => draft['calls.reject'] === true,
  }),
];

export const PROXY = [setting('proxy', 'address', { hint: 'instance.proxy.hint' })];

export const MEDIA = [
  setting('media.processAudio', 'switch'),
  setting('media.processImages', 'switch'),
  setting('media.processVideo', 'switch'),
  setting('media.processDocuments', 'switch'),
  setting('media.processOnBlocked', 'switch'),
  setting('conversation.attachFiles', 'switch', { hint: 'instance.hints.attachFiles' }),
  setting('conversation.mediaWaitMs', 'seconds'),
];

const isOwnEndpoint = (draft: Values) => draft['agent.providerId'] === '';

/** The agent of one instance alone. `providers`: what the user may see of them. */
export function agentSettings(
  providers: readonly { id: string; name: string }[],
  kinds: readonly string[],
  hasKey: boolean,
): Setting[] {
  return [
    setting('agent.providerId', 'choice', {
      options: [
        { value: '', text: 'agents.ownEndpoint' },
        ...providers.map(({ id, name }) => ({ value: id, name })),
      ],
    }),
    setting('agent.type', 'choice', {
      options: kinds.map(kind => ({ value: kind, name: kind })),
      fallback: 'openai',
      isShown: isOwnEndpoint,
    }),
    setting('agent.apiUrl', 'text', { isShown: isOwnEndpoint }),
    setting('agent.apiKey', 'secret', {
      hint: hasKey ? 'agents.keyKept' : 'agents.keyHint',
      isShown: draft => isOwnEndpoint(draft) && draft['agent.dropKey'] !== true,
    }),
    ...(hasKey
      ? [setting('agent.dropKey', 'drop', { drops: 'agent.apiKey', isShown: isOwnEndpoint })]
      : []),
    setting('agent.agentId', 'text'),
    setting('agent.prompt', 'area'),
    setting('agent.timeout', 'seconds'),
    setting('agent.streaming', 'switch'),
  ];
}
