/** What is shown beside a conversation. */
export const ASIDE_TABS = ['person', 'why', 'notes', 'find'] as const;
export type AsideTab = (typeof ASIDE_TABS)[number];
