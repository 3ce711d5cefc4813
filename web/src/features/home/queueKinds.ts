import type { Queue } from '../../api/queries/services';
import type { Text } from '../../i18n';

/** The kinds of work, as people name them. */
export const QUEUE_KINDS: Record<Queue['kind'], Text> = {
  'message.send': 'home.queueKinds.message_send',
  'message.schedule': 'home.queueKinds.message_schedule',
  'chat.action': 'home.queueKinds.chat_action',
  'turn.run': 'home.queueKinds.turn_run',
  'media.read': 'home.queueKinds.media_read',
  'media.fetch': 'home.queueKinds.media_fetch',
  'batch.run': 'home.queueKinds.batch_run',
  'sync.run': 'home.queueKinds.sync_run',
};
