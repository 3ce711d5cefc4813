// Requests of the Gateway's API.
const LIMIT_MS = 30_000;
const OWNER = { email: 'admin@example.com', password: 'correct horse battery' };

export class Gateway {
  constructor({ url, apiKey }) {
    this.host = url.replace(/\/$/, '');
    this.key = apiKey;
  }

  /** The whole answer; `token` is sent as a bearer token. */
  async ask(method, path, { token, body, headers = {} } = {}) {
    const answer = await fetch(this.host + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await answer.text();
    // A HEAD has none.
    const isJson = text !== '' && (answer.headers.get('content-type') ?? '').includes('json');
    const found = { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null };
    // Every answer of this API has the id of its request.
    if (isJson && path.startsWith('/api/v1/')) stamped(found);
    return found;
  }

  /** The body of an answer of success. */
  async done(method, path, options) {
    const answer = await this.ask(method, path, options);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Makes an owner, who signs in. */
  async signIn() {
    const owner = { ...OWNER, name: 'Ann', role: 'owner', mustChangePassword: false };
    await this.done('POST', '/api/v2/users', { headers: { 'x-api-key': this.key }, body: owner });
    const { token } = await this.done('POST', '/api/v1/auth/login', { body: OWNER });
    this.admin = token;
  }
}

/** Fails unless an answer is this row of the table of codes, in the standard shape. */
export function refused({ status, body, headers }, wantedStatus, code) {
  if (status !== wantedStatus || body?.error !== code) {
    throw new Error(`${status} ${JSON.stringify(body)}, not ${wantedStatus} ${code}`);
  }
  const members = Object.keys(body).sort().join();
  if (members !== 'details,error,message,request_id') throw new Error(`members: ${members}`);
  if (typeof body.message !== 'string' || typeof body.details !== 'object') throw new Error('types of members');
  stamped({ body, headers });
}

/** Fails unless an answer has the id of its request, in its body and as a header. */
export function stamped({ body, headers }) {
  const id = headers.get('request-id');
  if (!id?.startsWith('req_') || body.request_id !== id) throw new Error(`request-id: ${id}, ${body.request_id}`);
}
