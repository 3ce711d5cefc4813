/** What was written and not sent, by chat: kept while the page is open, and nowhere else. */
export const drafts = new Map<string, string>();
