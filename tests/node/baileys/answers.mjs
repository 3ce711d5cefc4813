// Polls and events, and the answers to them.
import { randomBytes } from 'node:crypto';
import { baileys } from './companion.mjs';
import { same, until } from './checks.mjs';

const { aesEncryptGCM, hmacSign, proto, sha256 } = baileys;

/**
 * An answer, encrypted with the secret of what it answers. Baileys reads votes and answers to events, but
 * has no call that sends one, so this is the reverse of its `decryptPollVote` and `decryptEventResponse`.
 */
function sealed(use, question, author, responder, plain) {
  const { id } = question.key;
  const parts = [id, author, responder, use].map(text => Buffer.from(text));
  const first = hmacSign(question.message.messageContextInfo.messageSecret, new Uint8Array(32), 'sha256');
  const key = hmacSign(Buffer.concat([...parts, Buffer.from([1])]), first, 'sha256');
  const encIv = randomBytes(12);
  const encPayload = aesEncryptGCM(plain, key, encIv, Buffer.from(`${id}\0${responder}`));
  return { encPayload, encIv };
}

/** Votes for these options, instead of those of the voter's earlier votes. */
function vote({ omni, ann }, question, author, options) {
  const selectedOptions = options.map(option => sha256(Buffer.from(option)));
  const plain = proto.Message.PollVoteMessage.encode({ selectedOptions }).finish();
  const sealedVote = sealed('Poll Vote', question, author, ann.shown, plain);
  const pollUpdateMessage = {
    pollCreationMessageKey: question.key, vote: sealedVote, senderTimestampMs: Date.now(),
  };
  // The text is what Baileys sends of every message, whose reading of the vote is checked as well.
  const read = baileys.decryptPollVote(sealedVote, {
    pollCreatorJid: author, pollMsgId: question.key.id, voterJid: ann.shown,
    pollEncKey: question.message.messageContextInfo.messageSecret,
  });
  same(read.selectedOptions.length, options.length, 'options of the vote');
  return ann.socket.relayMessage(omni.jid, { pollUpdateMessage }, { additionalNodes: [meta({ polltype: 'vote' })] });
}

/** Answers an event: `GOING`, `NOT_GOING` or `MAYBE`. */
function respond({ omni, ann }, question, author, response, extraGuestCount) {
  const { EventResponseMessage } = proto.Message;
  const answer = {
    response: EventResponseMessage.EventResponseType[response], extraGuestCount, timestampMs: Date.now(),
  };
  const plain = EventResponseMessage.encode(answer).finish();
  const encEventResponseMessage = {
    eventCreationMessageKey: question.key, ...sealed('Event Response', question, author, ann.shown, plain),
  };
  const options = { additionalNodes: [meta({ event_type: 'response' })] };
  return ann.socket.relayMessage(omni.jid, { encEventResponseMessage }, options);
}

const meta = attrs => ({ tag: 'meta', attrs });

/** Waits until so many people chose each option. */
async function tally(omni, id, wanted) {
  let counts;
  const find = async () => {
    const answers = await omni.ask('GET', `/messages/${id}/answers`);
    counts = answers.options.map(one => one.count);
    return JSON.stringify(counts) === JSON.stringify(wanted) && answers;
  };
  try {
    return await until(`the sums ${JSON.stringify(wanted)}`, find);
  } catch (error) {
    throw new Error(`${error.message}; they are ${JSON.stringify(counts)}`);
  }
}

export async function answers(checks, world) {
  await polls(checks, world);
  await events(checks, world);
}

async function polls(checks, world) {
  const { omni, ann } = world;
  await checks.run("votes from Baileys in a poll of Omni's are counted, changed and taken back", async () => {
    const poll = { question: 'When?', options: ['today', 'later'], maxChoices: 2 };
    const { id, externalId } = await omni.send('poll', ann.jid, poll);
    const seen = await ann.received(externalId);
    const shown = seen.message.pollCreationMessage ?? seen.message.pollCreationMessageV3;
    same([shown?.name, shown?.options.map(one => one.optionName)], ['When?', ['today', 'later']]);
    await vote(world, seen, omni.shown, ['today', 'later']);
    const sums = await tally(omni, id, [1, 1]);
    same([sums.people, sums.options[0].voters[0].displayName], [1, 'Ann']);
    await vote(world, seen, omni.shown, ['later']);
    await tally(omni, id, [0, 1]);
    await vote(world, seen, omni.shown, []);
    await tally(omni, id, [0, 0]);
  });

  await checks.run('a poll from Baileys is stored by Omni, and its votes are counted', async () => {
    const poll = { name: 'Tea?', values: ['yes', 'no'], selectableCount: 1 };
    const sent = await ann.send(omni.jid, { poll });
    const stored = await omni.stored(ann.jid, sent.key.id);
    same([stored.content.type, stored.content.text, stored.content.options], ['poll', 'Tea?', ['yes', 'no']]);
    await vote(world, sent, ann.shown, ['yes']);
    await tally(omni, stored.id, [1, 0]);
  });
}

async function events(checks, world) {
  const { omni, ann } = world;
  await checks.run("answers from Baileys to an event of Omni's are counted, and changed", async () => {
    const event = {
      name: 'Opening', startsAt: '2030-03-17T17:46:40Z', extraGuestsAllowed: true, place: { name: 'The shop' },
    };
    const { id, externalId } = await omni.send('event', ann.jid, event);
    const seen = await ann.received(externalId);
    const shown = seen.message.eventMessage;
    same([shown?.name, Number(shown?.startTime), shown?.location?.name], ['Opening', 1_900_000_000, 'The shop']);
    await respond(world, seen, omni.shown, 'GOING', 2);
    const sums = await tally(omni, id, [1, 0, 0]);
    same([sums.options[0].name, sums.options[0].voters[0].extraGuests], ['going', 2]);
    await respond(world, seen, omni.shown, 'NOT_GOING', 0);
    await tally(omni, id, [0, 0, 1]);
  });

  await checks.run('an event from Baileys is stored by Omni', async () => {
    const event = { name: 'Party', startDate: new Date(1_900_000_000_000), location: { name: 'The park' } };
    const sent = await ann.send(omni.jid, { event });
    const { content } = await omni.stored(ann.jid, sent.key.id);
    same([content.type, content.text], ['event', 'Party']);
    same([content.event.startsAt, content.event.place?.name], ['2030-03-17T17:46:40.000Z', 'The park']);
  });
}
