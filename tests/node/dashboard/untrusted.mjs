// What others send is text, or a file that is only shown: nothing of it runs, wherever it is opened.
import { same, until } from '../baileys/checks.mjs';
import { openChat } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

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

/** Who has a name of markup, and writes as much as a message may have. */
const MAX = '5511900000340';
const NAME = `<img src=x onerror="${RAN}"><b>\u202eman`;
const SHOWN = /<img src=x onerror=/;
const MARKUP = `<script>${RAN}</script> javascript:${RAN} \u202e${'wide <b>word</b> '.repeat(4_000)}`;
const LONG = `${MARKUP.slice(0, 59_997)}end`;
/** What Chromium logs where the policy stops something, and what browser.mjs makes of its event. */
const STOPPED = /^policy: |Content Security Policy|ERR_BLOCKED_BY_CSP/;

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

  const assertSaved = async link => {
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
  };

  for (const [fileName, mime, text] of FILES) {
    await checks.run(`${fileName} is saved, not opened, also by its address`, async () => {
      const media = { type: 'media', kind: 'document', mime, file_name: fileName };
      const data = Buffer.from(text).toString('base64');
      const { id, message_id: other } = await network.post(`/phones/${ann}/send`, { to, ...media, data });
      const bubble = log.locator(`[data-message="${id ?? other}"]`);
      const link = bubble.getByRole('link', { name: new RegExp(fileName) }).first();
      await link.waitFor();
      await assertSaved(link);
    });
  }

  for (const [fileName, mimeType, text] of FILES.slice(0, 2)) {
    await checks.run(`${fileName} of the operator's own is only named before it is sent, and saved afterwards`, async () => {
      const name = `own-${fileName}`;
      const attached = tab.getByRole('list', { name: 'Attached files' });
      await tab.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
      await attached.getByText(name).waitFor();
      same(await attached.locator('iframe, object, embed, svg script').count(), 0, 'elements that run');
      await tab.getByRole('button', { name: 'Send', exact: true }).click();
      const own = log.locator('article').filter({ hasText: name });
      await own.getByText(/Delivered|Read/).waitFor();
      await assertSaved(own.getByRole('link', { name: new RegExp(name) }).first());
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

  /** Some of the name is shown as text in this place, and neither it nor its direction reaches what is around it. */
  const assertName = async place => {
    const name = place.getByText(SHOWN).first();
    await name.waitFor();
    same(await name.evaluate(one => one.closest('bdi, [dir=auto]') !== null), true, 'its own direction');
    same(await tab.locator('img[src="x"]').count(), 0, 'pictures of the name');
    same(await ran(), false, 'something ran');
  };

  await checks.run('a name of markup is shown as text in each list and head', async () => {
    await network.phone(MAX, NAME);
    await network.post(`/phones/${MAX}/send`, { to, type: 'text', text: 'who am I?' });
    await tab.goto(`${url}/chats`);
    const row = tab.getByRole('region', { name: 'Conversations' }).getByRole('link').filter({ hasText: 'who am I?' }).first();
    await assertName(row);
    await row.click();
    await log.getByText('who am I?', { exact: true }).waitFor();
    await assertName(tab.getByRole('heading', { level: 2 }));
    await browser.assertAccessible(tab);
  });

  await checks.run('a message of 60,000 characters is shown whole, as text, on a phone as well', async () => {
    const { id, message_id: other } = await network.post(`/phones/${MAX}/send`, { to, type: 'text', text: LONG });
    const bubble = log.locator(`[data-message="${id ?? other}"]`);
    await bubble.waitFor();
    same(LONG.length, 60_000, 'the characters that were sent');
    const shown = await bubble.locator('p').allTextContents();
    // Where it is another, it is too long to be read here.
    if (shown[0] !== LONG) throw new Error(`${shown[0]?.length} characters are shown, which begin with ${shown[0]?.slice(0, 80)}`);
    same(await bubble.locator('script, b, img, iframe').count(), 0, 'elements of the message');
    for (const viewport of [NARROW, WIDE]) {
      await tab.setViewportSize(viewport);
      const wider = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      same(Math.max(0, wider), 0, 'how much wider than the window the page is');
      await tab.getByLabel('Write a message').fill('x');
      await tab.getByLabel('Write a message').fill('');
    }
    same(await ran(), false, 'something ran');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'untrusted-long');
    await tab.goto(url);
    await openChat(tab);
  });

  await checks.run('what is put into the page is stopped by its policy, and is reported to these checks', async () => {
    const seen = [];
    const page = await browser.open({}, STOPPED);
    page.on('console', message => seen.push(message.text()));
    await page.goto(`${url}/login`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.evaluate(script => {
      const inline = document.createElement('script');
      inline.textContent = script;
      const picture = document.createElement('img');
      picture.src = 'https://elsewhere.example/picture.png';
      document.body.append(inline, picture);
    }, RAN);
    for (const directive of ['script-src', 'img-src']) {
      await until(`${directive} is reported`, () => seen.some(text => text.startsWith(`policy: ${directive}`)));
    }
    same(await page.evaluate(() => globalThis.ranUntrusted === true), false, 'the script ran');
    await page.context().close();
  });
}
