import { api } from './client';
import { ApiFailure } from './errors';

export interface Attempt {
  method: string;
  path: string;
  params: {
    path: Record<string, string>;
    query: Record<string, string | string[]>;
    header: Record<string, string>;
  };
  body: unknown;
}

export interface Answer {
  status: number;
  ms: number;
  headers: [string, string][];
  /** Its text; shortened, if it is long. */
  body: unknown;
  isShortened: boolean;
}

/** What helps to read an answer, or to report it. */
const HEADERS = [
  'x-request-id',
  'content-type',
  'etag',
  'retry-after',
  'location',
  'deprecation',
] as const;
const MOST_BYTES = 256 * 1024;

type Send = (
  method: string,
  path: string,
  init: { params: Attempt['params']; body?: unknown; parseAs: 'stream' },
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** The typed client takes the operations of its types only; here the document lists which there are. */
const send = api.request as unknown as Send;

/** Makes a request as the signed-in user, whatever it is; the server decides what they may. */
export async function attempt({ method, path, params, body }: Attempt): Promise<Answer> {
  const began = performance.now();
  const init = { params, parseAs: 'stream' as const, ...(body === undefined ? {} : { body }) };
  const { data, error, response } = await send(method, path, init).catch(() => {
    throw new ApiFailure(0, 'UNREACHABLE', '');
  });
  const headers = HEADERS.flatMap((name): [string, string][] => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  const read = data instanceof ReadableStream ? await readText(data) : { body: error };
  const ms = Math.round(performance.now() - began);
  return { status: response.status, ms, headers, isShortened: false, ...read };
}

/** The text of a body, or the object that it is; of a long one its beginning. */
async function readText(
  stream: ReadableStream<Uint8Array>,
): Promise<{ body: unknown; isShortened: boolean }> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let [text, bytes, isShortened] = ['', 0, false];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
    if (bytes > MOST_BYTES) {
      isShortened = true;
      await reader.cancel();
      break;
    }
  }
  return { body: isShortened ? text : asJson(text), isShortened };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
