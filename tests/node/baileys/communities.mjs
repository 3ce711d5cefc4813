// Communities: groups of groups, made and taken apart by either side.
import { same, until } from './checks.mjs';

export async function communities(checks, { omni, ann }) {
  await checks.run("a group that Omni puts in its community is in it for Baileys, until it is taken out", async () => {
    const base = `/instances/${omni.instance}`;
    const community = await omni.ask('POST', `${base}/communities`, { subject: 'Cyclists' });
    const group = { subject: 'Repairs', participants: [ann.jid] };
    const { groupId } = await omni.ask('POST', `${base}/groups`, group);
    const path = `${base}/communities/${community.groupId}/groups`;
    const linked = async () => {
      const { items } = await omni.ask('GET', path);
      return items.some(one => one.groupId === groupId);
    };
    const parent = async () => (await ann.socket.groupMetadata(groupId)).linkedParent;
    same([await linked(), await parent()], [false, undefined]);
    for (const [action, wanted] of [['link', community.groupId], ['unlink', undefined]]) {
      const { groups } = await omni.ask('POST', path, { action, groups: [groupId] });
      same(groups.map(one => [one.groupId, one.success]), [[groupId, true]], action);
      same([await linked(), await parent()], [action === 'link', wanted], action);
    }
  });

  await checks.run("Omni is in a group of Baileys' community, writes in it, and stays when it is taken out", async () => {
    const community = await ann.socket.communityCreate('Runners', 'all who run');
    same([community.isCommunity, community.desc], [true, 'all who run']);
    const group = await ann.socket.communityCreateGroup('Early runners', [omni.jid], community.id);
    same(group.linkedParent, community.id, 'community of the group');
    await omni.chat(group.id, one => one.name === 'Early runners' && one.participantCount === 2);
    const { externalId } = await omni.send('text', group.id, { text: 'at six?' });
    await ann.received(externalId);

    const inCommunity = wanted => until(`the community ${wanted ? 'has' : 'has not'} the group`, async () => {
      const { linkedGroups } = await ann.socket.communityFetchLinkedGroups(community.id);
      return linkedGroups.some(one => one.id === group.id) === wanted;
    });
    await inCommunity(true);
    await ann.socket.communityUnlinkGroup(group.id, community.id);
    await inCommunity(false);
    await ann.socket.communityLinkGroup(group.id, community.id);
    await inCommunity(true);
    const sent = await ann.send(group.id, { text: 'at seven' });
    await omni.stored(group.id, sent.key.id);
  });
}
