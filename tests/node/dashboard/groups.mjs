// A group: who is in it, and what happens to it, in its conversation and among its members.
import { same, until } from '../baileys/checks.mjs';
import { WIDE } from './browser.mjs';
import { apiOf, fact, shopOf } from './common.mjs';

const [LIA, MAX, NOA] = ['5511900000082', '5511900000083', '5511900000084'];
/** By the name, where it is known, or the number. */
const known = { [LIA]: /Lia|5511900000082/, [MAX]: /Max|5511900000083/, [NOA]: /Noa|5511900000084/ };

export async function groups(checks, world) {
  const { browser, network, tab, page: address } = world;
  const ask = apiOf(world);
  const instance = await shopOf(ask);
  const log = tab.getByRole('log');
  const aside = tab.getByRole('complementary', { name: 'Details' });
  const members = aside.getByRole('list', { name: 'Members' });
  const member = number => members.getByRole('listitem').filter({ hasText: known[number] });
  const change = (what, number) =>
    log.locator('[data-change]').filter({ hasText: what }).filter({ hasText: number ? known[number] : what });
  const named = name => tab.getByRole('heading', { name, level: 2, exact: true }).waitFor();
  const hasMembers = async count => {
    await until(`${count} members`, async () => (await members.getByRole('listitem').count()) === count);
    await until('their number', async () => (await fact(tab, aside, 'Members').textContent()) === String(count));
  };
  let group;

  await checks.run('a group is shown with its members, and what they write with who wrote it', async () => {
    await network.phone(LIA, 'Lia');
    await network.phone(MAX, 'Max');
    await network.phone(NOA, 'Noa');
    const made = { subject: 'Sunday ride', participants: [LIA, MAX] };
    group = (await ask('POST', `/instances/${instance}/groups`, made)).groupId;
    await until('its members are stored', async () => {
      const { items } = await ask('GET', `/instances/${instance}/chats?limit=100`);
      return items.find(one => one.externalId === group)?.participantCount === 3;
    });
    await network.post(`/phones/${LIA}/send`, { to: group, type: 'text', text: 'who rides?' });
    await tab.setViewportSize(WIDE);
    await tab.goto(`${address}/chats/${instance}/${group}`);
    await named('Sunday ride');
    const bubble = log.locator('article').filter({ hasText: 'who rides?' });
    await bubble.getByText(known[LIA]).first().waitFor();
    await tab.getByRole('button', { name: 'Details', exact: true }).click();
    await hasMembers(3);
    same(await members.getByText('Owner', { exact: true }).count(), 1, 'owners');
    await members.getByRole('link', { name: 'Lia', exact: true }).waitFor();
    await member(MAX).getByRole('link').waitFor();
    same(await member(NOA).count(), 0, 'who is not in it');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'group');
  });

  await checks.run('its new name, and what happens to its members, appear in the conversation and beside it', async () => {
    const path = `/instances/${instance}/groups/${group}`;
    const act = (action, number) => ask('POST', `${path}/participants`, { action, participants: [number] });
    await ask('PATCH', path, { subject: 'Monday ride' });
    await change('New name: Monday ride').waitFor();
    await named('Monday ride');
    await act('add', NOA);
    await change('Added: ', NOA).waitFor();
    await hasMembers(4);
    await act('promote', NOA);
    await change('Now admins: ', NOA).waitFor();
    await member(NOA).getByText('Admin', { exact: true }).waitFor();
    await act('remove', MAX);
    await change('Removed: ', MAX).waitFor();
    await hasMembers(3);
    same(await member(MAX).count(), 0, 'who was removed');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'group-changed');
  });

  await checks.run('what happened to it is there after a reload, and a member leads to their own chat', async () => {
    await tab.reload();
    await named('Monday ride');
    for (const what of ['New name: Monday ride', 'Added: ', 'Now admins: ', 'Removed: ']) await change(what).waitFor();
    await tab.getByRole('button', { name: 'Details', exact: true }).click();
    await member(NOA).getByRole('link').click();
    await tab.waitForURL(new RegExp(`/chats/${instance}/${NOA}`));
  });
}
