// Groups that either side makes, renames, writes in and leaves.
import { same } from './checks.mjs';

export async function groups(checks, { omni, ann }) {
  await checks.run('a group that Omni makes and renames is known to Baileys, which writes in it and leaves', async () => {
    const base = `/instances/${omni.instance}/groups`;
    const { groupId } = await omni.ask('POST', base, { subject: 'Deliveries', participants: [ann.jid] });
    const made = await ann.event('groups.upsert', 'the group', one => one.id === groupId);
    same([made.subject, made.participants.length], ['Deliveries', 2]);
    await omni.ask('PATCH', `${base}/${groupId}`, { subject: 'Parcels' });
    await ann.event('groups.update', 'the name', one => one.id === groupId && one.subject === 'Parcels');

    const { externalId } = await omni.send('text', groupId, { text: 'hello all' });
    const seen = await ann.received(externalId);
    const { remoteJid, participant, participantAlt } = seen.key;
    same([remoteJid, [participant, participantAlt].includes(omni.jid)], [groupId, true]);
    const sent = await ann.send(groupId, { text: 'hello shop' }, { quoted: seen });
    const stored = await omni.stored(groupId, sent.key.id);
    same([stored.textContent, stored.sender.platformUserId], ['hello shop', ann.jid]);
    same(stored.replyToExternalId, externalId, 'the quoted message');

    await ann.socket.groupLeave(groupId);
    await omni.chat(groupId, one => one.name === 'Parcels' && one.participantCount === 1);
    await omni.event('group.participants', one => one.chatId === groupId && one.action === 'left');
  });

  await checks.run('a group that Baileys makes and renames is known to Omni, which writes in it and leaves', async () => {
    const { id } = await ann.socket.groupCreate('Riders', [omni.jid]);
    await omni.chat(id, one => one.name === 'Riders' && one.participantCount === 2);
    await ann.socket.groupUpdateSubject(id, 'Night riders');
    await omni.chat(id, one => one.name === 'Night riders');
    await omni.event('group.updated', one => one.chatId === id && one.changes.subject === 'Night riders');

    const sent = await ann.send(id, { text: 'who rides?' });
    await omni.stored(id, sent.key.id);
    const { externalId } = await omni.send('text', id, { text: 'we do', replyTo: sent.key.id });
    const { message } = await ann.received(externalId);
    same(message.extendedTextMessage?.contextInfo?.stanzaId, sent.key.id, 'the quoted message');

    await omni.ask('POST', `/instances/${omni.instance}/groups/${id}/leave`, {});
    const left = one => one.id === id && one.action === 'remove';
    const { participants } = await ann.event('group-participants.update', 'who left', left);
    same(participants.map(one => one.phoneNumber ?? one.id), [omni.jid]);
  });
}

export async function members(checks, { omni, ann, bob }) {
  await checks.run('members that Omni promotes, demotes and removes are so in Baileys', async () => {
    const base = `/instances/${omni.instance}/groups`;
    const group = { subject: 'Crew', participants: [ann.jid, bob] };
    const { groupId } = await omni.ask('POST', base, group);
    await ann.event('groups.upsert', 'the group', one => one.id === groupId);
    for (const [action, who] of [['promote', ann.jid], ['demote', ann.jid], ['remove', bob]]) {
      const path = `${base}/${groupId}/participants`;
      const { participants } = await omni.ask('POST', path, { action, participants: [who] });
      same(participants.map(one => one.success), [true], action);
      const isIt = one => one.id === groupId && one.action === action;
      const seen = await ann.event('group-participants.update', action, isIt);
      same(seen.participants.map(one => one.phoneNumber ?? one.id), [who], action);
    }
    same((await ann.socket.groupMetadata(groupId)).participants.length, 2, 'members');
  });

  await checks.run('members that Baileys promotes, demotes and removes are so in Omni', async () => {
    const { id } = await ann.socket.groupCreate('Band', [omni.jid, bob]);
    await omni.chat(id, one => one.participantCount === 3);
    for (const [action, done, who] of [
      ['promote', 'promoted', omni.jid], ['demote', 'demoted', omni.jid], ['remove', 'removed', bob],
    ]) {
      const outcomes = await ann.socket.groupParticipantsUpdate(id, [who], action);
      same(outcomes.map(one => one.status), ['200'], action);
      await omni.event('group.participants', one => one.chatId === id && one.action === done);
    }
    await omni.chat(id, one => one.participantCount === 2);
  });
}

export async function mentions(checks, { omni, ann }) {
  await checks.run('Omni mentions Baileys in a group, and Baileys mentions Omni', async () => {
    const base = `/instances/${omni.instance}/groups`;
    const { groupId } = await omni.ask('POST', base, { subject: 'Named', participants: [ann.jid] });
    await ann.event('groups.upsert', 'the group', one => one.id === groupId);
    const body = { text: `@${ann.number} is it you?`, mentions: [ann.jid] };
    const { externalId } = await omni.send('text', groupId, body);
    const { message } = await ann.received(externalId);
    const [mentioned] = message.extendedTextMessage?.contextInfo?.mentionedJid ?? [];
    same([ann.jid, ann.shown].includes(mentioned), true, `${mentioned} is Baileys`);

    const text = `@${omni.shown.split('@')[0]} it is me`;
    const sent = await ann.send(groupId, { text, mentions: [omni.shown] });
    const seen = await omni.event('message.received', one => one.externalId === sent.key.id);
    same(seen.mentions.map(one => [omni.jid, omni.shown].includes(one)), [true]);
  });
}
