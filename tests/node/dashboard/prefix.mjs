// A proxy that serves the host below a prefix, which it removes, as `location /omni/` of nginx does.
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { enter } from './browser.mjs';

const PREFIX = '/inside/omni';

function startProxy(target) {
  const { hostname, port } = new URL(target);
  const inner = url => url.slice(PREFIX.length);
  const server = createServer((asked, answer) => {
    if (!asked.url.startsWith(`${PREFIX}/`)) return answer.writeHead(404).end();
    const { method, headers } = asked;
    const passed = request({ hostname, port, method, headers, path: inner(asked.url) }, got => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  server.on('upgrade', (asked, socket) => {
    const upstream = connect(port, hostname, () => {
      const lines = Object.entries(asked.headers).map(([name, value]) => `${name}: ${value}`);
      upstream.write(`GET ${inner(asked.url)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const one of [socket, upstream]) one.on('error', () => [socket, upstream].map(end => end.destroy()));
  });
  return new Promise(ready => server.listen(0, '127.0.0.1', () => ready(server)));
}

export async function prefix(checks, { browser, url, admin }) {
  // The page of `npm run dev` is always at the root.
  if (process.env.OMNI_DASHBOARD) return;
  await checks.run('below a prefix everything works, also after a reload of an inner page', async () => {
    const server = await startProxy(url);
    const outer = `http://127.0.0.1:${server.address().port}${PREFIX}`;
    const page = await browser.open();
    await enter(page, `${outer}/chats`, admin);
    await page.getByRole('link', { name: /Ann|5511900000002/ }).click();
    await page.reload();
    await page.getByRole('log').locator('article').first().waitFor();
    await page.locator('[data-link="live"]').waitFor({ state: 'attached' });
    if (!page.url().startsWith(`${outer}/chats/`)) throw new Error(page.url());
    await page.goto(`${outer}/onboarding`);
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    if (new URL(page.url()).pathname !== `${PREFIX}/`) throw new Error(page.url());
    await page.context().close();
    server.closeAllConnections();
    server.close();
  });
}
