// The page of an instance: changes beside others' changes, an agent, the account's profile; and several at once.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { PICTURE } from '../baileys/samples.mjs';
import { NARROW, WIDE } from './browser.mjs';

/** The number whose profile is changed. */
const AXLE = '5511900000077';

export async function instance(checks, { browser, network, tab, page: url, apiKey }) {
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
  /** The bar that saves all sections of a tab. */
  const bar = tab.getByRole('region', { name: 'Save the changes of this page' });
  const saveAll = bar.getByRole('button', { name: 'Save', exact: true });
  const openTab = name => tab.getByRole('main').getByRole('link', { name, exact: true }).click();

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
      await saveAll.click();
      await form('Gathering and splitting').getByText('give a time of 0 to 30000 ms').waitFor();
      same(await field('Quiet time, seconds').getAttribute('aria-invalid'), 'true', 'the field');
      await bar.getByRole('alert').getByText('Not saved: Gathering and splitting', { exact: true }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-refused');
    });

    await checks.run('a change of someone else is shown, and is replaced only when I say so', async () => {
      await field('Quiet time, seconds').fill('4');
      await ask('PATCH', `/instances/${id}`, { messaging: { debounceMs: 7000 }, calls: { reject: true } });
      await tab.getByText('This instance was changed elsewhere meanwhile.').waitFor();
      await form('Gathering and splitting').getByRole('definition').getByText('7', { exact: true }).waitFor();
      same(await saveAll.isDisabled(), true, 'before a decision');
      same((await ask('GET', `/instances/${id}`)).messaging.debounceMs, 7000, 'it is kept');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-conflict');
      await button('Keep mine').click();
      await saveAll.click();
      await saved('Gathering and splitting');
      const { messaging, calls } = await ask('GET', `/instances/${id}`);
      same([messaging.debounceMs, calls.reject], [4000, true], 'both changes');
      same(await field('Reject calls').isChecked(), true, 'what the other changed is shown');
    });

    await checks.run('all changed sections are saved in one go, and those that were refused are named', async () => {
      await field('Quiet time, seconds').fill('31');
      await field('Text after a rejection').fill('Please write to us.');
      await field('Messages a minute').fill('12');
      await bar.getByText('Changed: Gathering and splitting, Pace, Calls', { exact: true }).waitFor();
      await saveAll.click();
      await bar.getByText('Saved: Pace, Calls', { exact: true }).waitFor();
      await bar.getByRole('alert').getByText('Not saved: Gathering and splitting', { exact: true }).waitFor();
      const before = await ask('GET', `/instances/${id}`);
      same(before.messaging.debounceMs, 4000, 'what was refused');
      same([before.calls.reply, before.pacing.messagesPerMinute], ['Please write to us.', 12], 'what was saved');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-saved-partly');
      await tab.setViewportSize(NARROW);
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-saved-partly-narrow');
      await tab.setViewportSize(WIDE);
      await field('Quiet time, seconds').fill('5');
      await field('Quiet time, seconds').press('Enter');
      await bar.getByText('Saved: Gathering and splitting', { exact: true }).waitFor();
      same(await bar.getByRole('alert').count(), 0, 'what is refused');
      same(await saveAll.isDisabled(), true, 'once nothing is changed');
      same((await ask('GET', `/instances/${id}`)).messaging.debounceMs, 5000, 'what is stored');
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
      const listed = tab.getByRole('checkbox', { name: /^Select (?!all)/ });
      await tab.getByLabel('Search by name or number').fill('spoke');
      await until('one is listed', async () => (await listed.count()) === 1);
      await tab.getByLabel('Search by name or number').fill('');
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
  } finally {
    const left = (await ask('GET', '/instances?limit=100')).items;
    for (const one of left.filter(({ name }) => ['Rim', 'Spoke'].includes(name))) {
      await ask('DELETE', `/instances/${one.id}`);
    }
    await ask('DELETE', `/agents/${agent}`);
  }
  await profile(checks, { browser, network, tab, url, ask });
}

/** The profile and the privacy settings of a number, as its phone and others see them. */
async function profile(checks, { browser, network, tab, url, ask }) {
  const field = name => tab.getByLabel(name, { exact: true });
  const form = name => tab.getByRole('form', { name, exact: true });
  const saveOf = name => form(name).getByRole('button', { name: 'Save', exact: true });
  const saved = name => form(name).getByText('Saved.', { exact: true }).waitFor();
  const seen = 'What others see';
  const image = name => form(seen).getByRole('img', { name, exact: true });

  const { id } = await ask('POST', '/instances', { name: 'Axle', channel: 'whatsapp-baileys' });
  const onNetwork = () => ask('GET', `/instances/${id}/profile/${AXLE}`);
  try {
    await checks.run('an instance without a connection has no profile to change, and leads to where it is made', async () => {
      await tab.goto(`${url}/instances/${id}/profile`);
      await tab.getByText('This instance is not connected.', { exact: false }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-profile-offline');
      await tab.getByRole('link', { name: 'Connect it', exact: true }).click();
      await tab.waitForURL(new RegExp(`/instances/${id}$`));
    });

    await checks.run('the name, the text and the picture are changed, and the phone shows them', async () => {
      await network.phone(AXLE, 'Axle');
      const { qr } = await ask('POST', `/instances/${id}/connect`, {});
      await network.post(`/phones/${AXLE}/scan`, { qr });
      await tab.getByText('Connected', { exact: true }).first().waitFor();
      await tab.getByRole('main').getByRole('link', { name: 'Profile', exact: true }).click();
      await form(seen).getByText('No picture.', { exact: true }).waitFor();
      await field('Name shown').fill('x'.repeat(26));
      await field('Name shown').press('Enter');
      await form(seen).getByText('At most 25 characters.', { exact: true }).waitFor();
      same(await field('Name shown').getAttribute('aria-invalid'), 'true', 'the field');
      const picker = form(seen).locator('input[type=file]');
      await picker.setInputFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
      await form(seen).getByText('This is no picture in PNG, JPEG, GIF or WebP.').waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-profile-refused');
      await picker.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PICTURE });
      await image('New profile picture').waitFor();
      await field('Name shown').fill('Axle & Co');
      await field('About').fill('Open till six');
      await saveOf(seen).click();
      await saved(seen);
      await until('the phone has the name', async () => (await network.get(`/phones/${AXLE}`)).push_name === 'Axle & Co');
      const { about, profilePictureUrl } = await onNetwork();
      same([about, typeof profilePictureUrl], ['Open till six', 'string'], 'what others see');
      await tab.reload();
      await image('Profile picture').waitFor();
      same((await image('Profile picture').getAttribute('src')).startsWith('data:image/jpeg;'), true, 'its address');
      same(await field('About').inputValue(), 'Open till six', 'the text');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-profile');
      await tab.setViewportSize(NARROW);
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'instance-profile-narrow');
      await tab.setViewportSize(WIDE);
    });

    await checks.run('the picture is removed once that is confirmed', async () => {
      await tab.getByRole('button', { name: 'Remove the picture', exact: true }).click();
      const dialog = tab.getByRole('dialog', { name: 'Remove the picture?' });
      await dialog.getByRole('button', { name: 'Remove the picture', exact: true }).click();
      await form(seen).getByText('No picture.', { exact: true }).waitFor();
      same((await onNetwork()).profilePictureUrl, undefined, 'what others see');
    });

    await checks.run('who sees what is changed, and is still there after a reload', async () => {
      await field('Last seen').selectOption('contacts');
      await field('Online').selectOption('match_last_seen');
      await saveOf('Privacy').click();
      await saved('Privacy');
      const { settings } = await ask('GET', `/instances/${id}/privacy`);
      same([settings.last, settings.online, settings.profile], ['contacts', 'match_last_seen', 'all'], 'what is stored');
      await tab.reload();
      await field('Last seen').waitFor();
      same(await field('Last seen').inputValue(), 'contacts', 'what is shown');
      same(await saveOf('Privacy').isDisabled(), true, 'while nothing is changed');
      await browser.assertAccessible(tab);
    });
  } finally {
    await ask('DELETE', `/instances/${id}`);
  }
}
