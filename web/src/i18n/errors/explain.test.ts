import { beforeAll, expect, test } from 'vitest';
import { ApiFailure } from '../../api/errors';
import { startTexts } from '../index';
import en from './en.json';
import es from './es.json';
import { explainIn } from './explain';
import pt from './pt.json';

beforeAll(startTexts);

const [inEnglish, inPortuguese, inSpanish] = [
  explainIn('en', en),
  explainIn('pt', pt),
  explainIn('es', es),
];

const refused = (field: string, message: string) =>
  new ApiFailure(400, 'VALIDATION_ERROR', `\`${field}\`: ${message}`, { field, message });

test('a code is shown in the language, and what the server adds to it on a second line', () => {
  const error = new ApiFailure(404, 'NOT_FOUND', 'chat `x` does not exist');
  expect(inPortuguese(error)).toBe('Não existe, ou você não pode ver.\nchat `x` does not exist');
  expect(inSpanish(error)).toBe('No existe, o no puedes verlo.\nchat `x` does not exist');
  expect(inEnglish(error)).toBe('chat `x` does not exist');
});

test('what a text says in full has no second line, in English neither', () => {
  const error = new ApiFailure(500, 'INTERNAL_ERROR', 'internal error; quote the request id');
  expect(inPortuguese(error)).toBe(pt.codes.INTERNAL_ERROR);
  expect(inEnglish(error)).toBe(en.codes.INTERNAL_ERROR);
});

test('a code without a text is shown as the server wrote it', () => {
  expect(inPortuguese(new ApiFailure(418, 'TEAPOT', 'no coffee'))).toBe('no coffee');
  expect(inPortuguese({ code: 'TEAPOT', message: '' })).toBe('TEAPOT');
  expect(inPortuguese(new Error('of the page itself'))).toBe('of the page itself');
  expect(inPortuguese(null)).toBe('');
});

test('a refused value is named, with the rule that it breaks', () => {
  const length = 'give a name of 1 to 255 characters';
  expect(inPortuguese(refused('name', length))).toBe(
    `Nome: Informe de 1 a 255 caracteres.\n\`name\`: ${length}`,
  );
  expect(inPortuguese(refused('whatsapp.chatIds[2]', 'no such chat'))).toBe(
    'Conversas: Este valor não é aceito.\n`whatsapp.chatIds[2]`: no such chat',
  );
  expect(inSpanish(refused('unheard', 'no such thing'))).toBe(
    'Un valor no se acepta.\n`unheard`: no such thing',
  );
});

test('at its field a value is not named again, and English has the words of the server', () => {
  expect(inPortuguese(refused('name', 'is required'), true)).toBe('É obrigatório.');
  expect(inPortuguese(refused('name', 'is required to send'), true)).toBe(
    'É obrigatório.\nis required to send',
  );
  expect(inPortuguese(refused('name', 'taken'), true)).toBe('Este valor não é aceito.\ntaken');
  expect(inEnglish(refused('name', 'taken'), true)).toBe('taken');
  const number = refused('to', 'must be from -10 to 10');
  expect(inSpanish(number, true)).toBe('Indica un número de -10 a 10.');
});

test('limits, waiting times and states are in the text', () => {
  const wait = new ApiFailure(429, 'RATE_LIMITED', 'too many', { retryAfterMs: 1500 });
  expect(inPortuguese(wait)).toBe('Solicitações demais. Tente de novo em 2 s.');
  const large = new ApiFailure(413, 'PAYLOAD_TOO_LARGE', 'larger than 2000000', {
    limit: 2_000_000,
  });
  expect(inPortuguese(large)).toMatch(/^É grande demais: no máximo 2\.000\.000 bytes\.\n/);
  const state = { state: 'logged_out' };
  const offline = new ApiFailure(409, 'CHANNEL_NOT_CONNECTED', 'not connected (logged_out)', state);
  // The states are texts of the page, which is in English here.
  expect(inPortuguese(offline)).toContain('(Logged out)');
});

test('the code of a network is shown, and explained where it has a text', () => {
  const rejected = { channelCode: 'channel.rejected.463' };
  expect(inPortuguese(new ApiFailure(502, 'CHANNEL_SEND_FAILED', 'no', rejected))).toBe(
    'A rede recusou (código 463).\nno',
  );
  const gone = { channelCode: 'channel.media_gone' };
  expect(inPortuguese(new ApiFailure(502, 'CHANNEL_SEND_FAILED', 'gone', gone))).toBe(
    'A rede não tem mais este arquivo.',
  );
  const unknown = { channelCode: 'channel.new' };
  expect(inPortuguese(new ApiFailure(502, 'CHANNEL_SEND_FAILED', 'new', unknown))).toBe(
    'A rede recusou.\nnew',
  );
});

test('what is stored of turns, sends and dead letters is explained as well', () => {
  expect(inPortuguese({ code: 'agent_timeout', message: 'the agent did not answer in time' })).toBe(
    'O agente não respondeu a tempo.',
  );
  expect(inPortuguese({ code: 'channel.rejected.463', message: 'restricted' })).toBe(
    'A rede recusou (código 463).\nrestricted',
  );
  expect(inPortuguese('agent_status: the agent answered with status 500')).toBe(
    'O agente respondeu com um erro.\nthe agent answered with status 500',
  );
});

test('a sentence without a code is known by its words', () => {
  expect(inPortuguese('the network did not answer in time')).toBe('A rede não respondeu a tempo.');
  expect(inPortuguese('it answered 503')).toBe(
    'O endereço respondeu com um erro.\nit answered 503',
  );
  expect(inEnglish('it answered 503')).toBe('it answered 503');
  expect(inPortuguese('nothing of the kind')).toBe('nothing of the kind');
});

test('a server that is not reached has the text of the page', () => {
  expect(inPortuguese(new ApiFailure(0, 'UNREACHABLE', ''))).toBe('The server cannot be reached.');
});
