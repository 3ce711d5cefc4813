import { createStore } from '../../lib/store';

/** What waits for the viewer, as the navigation shows it. */
export interface Badges {
  /** Chats with something unread. */
  unread: number;
  /** Instances that need a person. */
  waiting: number;
}

export const NO_BADGES: Badges = { unread: 0, waiting: 0 };

export const badges = createStore<Badges>(NO_BADGES);
