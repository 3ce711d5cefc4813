// All that can be done is done by keyboard: each page is walked through with Tab, and a day's work is done.
import { EXPECT_MS, same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { model } from './agents.mjs';
import { openChat } from './appearance.mjs';
import { WIDE } from './browser.mjs';
import { loaded, receiver } from './manage.mjs';
import { PAGES } from './pages.mjs';
import { recorded } from './records.mjs';

const KIM = '5511900000045';
/** More stops than any page has. */
const MOST_STOPS = 600;

/** A conversation and the tabs of an instance have walks of their own. */
const WALKED = PAGES.filter(one => (!one.only || one.name === 'manage') && !one.tab && one.name !== 'chat');

/**
 * Installs in the page what a walk needs: which elements can be reached, and what is wrong at the one that
 * has the focus. `scope`: what a modal dialog leaves of the page.
 */
const install = (page, scope) =>
  page.evaluate(scope => {
    const place = document.querySelector(scope);
    const ACTIVE =
      'button, a[href], input, select, textarea, summary, audio[controls], video[controls], [tabindex]:not([tabindex="-1"]), [contenteditable="true"]';
    const LANDMARK = 'nav, main, header, aside, dialog, section[aria-label], form, table, ul, ol, fieldset';
    const isShown = one =>
      one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
    const nameOf = one => {
      const text = one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent || '';
      return `<${one.localName}> ${text.trim().replace(/\s+/g, ' ').slice(0, 40)}`;
    };
    /** A radio button stands for its group, in which the arrows move. */
    const isOtherOfGroup = one =>
      one.type === 'radio' && !one.checked && [...document.querySelectorAll('input[type=radio]')].some(other => other.name === one.name && other.checked);
    const isStop = one =>
      isShown(one) && !one.matches(':disabled, [tabindex="-1"], [inert] *, [type=hidden]') && !isOtherOfGroup(one);
    const handlersOf = one => {
      const key = Object.keys(one).find(name => name.startsWith('__reactProps$'));
      return key ? one[key] : {};
    };
    const visited = new Set();
    let previous = null;

    /** What looks or acts as if it could be clicked, and is no stop of the keyboard. */
    const unreachable = () =>
      [...place.querySelectorAll('*')].filter(one => {
        const { onClick, onPointerDown, onMouseDown } = handlersOf(one);
        if (!onClick && !onPointerDown && !onMouseDown) return false;
        // The keyboard moves through the options of a list box while its field has the focus.
        if (!isShown(one) || one.closest('[role=listbox]') || one.matches(':disabled')) return false;
        return !one.matches(ACTIVE);
      });

    /** Where the focus is drawn: at the element, or at the box around a hidden input. */
    const hasVisibleFocus = one => {
      for (let at = one; at && at !== one.parentElement?.parentElement; at = at.parentElement) {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
        const isDrawn = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
        if (isDrawn || (boxShadow !== 'none' && at === one)) return true;
      }
      return false;
    };

    /** Above the one before, and not beside it: the order is not that of the eye. */
    const isBackwards = (before, now) => {
      if (!before?.isConnected || before.closest(LANDMARK) !== now.closest(LANDMARK)) return false;
      const [one, other] = [before.getBoundingClientRect(), now.getBoundingClientRect()];
      if (one.width === 0 || other.width === 0) return false;
      const isAbove = other.bottom <= one.top + 1;
      const isLeft = other.right <= one.left + 1 && other.bottom <= one.bottom && other.top >= one.top;
      const isBeside = other.left >= one.right - 1;
      return (isAbove && !isBeside) || isLeft;
    };

    globalThis.walk = {
      expected: [...place.querySelectorAll(ACTIVE)].filter(isStop),
      step() {
        const now = document.activeElement;
        // Behind the last stop the walk goes on at the first.
        if (!now || now === document.body) {
          previous = null;
          return { isNone: true };
        }
        // A field for a time has a stop for each of its parts.
        if (now === previous) return { isNone: true };
        if (visited.has(now)) return { isEnd: true };
        visited.add(now);
        const box = now.getBoundingClientRect();
        const problems = [];
        if (!hasVisibleFocus(now)) problems.push(`no visible focus at ${nameOf(now)}`);
        if (box.width < 1 || box.height < 1) problems.push(`nothing to see of ${nameOf(now)}`);
        if (box.bottom <= 0 || box.top >= innerHeight) problems.push(`${nameOf(now)} is out of view`);
        if (isBackwards(previous, now)) problems.push(`${nameOf(now)} comes after ${nameOf(previous)}`);
        previous = now;
        return { name: nameOf(now), problems };
      },
      end() {
        // A group passes its focus on to one of its members, among which the arrows move.
        const isPassed = one => one.matches('[role=group], [role=radiogroup]') && [...visited].some(other => one.contains(other));
        const isMissed = one => one.isConnected && isStop(one) && !visited.has(one) && !isPassed(one);
        const missed = this.expected.filter(isMissed);
        return [
          ...missed.map(one => `Tab never reaches ${nameOf(one)}`),
          ...unreachable().map(one => `only a mouse reaches ${nameOf(one)}`),
        ];
      },
    };
  }, scope);

/** Goes once through the page, or a modal dialog, with Tab; what it has passed, in order. */
export async function walk(page, scope = 'body') {
  await install(page, scope);
  // Where a page begins, as after it is loaded; in a dialog before its first stop, which is behind its last.
  await page.evaluate(isDialog => {
    if (isDialog) return globalThis.walk.expected.at(-1)?.focus();
    document.activeElement?.blur();
    return getSelection()?.removeAllRanges();
  }, scope !== 'body');
  const problems = [];
  const names = [];
  for (let at = 0; at < MOST_STOPS; at += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => globalThis.walk.step());
    if (stop.isEnd) break;
    if (stop.isNone) continue;
    names.push(stop.name);
    problems.push(...stop.problems);
    if (at === MOST_STOPS - 1) problems.push(`there are more than ${MOST_STOPS} stops`);
  }
  problems.push(...(await page.evaluate(() => globalThis.walk.end())));
  if (problems.length > 0) throw new Error([...new Set(problems)].slice(0, 12).join('; '));
  return names;
}

/** Presses Tab until the element has the focus. */
async function tabTo(page, place, key = 'Tab') {
  const element = place.first();
  await element.waitFor();
  for (let at = 0; at < MOST_STOPS; at += 1) {
    if (await element.evaluate(one => one === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never reaches ${place}`);
}

async function press(page, place, key = 'Enter') {
  await tabTo(page, place);
  await page.keyboard.press(key);
}

export const hasFocus = (what, place) => until(`${what} has the focus`, () => place.evaluate(one => one === document.activeElement));

/** Finds a page, a chat or a person with the palette. */
async function go(page, words, option = new RegExp(words)) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /People, chats/ }).waitFor();
  await page.keyboard.type(words);
  const found = page.getByRole('option', { name: option }).first();
  await found.waitFor();
  // What is still being searched for may be put before it.
  const state = page.getByRole('dialog').getByRole('status');
  await until('the search is over', async () => (await state.textContent()) === '');
  for (let at = 0; at < 30; at += 1) {
    if ((await found.getAttribute('aria-selected')) === 'true') break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

export async function keyboard(checks, world) {
  const { browser, tab, page: url, url: server, apiKey, admin, network, shop } = world;
  await tab.setViewportSize(WIDE);

  const made = await recorded(checks, world);
  if (!made) return;
  for (const row of WALKED) {
    await checks.run(`${row.name}: Tab reaches all that can be done, in the order of the eye`, async () => {
      await tab.goto(url + row.path(made));
      await row.sign(tab).waitFor();
      await tab.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
      const [first] = await walk(tab);
      same(first, '<button> Skip to the content', 'the first stop');
    });
  }

  await checks.run('a conversation and what is beside it: Tab reaches all that can be done', async () => {
    await tab.goto(url);
    await openChat(tab);
    await tab.getByRole('button', { name: 'Details' }).click();
    await tab.getByRole('heading', { name: 'Timeline' }).waitFor();
    await walk(tab);
    await tab.getByRole('button', { name: 'Close', exact: true }).click();
  });

  await checks.run('an instance: Tab reaches all that can be done, on each of its tabs', async () => {
    await tab.goto(`${url}/instances`);
    await tab.getByRole('main').getByRole('link', { name: /Bike shop/ }).click();
    const links = tab.getByRole('navigation', { name: 'Parts of this instance' }).getByRole('link');
    await links.first().waitFor();
    const count = await links.count();
    for (let at = 0; at < count; at += 1) {
      await links.nth(at).click();
      await tab.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
      await walk(tab);
    }
  });

  await checks.run('the first stop leads past the navigation', async () => {
    await tab.goto(`${url}/keys`);
    await loaded(tab, 'API keys');
    await tab.keyboard.press('Tab');
    const skip = tab.getByRole('button', { name: 'Skip to the content' });
    same((await skip.boundingBox()).y >= 0, true, 'it is in view');
    await tab.keyboard.press('Enter');
    await hasFocus('the content', tab.getByRole('main'));
    await tab.keyboard.press('Tab');
    same(await tab.evaluate(() => document.activeElement.closest('main') !== null), true, 'the next stop is in it');
  });

  await checks.run('a dialog keeps the focus, Escape closes it, and the focus is where it was', async () => {
    const opener = tab.getByRole('button', { name: 'New API key' });
    await press(tab, opener);
    const dialog = tab.getByRole('dialog');
    await dialog.waitFor();
    const stops = await dialog.locator('button, input, select, textarea').count();
    for (let at = 0; at < stops + 3; at += 1) {
      await tab.keyboard.press('Tab');
      const place = await tab.evaluate(() => document.activeElement.closest('dialog') !== null || document.activeElement === document.body);
      same(place, true, 'the focus is in the dialog');
    }
    await tab.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await hasFocus('what opened it', opener);
    await tab.keyboard.press('Enter');
    await press(tab, dialog.getByRole('button', { name: 'Cancel' }));
    await dialog.waitFor({ state: 'detached' });
    await hasFocus('what opened it', opener);
  });

  await work(checks, { browser, url, server, apiKey, admin, network, shop });
}

/** Without a mouse: every locator here only says where the focus is to be, and what is to be seen. */
async function work(checks, { browser, url, server, apiKey, admin, network, shop }) {
  const headers = { 'x-api-key': apiKey };
  const to = `${shop}@s.whatsapp.net`;
  await network.phone(KIM, 'Kim Keys');
  const sent = await network.post(`/phones/${KIM}/send`, { to, type: 'text', text: 'by keyboard, please' });
  const agent = await model();
  const { body } = await call('GET', `${server}/api/v2/instances?limit=100`, { headers });
  const instance = `${server}/api/v2/instances/${body.items.find(one => one.name === 'Bike shop').id}`;
  const page = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  const button = name => page.getByRole('button', { name, exact: true });
  const dialog = page.getByRole('dialog');
  const bubble = page.getByRole('log').locator(`[data-message="${sent.id ?? sent.message_id}"]`);
  const composer = page.getByLabel('Write a message');
  try {
    await call('PATCH', instance, { headers, body: { agent: { type: 'openai', apiUrl: agent.url, agentId: 'tiny', prompt: 'Sell bikes.' } } });

    await checks.run('by keyboard: signing in', async () => {
      await page.goto(url);
      await tabTo(page, page.getByLabel('E-mail address'));
      await page.keyboard.type(admin.email);
      await page.keyboard.press('Tab');
      await page.keyboard.type(admin.password);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
      await page.locator('[data-link="live"]').waitFor({ state: 'attached' });
    });

    await checks.run('by keyboard: to a chat, reading, and a reply', async () => {
      await go(page, 'Kim Keys');
      await bubble.getByText('by keyboard, please').waitFor();
      await press(page, bubble.locator('button[aria-expanded]'));
      await hasFocus('the first choice', bubble.getByRole('button', { name: '👍' }));
      await page.keyboard.press('Escape');
      await hasFocus('the button of the choices', bubble.locator('button[aria-expanded]'));
      await page.keyboard.press('Enter');
      await press(page, bubble.getByRole('button', { name: 'Reply' }));
      await hasFocus('the composer', composer);
      await page.keyboard.type('Of course.');
      await page.keyboard.press('Enter');
      await network.post(`/phones/${KIM}/expect`, { text: 'Of course.', timeout_millis: EXPECT_MS });
      await hasFocus('the composer', composer);
    });

    await checks.run('by keyboard: a reaction', async () => {
      await tabTo(page, bubble.locator('button[aria-expanded]'), 'Shift+Tab');
      await page.keyboard.press('Enter');
      await hasFocus('the first choice', bubble.getByRole('button', { name: '👍' }));
      await page.keyboard.press('Enter');
      await bubble.getByRole('listitem').filter({ hasText: '👍' }).waitFor();
      await hasFocus('the button of the choices', bubble.locator('button[aria-expanded]'));
    });

    await checks.run('by keyboard: taking the reaction away', async () => {
      await page.keyboard.press('Enter');
      await bubble.getByRole('button', { name: '👍', pressed: true }).waitFor();
      await hasFocus('the first choice', bubble.getByRole('button', { name: '👍' }));
      await page.keyboard.press('Enter');
      await bubble.getByRole('listitem').filter({ hasText: '👍' }).waitFor({ state: 'detached' });
      await hasFocus('the button of the choices', bubble.locator('button[aria-expanded]'));
    });

    await checks.run('by keyboard: an emoji into the text', async () => {
      await press(page, button('Emoji'));
      const picker = page.getByRole('group', { name: 'Emoji' });
      await hasFocus('the first emoji', picker.getByRole('button').first());
      await page.keyboard.press('ArrowRight');
      await hasFocus('the second', picker.getByRole('button').nth(1));
      const second = await picker.getByRole('button').nth(1).textContent();
      await page.keyboard.press('Enter');
      same(await composer.inputValue(), second, 'the text');
      await press(page, button('Emoji'));
      await picker.waitFor({ state: 'detached' });
      await press(page, composer, 'Backspace');
      same(await composer.inputValue(), '', 'the text');
    });

    await checks.run('by keyboard: taking over and handing back', async () => {
      await press(page, button('Take over'));
      await press(page, button('Let the agent answer'));
      await button('Take over').waitFor();
    });

    await checks.run('by keyboard: a label', async () => {
      await press(page, button('Labels'));
      await tabTo(page, dialog.getByLabel('New label'));
      await page.keyboard.type('Keyboard');
      await page.keyboard.press('Enter');
      await dialog.getByRole('checkbox', { name: 'Keyboard', checked: true }).waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await hasFocus('what opened the labels', button('Labels'));
    });

    await checks.run('by keyboard: an assignment', async () => {
      const opener = page.getByRole('button', { name: /Unassigned/ });
      await press(page, opener);
      await press(page, dialog.getByRole('button', { name: 'To me', exact: true }));
      await dialog.waitFor({ state: 'detached' });
      await hasFocus('what opened it', page.getByRole('button', { name: /^Assigned to/ }));
    });

    await checks.run('by keyboard: a message for later, and its end', async () => {
      await tabTo(page, composer);
      await page.keyboard.type('Until tomorrow');
      await press(page, button('Send later'));
      await press(page, dialog.getByRole('button', { name: 'Tomorrow morning' }));
      await press(page, dialog.getByRole('button', { name: 'Schedule', exact: true }));
      await dialog.waitFor({ state: 'detached' });
      await press(page, page.locator('summary').filter({ hasText: '1 scheduled message' }));
      await press(page, button('Cancel sending'));
      await press(page, dialog.getByRole('button', { name: 'Cancel sending' }));
      await page.getByText('1 scheduled message').waitFor({ state: 'detached' });
    });

    await checks.run('by keyboard: a key, copied', async () => {
      await go(page, 'API keys');
      await loaded(page, 'API keys');
      await press(page, button('New API key'));
      await tabTo(page, dialog.getByLabel('Name'));
      await page.keyboard.type('By keyboard');
      await press(page, dialog.getByRole('checkbox', { name: 'messages:read', exact: true }), 'Space');
      await press(page, dialog.getByRole('button', { name: 'Create', exact: true }));
      await press(page, dialog.getByRole('button', { name: 'Copy', exact: true }));
      await dialog.getByText('Copied').waitFor();
      const secret = await dialog.locator('pre').textContent();
      same(await page.evaluate(() => navigator.clipboard.readText()), secret, 'what was copied');
      await press(page, dialog.getByRole('button', { name: 'Done' }));
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'By keyboard' }).waitFor();
      await hasFocus('what opened it', button('New API key'));
    });

    await checks.run('by keyboard: an endpoint, tested', async () => {
      const hook = await receiver();
      try {
        await go(page, 'Webhooks');
        await loaded(page, 'Webhooks');
        await press(page, button('New endpoint'));
        await tabTo(page, dialog.getByLabel('Address'));
        await page.keyboard.type(hook.url);
        await press(page, dialog.getByRole('button', { name: 'Create', exact: true }));
        await press(page, dialog.getByRole('button', { name: 'Done' }));
        await dialog.waitFor({ state: 'detached' });
        await press(page, page.getByRole('link', { name: hook.url }));
        await press(page, button('Send a test'));
        await page.getByText(/^Accepted within/).waitFor();
        same(hook.received.some(one => one.body.type === 'webhook.test'), true, 'the test');
      } finally {
        const { body } = await call('GET', `${server}/api/v2/webhook-endpoints?limit=100`, { headers });
        for (const one of body.items.filter(one => one.url === hook.url)) {
          await call('DELETE', `${server}/api/v2/webhook-endpoints/${one.id}`, { headers });
        }
        hook.stop();
      }
    });
  } finally {
    await call('PATCH', instance, { headers, body: { agent: { apiUrl: null } } });
    await page.context().close();
    agent.stop();
  }
}
