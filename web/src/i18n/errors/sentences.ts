import type en from './en.json';

type Key = keyof (typeof en)['codes'] | keyof (typeof en)['states'];

/**
 * Sentences of the server that come without a code: states of instances, and errors of jobs. What a
 * sentence contains besides these words stays visible. `scripts/check-errors.mjs` looks for each of
 * them in the server's source.
 */
export const SENTENCES: Readonly<Record<string, Key>> = {
  'the network did not answer in time': 'channel.timeout',
  'the instance is not connected': 'channel.not_connected',
  'the network limits the rate of requests': 'channel.rate_limited',
  'the person has not written for too long; the network accepts only an approved template now':
    'channel.window_closed',
  'the network restricts this account: ': 'channel.restricted',
  'is not on this network': 'channel.unknown_recipient',
  'this channel cannot do that: ': 'channel.unsupported',
  "the network's answer was lost; the message may have arrived": 'channel.outcome_unknown',
  'the network no longer has this file': 'channel.media_gone',
  "the file's bytes do not match the message: ": 'channel.media_corrupt',
  'the network refused it (code ': 'CHANNEL_SEND_FAILED',
  'the agent cannot be reached: ': 'agent_unreachable',
  'the agent did not answer in time': 'agent_timeout',
  'the agent does not accept the key': 'agent_unauthorized',
  'the agent limits its requests': 'agent_rate_limited',
  'the agent has failed repeatedly; requests to it are suspended for a while': 'agent_unavailable',
  'the agent refused: ': 'agent_refused',
  'the agent answered with status ': 'agent_status',
  "the agent's answer cannot be used: ": 'agent_bad_answer',
  "the agent's answer is longer than ": 'agent_too_large',
  "the agent's answer is empty": 'agent_empty_answer',
  'the server stopped in the middle of the answer': 'agent_interrupted',
  'the database is not available; try again': 'DB_CONNECTION_FAILED',
  'internal error; quote the request id, under which the log has the details': 'INTERNAL_ERROR',
  'This account is protected with a passkey: sign the challenge with it.': 'toSign',
  'Linking with the passkey failed; scan the QR again.': 'passkeyFailed',
  'Compare the code with the one that the phone shows, and confirm it.': 'toCompare',
  'Another client took this session over.': 'replaced',
  'No phone was linked; QR codes that were shown: ': 'notLinked',
  'WhatsApp limits the rate; the next attempt is in ': 'throttled',
  'The same account is linked to ': 'duplicate',
  'another node owns this instance now and connects it': 'otherNode',
  'the server was stopped, or the instance not connected, when it was due and for too long after':
    'tooLate',
  'it answered ': 'answeredStatus',
  'it did not answer within ': 'answeredLate',
  'the address did not answer in time': 'answeredLate',
  'the address cannot be reached': 'unreachable',
};
