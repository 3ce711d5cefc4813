import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { AgentVersion } from '../../api/queries/agents';
import { loadManageTexts, startTexts } from '../../i18n';
import { Author } from './Author';

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

afterEach(cleanup);

test.each([
  ['user:1', 'Ann Lee', 'Ann Lee'],
  ['account_token:1:2', null, 'account_token:1:2'],
  ['system', null, 'the server'],
  [null, null, undefined],
])('%s named %s is shown as %s', (changedBy, changedByName, shown) => {
  const version = { changedBy, changedByName } as AgentVersion;
  const { container } = render(<Author version={version} />);
  expect(container.querySelector('bdi')?.textContent).toBe(shown);
});
