// The page of an instance: its tabs, changes beside others' changes, an agent; and several at once.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { assertFits } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

/** Each tab by its address, and by the words that show that it is loaded. */
const TABS = [
  ['connection', '', page => page.getByRole('heading', { name: 'History of states' })],
  ['agent', '/agent', page => page.getByRole('heading', { name: 'What answers' })],
  ['messaging', '/messaging', page => page.getByRole('heading', { name: 'Gathering and splitting' })],
  ['media', '/media', page => page.getByLabel('Transcribe audio')],
  ['access', '/access', page => page.getByRole('heading', { name: 'Test a sender' })],
  ['webhooks', '/webhooks', page => page.getByRole('button', { name: 'New endpoint' })],
  ['logs', '/logs', page => page.getByText('Live', { exact: true })],
  ['danger', '/danger', page => page.getByRole('button', { name: 'Log out', exact: true })],
];

export async function instance(checks, { browser, tab, page: url, apiKey }) {
  await tab.setViewportSize(WIDE);
  const headers = { 'x-api-key': apiKey };
  const ask = async (method, path, body) => {
    const sent = body === undefined ? { headers } : { headers, body };
    return (await call(method, `${url}/api/v2${path}`, sent)).body;
  };
  const make = name => ask('POST', '/instances', { name, channel: 'whatsapp-baileys' });
  const names = async () => (await ask('GET', '/instances?limit=100')).items.map(one => one.name);
  const field = name => tab.getByLabel(name, { exact: true });
  const button = name => tab.getByRole('button', { name, exact: true });
  const form = name => tab.getByRole('form', { name, exact: true });
  const saveOf = name => form(name).getByRole('button', { name: 'Save', exact: true });
  const saved = name => form(name).getByText('Saved.', { exact: true }).waitFor();
  const openTab = name => tab.getByRole('main').getByRole('link', { name, exact: true }).click();

  const shop = (await ask('GET', '/instances?limit=100')).items.find(one => one.name === 'Bike shop').id;
  const { id } = await make('Rim');
  await make('Spoke');
  const agent = (await ask('POST', '/agents', { name: 'Mechanic', agent: {} })).id;
  try {
    await checks.run('settings are changed by keyboard, and each tab has its address', async () => {
      await tab.goto(`${url}/instances/${id}`);
      await openTab('Messaging');
      await tab.waitForURL(/\/messaging$/);
      await field('When messages are passed on').selectOption('fixed');
      await field('Quiet time, seconds').fill('2.5');
      await field('Quiet time, seconds').press('Enter');
      await saved('Gathering and splitting');
      const { messaging } = await ask('GET', `/instances/${id}`);
      same([messaging.debounceMode, messaging.debounceMs], ['fixed', 2500], 'what is stored');
      await tab.reload();
      await field('Quiet time, seconds').waitFor();
      same(await field('Quiet time, seconds').inputValue(), '2.5', 'what is shown');
    });

    await checks.run('a value that is refused says so at its field', async () => {
      await field('Quiet time, seconds').fill('31');
      await saveOf('Gathering and splitting').click();
      await form('Gathering and splitting').getByText('give a time of 0 to 30000 ms').waitFor();
      same(await field('Quiet time, seconds').getAttribute('aria-invalid'), 'true', 'the field');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-refused');
    });

    await checks.run('a change of someone else is shown, and is replaced only when I say so', async () => {
      await field('Quiet time, seconds').fill('4');
      await ask('PATCH', `/instances/${id}`, { messaging: { debounceMs: 7000 }, calls: { reject: true } });
      await saveOf('Gathering and splitting').click();
      await tab.getByText('This instance was changed elsewhere meanwhile.').waitFor();
      await form('Gathering and splitting').getByRole('definition').getByText('7', { exact: true }).waitFor();
      same((await ask('GET', `/instances/${id}`)).messaging.debounceMs, 7000, 'it is kept');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-conflict');
      await button('Keep mine').click();
      await saveOf('Gathering and splitting').click();
      await saved('Gathering and splitting');
      const { messaging, calls } = await ask('GET', `/instances/${id}`);
      same([messaging.debounceMs, calls.reject], [4000, true], 'both changes');
      same(await field('Reject calls').isChecked(), true, 'what the other changed is shown');
    });

    await checks.run('an agent answers here, and then no longer', async () => {
      await openTab('Agent');
      await tab.getByText('Nothing answers here.').waitFor();
      await field('Agents').selectOption('Mechanic');
      await button('Let it answer here').click();
      await tab.getByRole('link', { name: 'Mechanic' }).waitFor();
      same((await ask('GET', `/agents/${agent}`)).instances.map(one => one.name), ['Rim'], 'where it answers');
      await browser.assertAccessible(tab);
      await button('Stop answering').click();
      await tab.getByRole('dialog').getByRole('button', { name: 'Stop answering' }).click();
      await tab.getByText('Nothing answers here.').waitFor();
    });

    await checks.run('an agent of its own is set up', async () => {
      await form('An agent of this instance alone').getByLabel('Prompt').fill('Be kind.');
      await saveOf('An agent of this instance alone').click();
      await saved('An agent of this instance alone');
      same((await ask('GET', `/instances/${id}`)).agent.prompt, 'Be kind.', 'its prompt');
    });

    await checks.run('several are connected and disconnected at once, by keyboard', async () => {
      await tab.goto(`${url}/instances`);
      for (const name of ['Rim', 'Spoke']) {
        await tab.getByRole('checkbox', { name: `Select ${name}` }).focus();
        await tab.keyboard.press('Space');
      }
      await tab.getByText('2 selected').waitFor();
      await button('Connect').press('Enter');
      await tab.getByText('2 of 2 done, 0 refused.').waitFor();
      const waits = tab.getByRole('link', { name: /^(Rim|Spoke)/ }).getByText('Waiting to be linked');
      await until('both wait for a phone', async () => (await waits.count()) === 2);
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instances-bulk');
      await button('Disconnect').press('Enter');
      const closed = tab.getByRole('link', { name: /^(Rim|Spoke)/ }).getByText('Disconnected');
      await until('both are closed', async () => (await closed.count()) === 2);
    });

    await checks.run('several are deleted only after a word was typed', async () => {
      await button('Delete').click();
      const dialog = tab.getByRole('dialog', { name: 'Delete 2 instances?' });
      await dialog.getByText('Rim, Spoke').or(dialog.getByText('Spoke, Rim')).waitFor();
      const confirm = dialog.getByRole('button', { name: 'Delete', exact: true });
      same(await confirm.isDisabled(), true, 'the button');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instances-bulk-delete');
      await dialog.getByLabel('Type “delete” to confirm').fill('delete');
      await confirm.click();
      await tab.getByText('2 of 2 done, 0 refused.').waitFor();
      await tab.getByRole('link', { name: /^(Rim|Spoke)/ }).first().waitFor({ state: 'detached' });
      same((await names()).filter(name => ['Rim', 'Spoke'].includes(name)), [], 'what is left');
    });

    for (const colorScheme of ['light', 'dark']) {
      for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
        await tab.emulateMedia({ colorScheme });
        await tab.setViewportSize(viewport);
        for (const [name, path, sign] of TABS) {
          await checks.run(`the tab ${name} of an instance is accessible, ${colorScheme}, ${width}`, async () => {
            await tab.goto(`${url}/instances/${shop}${path}`);
            await sign(tab).waitFor();
            await tab.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
            await browser.picture(tab, `instance-${name}-${colorScheme}-${width}`);
            await assertFits(tab);
            await browser.assertAccessible(tab);
          });
        }
      }
    }
  } finally {
    await tab.emulateMedia({ colorScheme: null });
    await tab.setViewportSize(WIDE);
    const left = (await ask('GET', '/instances?limit=100')).items;
    for (const one of left.filter(({ name }) => ['Rim', 'Spoke'].includes(name))) {
      await ask('DELETE', `/instances/${one.id}`);
    }
    await ask('DELETE', `/agents/${agent}`);
  }
}
