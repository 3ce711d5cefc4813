// Texts from right to left, also mixed with Latin, numbers and addresses: each in its own direction, and
// nothing of it moves what is beside it.
import { same } from '../baileys/checks.mjs';
import { openChat } from './appearance.mjs';
import { WIDE } from './browser.mjs';

const NOA = '5511900000046';
const NAME = 'נועה (ספרים)';

/** By the first letter that has a direction. */
const TEXTS = [
  ['Hebrew', 'האם האופניים מוכנים?', 'rtl'],
  ['Arabic', 'هل الدراجة جاهزة؟', 'rtl'],
  ['Hebrew with Latin', 'המספר של Omni הוא 2.0!', 'rtl'],
  ['numbers before Hebrew', '123-456 שלום.', 'rtl'],
  ['Latin with Arabic', 'The word سلام means peace.', 'ltr'],
  ['Latin', 'See you at 5!', 'ltr'],
];
const LINK = 'https://example.com/a/?b=(1)&c=2/';

/** Its direction, whether it is apart from what is around it, and on which side its last character is. */
const readLine = place =>
  place.evaluate(one => {
    const style = getComputedStyle(one);
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    let last = null;
    for (let node = texts.nextNode(); node; node = texts.nextNode()) if (node.data.trim()) last = node;
    const boxOf = (from, to) => {
      const range = document.createRange();
      range.setStart(last, from);
      range.setEnd(last, to);
      return range.getBoundingClientRect();
    };
    const end = last.data.trimEnd().length;
    const [edge, first] = [boxOf(end - 1, end), boxOf(0, 1)];
    return {
      direction: style.direction,
      isApart: /isolate|plaintext/.test(style.unicodeBidi),
      side: edge.left < first.left ? 'left' : 'right',
    };
  });

const wanted = direction => ({ direction, isApart: true, side: direction === 'rtl' ? 'left' : 'right' });

export async function rightToLeft(checks, { browser, network, tab, page: url, shop }) {
  const to = `${shop}@s.whatsapp.net`;
  const log = tab.getByRole('log');
  const list = tab.getByRole('region', { name: 'Conversations' });
  const composer = tab.getByLabel('Write a message');
  const say = text => network.post(`/phones/${NOA}/send`, { to, type: 'text', text });
  const bubbleOf = sent => log.locator(`[data-message="${sent.id ?? sent.message_id}"]`);
  const open = async () => {
    await tab.goto(`${url}/chats`);
    await list.getByRole('link').filter({ hasText: NAME }).first().click();
    await log.locator('article').first().waitFor();
  };
  await tab.setViewportSize(WIDE);
  await network.phone(NOA, NAME);

  for (const [name, text, direction] of TEXTS) {
    await checks.run(`${name}: its own direction in the bubble and in the list`, async () => {
      const sent = await say(text);
      await tab.goto(`${url}/chats`);
      const row = list.getByRole('link').filter({ hasText: text }).first();
      await row.waitFor();
      const preview = row.locator('bdi').filter({ hasText: text });
      same(await readLine(preview), wanted(direction), 'the preview');
      await row.click();
      const line = bubbleOf(sent).locator('p[dir=auto]').first();
      await line.waitFor();
      same(await readLine(line), wanted(direction), 'the bubble');
    });
  }

  await checks.run('a name from right to left leaves what is beside it where it is', async () => {
    await open();
    const row = list.getByRole('link').filter({ hasText: NAME }).first();
    const name = row.locator('bdi').filter({ hasText: NAME });
    same((await readLine(name)).direction, 'rtl', 'the name');
    const [nameBox, timeBox] = [await name.boundingBox(), await row.locator('time').first().boundingBox()];
    same(timeBox.x >= nameBox.x + nameBox.width, true, 'the time is right of the name');
    const head = tab.getByRole('heading', { level: 2 }).locator('bdi').filter({ hasText: NAME });
    same((await readLine(head)).direction, 'rtl', 'the name in the head');
  });

  await checks.run('an address in such a text is from left to right, and whole', async () => {
    const sent = await say(`ראו ${LINK} (חדש).`);
    const link = bubbleOf(sent).getByRole('link');
    await link.waitFor();
    same(await link.textContent(), LINK, 'the address');
    const { direction, isApart, side } = await readLine(link);
    same({ direction, isApart, side }, wanted('ltr'), 'the address');
    same((await readLine(bubbleOf(sent).locator('p[dir=auto]').first())).direction, 'rtl', 'the text around it');
  });

  await checks.run('what is written and quoted has its own direction', async () => {
    await open();
    const bubble = log.locator('article').filter({ hasText: TEXTS[0][1] }).first();
    await bubble.locator('button[aria-expanded]').click();
    await bubble.getByRole('button', { name: 'Reply' }).click();
    const about = tab.locator('form').getByText(TEXTS[0][1]);
    await about.waitFor();
    same(await readLine(about), wanted('rtl'), 'what is replied to');
    await composer.fill('See you');
    const directionOf = () => composer.evaluate(one => getComputedStyle(one).direction);
    same(await directionOf(), 'ltr', 'a text in Latin');
    await composer.fill('כן, 2 זוגות!');
    same(await directionOf(), 'rtl', 'a text in Hebrew');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'right-to-left-written');
    await composer.press('Enter');
    const own = log.locator('article').filter({ hasText: 'כן, 2 זוגות!' });
    await own.waitFor();
    same(await readLine(own.locator('p[dir=auto]').last()), wanted('rtl'), 'the answer');
    const target = await bubble.getAttribute('data-message');
    const reply = bubbleOf(await network.post(`/phones/${NOA}/send`, { to, type: 'reply', target, text: 'OK!' }));
    await reply.waitFor();
    same(await readLine(reply.locator('[dir=auto]').filter({ hasText: TEXTS[0][1] })), wanted('rtl'), 'the quote');
    same(await readLine(reply.locator('p[dir=auto]').last()), wanted('ltr'), 'the text below it');
    await browser.picture(tab, 'right-to-left');
  });

  await checks.run('what a search finds has its own direction', async () => {
    await tab.goto(`${url}/chats`);
    await tab.getByLabel('Search names, numbers and messages').fill('האופניים');
    const found = tab.getByRole('region', { name: 'Messages with these words' }).getByRole('link').filter({ hasText: TEXTS[0][1] }).last();
    await found.waitFor();
    same(await readLine(found.locator('[dir=auto]')), wanted('rtl'), 'the hit');
    await browser.picture(tab, 'right-to-left-found');
    await tab.getByLabel('Search names, numbers and messages').fill('');
    await tab.goto(url);
    await openChat(tab);
  });
}
