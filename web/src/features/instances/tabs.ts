/** What the viewer is: their scopes, and whether they may operate the whole server. */
export interface Viewer {
  may: (scope: string) => boolean;
  isOperator: boolean;
}

const NEEDS = {
  connection: ({ may }: Viewer) => may('instances:read'),
  profile: ({ may }: Viewer) => may('instances:read'),
  agent: ({ may }: Viewer) => may('instances:read'),
  messaging: ({ may }: Viewer) => may('instances:read'),
  media: ({ may }: Viewer) => may('instances:read'),
  access: ({ may }: Viewer) => may('access:read'),
  webhooks: ({ may }: Viewer) => may('webhooks:read'),
  logs: ({ may, isOperator }: Viewer) => may('admin:*') && isOperator,
  danger: ({ may }: Viewer) => may('instances:write') || may('instances:delete'),
};

export type Tab = keyof typeof NEEDS;

export const TABS = Object.keys(NEEDS) as Tab[];

/** The tab that an instance's own address shows. */
export const FIRST: Tab = 'connection';

/** The tabs that this viewer is offered, in their order. */
export const offeredTabs = (viewer: Viewer): Tab[] => TABS.filter(tab => NEEDS[tab](viewer));
