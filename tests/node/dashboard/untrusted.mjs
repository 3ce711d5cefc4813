// What others send is text, or a file that is only shown: nothing of it runs, wherever it is opened.
import { same, until } from '../baileys/checks.mjs';
import { openChat } from './appearance.mjs';

/** Each would set this if anything of it ran. */
const RAN = 'globalThis.ranUntrusted = true';
const TEXTS = {
  markup: `<script>${RAN}</script><svg onload="${RAN}"><iframe srcdoc="<script>parent.${RAN}</script>">`,
  addresses: `javascript:${RAN} [click](javascript:${RAN}) data:text/html,<script>${RAN}</script> vbscript:x`,
  entities: '&lt;b&gt; &#x3C;script&#x3E; \\u003cscript\\u003e %3Cscript%3E',
  direction: 'pay \u202e001$ \u2066to\u2069 \u200fme\u202c evil\u202egnp.exe',
  controls: 'zero\u200bwidth \u0007bell \ufeffmark {{count}} ${name} {0}',
};
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>${RAN}</script></svg>`;
const HTML = `<!doctype html><title>evil</title><script>${RAN};document.title="ran"</script>`;
const FILES = [
  ['logo.svg', 'image/svg+xml', SVG],
  ['page.html', 'text/html', HTML],
  ['page.xhtml', 'application/xhtml+xml', HTML],
  // As a picture by its name, and a page by its form.
  ['picture.xml', 'image/evil+xml', `<html xmlns="http://www.w3.org/1999/xhtml"><script>${RAN}</script></html>`],
];

export async function untrusted(checks, { browser, network, tab, page: url, say, ann, shop }) {
  const to = `${shop}@s.whatsapp.net`;
  const log = tab.getByRole('log');
  const ran = () => tab.evaluate(() => globalThis.ranUntrusted === true);

  for (const [name, text] of Object.entries(TEXTS)) {
    await checks.run(`a message with ${name} is shown as exactly that text`, async () => {
      await openChat(tab);
      const { id, message_id: other } = await say(text);
      const bubble = log.locator(`[data-message="${id ?? other}"]`);
      await bubble.waitFor();
      const shown = await bubble.locator('p').first().evaluate(one => {
        // Its own direction, so that no override reaches what is around it.
        const { unicodeBidi } = getComputedStyle(one);
        return { text: one.textContent, isApart: one.dir === 'auto' || /isolate|plaintext/.test(unicodeBidi) };
      });
      same(shown.text, text, 'the text');
      same(shown.isApart, true, 'its own direction');
      const inside = await bubble.locator('script, svg[onload], iframe, object, embed').count();
      same(inside, 0, 'elements of the message');
      const links = await bubble.locator('a').evaluateAll(all => all.map(one => new URL(one.href).protocol));
      same(links.filter(one => one !== 'https:' && one !== 'http:'), [], 'links');
      same(await ran(), false, 'something ran');
    });
  }

  for (const [fileName, mime, text] of FILES) {
    await checks.run(`${fileName} is saved, not opened, also by its address`, async () => {
      const media = { type: 'media', kind: 'document', mime, file_name: fileName };
      const data = Buffer.from(text).toString('base64');
      const { id, message_id: other } = await network.post(`/phones/${ann}/send`, { to, ...media, data });
      const bubble = log.locator(`[data-message="${id ?? other}"]`);
      const link = bubble.getByRole('link', { name: new RegExp(fileName) }).first();
      await link.waitFor();
      const address = await link.evaluate(one => one.href);
      const answer = await until('the file is here', async () => {
        const got = await tab.evaluate(async at => {
          const response = await fetch(at);
          return { status: response.status, headers: Object.fromEntries(response.headers) };
        }, address);
        return got.status === 200 && got;
      });
      same(answer.headers['content-disposition'].split(';')[0], 'attachment', 'the disposition');
      same(answer.headers['x-content-type-options'], 'nosniff', 'sniffing');
      if (!/^default-src 'none';.*; sandbox$/.test(answer.headers['content-security-policy'])) {
        throw new Error(`the policy is ${answer.headers['content-security-policy']}`);
      }
      // As if its address had been typed: it is a download, and the page stays.
      const opened = await tab.context().newPage();
      const saved = opened.waitForEvent('download');
      await opened.goto(address).catch(error => {
        if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error;
      });
      await (await saved).cancel();
      same(await opened.title(), '', 'the title of the page');
      await opened.close();
      same(await ran(), false, 'something ran');
    });
  }

  await checks.run('a picture with a script is a picture without one', async () => {
    const media = { type: 'media', kind: 'image', mime: 'image/svg+xml', caption: 'drawn by hand' };
    const data = Buffer.from(SVG).toString('base64');
    await network.post(`/phones/${ann}/send`, { to, ...media, data });
    await log.getByText('drawn by hand').waitFor();
    same(await log.locator('object, embed, iframe').count(), 0, 'elements that run');
    same(await ran(), false, 'something ran');
    await browser.picture(tab, 'untrusted');
  });
}
