// Who joins a group: by its link, by a request that an admin answers, by an invite to one person.
import { same, until } from './checks.mjs';

const LINK = 'https://chat.whatsapp.com/';

/** A group that Omni makes with the third phone; its address, and the path of its routes. */
async function ofOmni(omni, bob, subject) {
  const base = `/instances/${omni.instance}/groups`;
  const { groupId } = await omni.ask('POST', base, { subject, participants: [bob] });
  return { id: groupId, path: `${base}/${groupId}` };
}

async function refused(what, work) {
  let done;
  try {
    done = await work();
  } catch {
    return;
  }
  throw new Error(`${what} was not refused: ${JSON.stringify(done)}`);
}

/** Writes in the group, as a proof that Baileys is in it. */
async function writes(omni, ann, group) {
  const sent = await ann.send(group, { text: 'thanks for having me' });
  const stored = await omni.stored(group, sent.key.id);
  same([stored.textContent, stored.sender.platformUserId], ['thanks for having me', ann.jid]);
}

const members = (omni, group, count) => omni.chat(group, one => one.participantCount === count);

export async function links(checks, { omni, ann, bob }) {
  await checks.run("Baileys joins a group of Omni's by its link, and not by the former one", async () => {
    const { id, path } = await ofOmni(omni, bob, 'Open house');
    const former = (await omni.ask('GET', `${path}/invite`)).url;
    const { url } = await omni.ask('POST', `${path}/invite/renew`, {});
    same([former.startsWith(LINK), url.startsWith(LINK), former === url], [true, true, false]);
    await refused('the former link', () => ann.socket.groupAcceptInvite(former.slice(LINK.length)));
    same(await ann.socket.groupAcceptInvite(url.slice(LINK.length)), id, 'the joined group');
    await members(omni, id, 3);
    await omni.event('group.participants', one => one.chatId === id && one.action === 'joined');
    await writes(omni, ann, id);
  });

  await checks.run("Omni joins a group of Baileys' by its link, and not by the former one", async () => {
    const { id } = await ann.socket.groupCreate('Garden', [bob]);
    const former = await ann.socket.groupInviteCode(id);
    const code = await ann.socket.groupRevokeInvite(id);
    const join = invite => omni.ask('POST', `/instances/${omni.instance}/groups/join`, { invite });
    await refused('the former link', () => join(LINK + former));
    same(await join(LINK + code), { groupId: id, status: 'joined' });
    const joined = one => one.id === id && one.action === 'add';
    const { participants } = await ann.event('group-participants.update', 'who joined', joined);
    same(participants.map(one => one.phoneNumber ?? one.id), [omni.jid]);
    await members(omni, id, 3);
  });

  await checks.run("Baileys reads what a link of Omni's leads to without joining", async () => {
    const { id, path } = await ofOmni(omni, bob, 'Shown first');
    const { url } = await omni.ask('GET', `${path}/invite`);
    const shown = await ann.socket.groupGetInviteInfo(url.slice(LINK.length));
    same([shown.id, shown.subject, shown.participants.length], [id, 'Shown first', 2]);
  });
}

export async function requests(checks, { omni, ann, bob }) {
  await checks.run('Omni rejects a request of Baileys to join, and approves the next one', async () => {
    const { id, path } = await ofOmni(omni, bob, 'By approval');
    await omni.ask('PATCH', path, { joinApproval: true });
    const { url } = await omni.ask('GET', `${path}/invite`);
    const ask = () => ann.socket.groupAcceptInvite(url.slice(LINK.length));
    const waiting = count => until(`${count} requests`, async () => {
      const { items } = await omni.ask('GET', `${path}/join-requests`);
      return items.length === count && items;
    });
    const answer = async action => {
      const body = { action, participants: [ann.jid] };
      const { participants } = await omni.ask('POST', `${path}/join-requests`, body);
      same(participants.map(one => one.success), [true], action);
    };

    same(await ask(), undefined, 'the joined group');
    const [first] = await waiting(1);
    same(first.platformUserId, ann.jid);
    await omni.event('group.participants', one => one.chatId === id && one.action === 'requested');
    await answer('reject');
    await waiting(0);
    await refused('the rejected person', () => ann.socket.groupMetadata(id));
    await ask();
    await waiting(1);
    await answer('approve');
    await ann.event('group-participants.update', 'the approval', one => one.id === id && one.action === 'add');
    await members(omni, id, 3);
    await writes(omni, ann, id);
  });

  await checks.run('Baileys rejects a request of Omni to join, and approves the next one', async () => {
    const { id } = await ann.socket.groupCreate('Friends of friends', [bob]);
    await ann.socket.groupJoinApprovalMode(id, 'on');
    const invite = LINK + (await ann.socket.groupInviteCode(id));
    const ask = async () => {
      const asked = await omni.ask('POST', `/instances/${omni.instance}/groups/join`, { invite });
      same(asked, { groupId: id, status: 'pending' });
    };
    const waiting = count => until(`${count} requests`, async () => {
      const list = await ann.socket.groupRequestParticipantsList(id);
      return list.length === count && list;
    });
    const answer = async (who, action) => {
      const outcomes = await ann.socket.groupRequestParticipantsUpdate(id, [who], action);
      same(outcomes.map(one => one.status), ['200'], action);
    };

    await ask();
    await ann.event('group.join-request', 'the request', one => one.id === id && one.action === 'created');
    const [{ jid }] = await waiting(1);
    await answer(jid, 'reject');
    await waiting(0);
    await ask();
    await waiting(1);
    await answer(jid, 'approve');
    await waiting(0);
    await members(omni, id, 3);
    const { externalId } = await omni.send('text', id, { text: 'glad to be here' });
    await ann.received(externalId);
  });
}

export async function invites(checks, { omni, ann, bob, network, number }) {
  const refusesAdds = (who, refuses) => network.post(`/phones/${who}/refuses-adds`, { refuses });

  await checks.run('Baileys, who cannot be added, joins by an invite message from Omni', async () => {
    const { id, path } = await ofOmni(omni, bob, 'By invitation');
    await refusesAdds(ann.number, true);
    const body = { action: 'add', participants: [ann.jid], invite: true };
    const { participants } = await omni.ask('POST', `${path}/participants`, body);
    same(participants.map(one => [one.success, one.inviteSent]), [[false, true]]);
    const seen = await ann.message('the invite', one => one.groupInviteMessage?.groupJid === id);
    const invite = seen.message.groupInviteMessage;
    same(invite.groupName, 'By invitation');
    await ann.socket.groupAcceptInviteV4(seen.key, invite);
    await members(omni, id, 3);
    await refusesAdds(ann.number, false);
  });

  // Its own call asks for the group's picture first, and fails where there is none: the message itself is
  // sent.
  await checks.run('Omni, which cannot be added, joins by an invite message from Baileys', async () => {
    const { id } = await ann.socket.groupCreate('Book club', [bob]);
    await refusesAdds(number, true);
    const [outcome] = await ann.socket.groupParticipantsUpdate(id, [omni.jid], 'add');
    const [offer] = outcome.content.content ?? [];
    same([outcome.status, offer?.tag], ['403', 'add_request']);
    const groupInviteMessage = {
      groupJid: id, groupName: 'Book club', caption: 'join us',
      inviteCode: offer.attrs.code, inviteExpiration: Number(offer.attrs.expiration),
    };
    const sent = await ann.socket.relayMessage(omni.jid, { groupInviteMessage }, {});
    const stored = await omni.stored(ann.jid, sent);
    same(stored.content.type, 'invite');
    const accept = `/instances/${omni.instance}/groups/accept-invite`;
    same(await omni.ask('POST', accept, { messageId: stored.id }), { groupId: id, status: 'joined' });
    await members(omni, id, 3);
    await refusesAdds(number, false);
  });
}
