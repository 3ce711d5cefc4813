// What several parts need where a page is not the point.
import { createServer } from 'node:net';
import { until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';

/** Calls of the API's second version, with its administrator's key; one that is refused is an error. */
export function apiOf({ url, apiKey }) {
  const headers = { 'x-api-key': apiKey };
  return async (method, path, body) => {
    const answer = await call(method, `${url}/api/v2${path}`, { headers, ...(body ? { body } : {}) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
}

/** The id of the instance that is linked first. */
export async function shopOf(ask) {
  const { items } = await ask('GET', '/instances?limit=100');
  return items.find(one => one.name === 'Bike shop').id;
}

/** A time as a field for times has it, to the minute. */
export function fieldTime(time) {
  const at = new Date(time);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The value of a fact with this name, in a list of names and values. */
export const fact = (page, place, name) =>
  place.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) }).locator('dd');

/** Below those that the system gives to others, which may take one while its server is not running. */
const PORTS = { first: 20_000, count: 12_000 };

/** A port that nothing listens on, for a server that is started on it again. */
export async function freePort() {
  for (;;) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    if (await isFree(port)) return port;
  }
}

function isFree(port) {
  const server = createServer();
  return new Promise(done => {
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

/** Links a number of the network to a new instance, by its QR; the instance's id. */
export async function linked(ask, network, { number, name, settings = {} }) {
  await network.phone(number, name);
  const { id } = await ask('POST', '/instances', { name, channel: 'whatsapp-baileys', ...settings });
  const { qr } = await ask('POST', `/instances/${id}/connect`, {});
  await network.post(`/phones/${number}/scan`, { qr });
  await until(`${name} is connected`, async () => (await ask('GET', `/instances/${id}/status`)).isConnected);
  return id;
}
