// What concerns a chat: pinned messages, the timer of disappearing messages, calls.
import { same, until } from './checks.mjs';

const DAY = 86_400;

export async function pins(checks, { omni, ann }) {
  const pinned = count => until(`${count} pinned messages`, async () => {
    const { items } = await omni.ask('GET', `/instances/${omni.instance}/chats/${ann.jid}/pins`);
    return items.length === count && items;
  });

  await checks.run('a message that Omni pins is pinned in Baileys, and unpinned', async () => {
    const sent = await ann.send(omni.jid, { text: 'the address is 1 Street' });
    const { id } = await omni.stored(ann.jid, sent.key.id);
    const about = type => message =>
      message.pinInChatMessage?.key?.id === sent.key.id && message.pinInChatMessage.type === type;
    await omni.ask('PUT', `/messages/${id}/pin`, { seconds: DAY });
    // 1 is PIN_FOR_ALL and 2 UNPIN_FOR_ALL of PinInChatMessage.Type.
    const { message } = await ann.message('the pin', about(1));
    same(message.messageContextInfo?.messageAddOnDurationInSecs, DAY, 'duration');
    await pinned(1);
    await omni.ask('DELETE', `/messages/${id}/pin`);
    await ann.message('the end of the pin', about(2));
    await pinned(0);
  });

  await checks.run('a message that Baileys pins is pinned in Omni, and unpinned', async () => {
    const { externalId } = await omni.send('text', ann.jid, { text: 'the code is on the door' });
    const { key } = await ann.received(externalId);
    await ann.send(omni.jid, { pin: key, type: 1, time: DAY });
    const [pin] = await pinned(1);
    same([pin.message.externalId, pin.pinnedBy], [externalId, ann.jid]);
    await ann.send(omni.jid, { pin: key, type: 2 });
    await pinned(0);
  });
}

// Baileys has no call that keeps a message, so its `relayMessage` sends that.
export async function keeps(checks, { omni, ann }) {
  await checks.run('a message that Omni keeps is kept in Baileys', async () => {
    const sent = await ann.send(omni.jid, { text: 'the key is under the mat' });
    const { id } = await omni.stored(ann.jid, sent.key.id);
    await omni.ask('PUT', `/messages/${id}/keep`);
    // 1 is KEEP_FOR_ALL of KeepType.
    const about = ({ keepInChatMessage: keep }) => keep?.key?.id === sent.key.id && keep.keepType === 1;
    await ann.message('what is kept', about);
    await omni.event('message.kept', one => one.messageId === sent.key.id && one.kept && one.fromMe);
  });

  await checks.run('a message that Baileys keeps is an event of Omni, and its release', async () => {
    const { externalId } = await omni.send('text', ann.jid, { text: 'the code is 4711' });
    const { key } = await ann.received(externalId);
    for (const [keepType, kept] of [[1, true], [2, false]]) {
      const keepInChatMessage = { key, keepType, timestampMs: Date.now() };
      await ann.socket.relayMessage(omni.jid, { keepInChatMessage }, {});
      await omni.event('message.kept', one => one.messageId === externalId && one.kept === kept && !one.fromMe);
    }
  });
}

export async function timer(checks, { omni, ann }) {
  const path = `/instances/${omni.instance}/chats/${ann.jid}`;

  await checks.run('a timer that Omni sets holds in Baileys, and for what Omni sends', async () => {
    await omni.ask('PATCH', path, { disappearingSeconds: DAY });
    const set = one => one.id === omni.shown && one.ephemeralExpiration === DAY;
    await ann.event('chats.update', 'the timer', set);
    const { externalId } = await omni.send('text', ann.jid, { text: 'gone tomorrow' });
    const { message } = await ann.received(externalId);
    const text = message.ephemeralMessage?.message?.extendedTextMessage ?? message.extendedTextMessage;
    same(text?.contextInfo?.expiration, DAY, 'expiration');
  });

  await checks.run('a timer that Baileys sets holds in Omni, and its end', async () => {
    await ann.send(omni.jid, { disappearingMessagesInChat: 7 * DAY });
    await omni.chat(ann.jid, one => one.disappearingSeconds === 7 * DAY);
    await ann.send(omni.jid, { disappearingMessagesInChat: false });
    await omni.chat(ann.jid, one => one.disappearingSeconds === 0);
  });
}

export async function groupSettings(checks, { omni, ann }) {
  await checks.run("a group's timer and rights that Omni sets hold in Baileys", async () => {
    const base = `/instances/${omni.instance}/groups`;
    const { groupId } = await omni.ask('POST', base, { subject: 'Short-lived', participants: [ann.jid] });
    await ann.event('groups.upsert', 'the group', one => one.id === groupId);
    await omni.ask('PATCH', `${base}/${groupId}`, { disappearingSeconds: DAY });
    await ann.event('chats.update', 'the timer', one => one.id === groupId && one.ephemeralExpiration === DAY);
    await omni.ask('PATCH', `${base}/${groupId}`, { adminsOnlySend: true });
    await ann.event('groups.update', 'the right', one => one.id === groupId && one.announce === true);
    await omni.ask('PATCH', `${base}/${groupId}`, { description: 'for a day' });
    await ann.event('groups.update', 'the description', one => one.id === groupId && one.desc === 'for a day');
  });

  await checks.run("a group's timer and rights that Baileys sets hold in Omni", async () => {
    const { id } = await ann.socket.groupCreate('Week-long', [omni.jid]);
    await omni.chat(id, () => true);
    await ann.socket.groupToggleEphemeral(id, 7 * DAY);
    await omni.chat(id, one => one.disappearingSeconds === 7 * DAY);
    await ann.socket.groupToggleEphemeral(id, 0);
    await omni.chat(id, one => one.disappearingSeconds === 0);
    const changes = test => omni.event('group.updated', one => one.chatId === id && test(one.changes));
    await ann.socket.groupSettingUpdate(id, 'announcement');
    await changes(one => one.adminsOnlySend === true);
    await ann.socket.groupSettingUpdate(id, 'locked');
    await changes(one => one.adminsOnlyEdit === true);
    await ann.socket.groupMemberAddMode(id, 'admin_add');
    await changes(one => one.adminsOnlyAdd === true);
    await ann.socket.groupUpdateDescription(id, 'for a week');
    await changes(one => one.description === 'for a week');
  });
}

// Baileys rejects calls but places none, so the phones do that.
export async function calls(checks, { omni, ann, network, number }) {
  const rejected = (caller, call) => until('the call is rejected', async () => {
    const { end } = await network.get(`/phones/${caller}/calls/${call}`);
    return end?.rejected;
  });

  await checks.run("a call of Baileys' phone is rejected by Omni", async () => {
    const { call } = await network.post(`/phones/${ann.number}/call`, { to: number, video: true });
    const rings = await omni.event('call.received', one => one.callId === call);
    same([rings.from, rings.media], [ann.jid, 'video']);
    await omni.ask('POST', `/instances/${omni.instance}/calls/${call}/reject`, {});
    await rejected(ann.number, call);
    const ended = await omni.event('call.ended', one => one.callId === call);
    same(ended.outcome, 'declined');
  });

  await checks.run("a call of Omni's phone is rejected by Baileys", async () => {
    const { call } = await network.post(`/phones/${number}/call`, { to: ann.number });
    const rings = await ann.event('call', 'the call', one => one.id === call && one.status === 'offer');
    same([rings.from, rings.isVideo], [omni.shown, false]);
    await ann.socket.rejectCall(call, rings.from);
    await rejected(number, call);
  });

  await checks.run("a call of Baileys' phone that is given up is missed in Omni", async () => {
    const { call } = await network.post(`/phones/${ann.number}/call`, { to: number });
    await omni.event('call.received', one => one.callId === call);
    await network.post(`/phones/${ann.number}/calls/${call}/end`);
    const ended = await omni.event('call.ended', one => one.callId === call);
    same([ended.from, ended.outcome], [ann.jid, 'missed']);
  });

  await checks.run("a call of Omni's phone that is given up ends in Baileys", async () => {
    const { call } = await network.post(`/phones/${number}/call`, { to: ann.number, video: true });
    const rings = await ann.event('call', 'the call', one => one.id === call && one.status === 'offer');
    same(rings.isVideo, true, 'with pictures');
    await network.post(`/phones/${number}/calls/${call}/end`);
    await ann.event('call', 'its end', one => one.id === call && one.status === 'terminate');
  });
}
