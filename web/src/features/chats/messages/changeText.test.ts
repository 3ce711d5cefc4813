import { beforeAll, expect, test } from 'vitest';
import type { GroupChange } from '../../../api/queries/groupChanges';
import { startTexts, translate } from '../../../i18n';
import { changeText } from './changeText';

const ANN = '551@s.whatsapp.net';
const BO = '552@s.whatsapp.net';

const lines = (what: GroupChange['what'], by: string | null) =>
  changeText({ id: 'x', at: '', by, what }, new Map([[ANN, 'Ann']]), translate);

beforeAll(startTexts);

test('people are named as the conversation knows them, and by their numbers otherwise', () => {
  expect(lines({ action: 'promoted', people: [ANN, BO] }, null)).toEqual(['Now admins: Ann, 552']);
  expect(lines({ action: 'removed', people: [BO] }, ANN)).toEqual(['Removed: 552', 'by Ann']);
  expect(lines({ action: 'left', people: [ANN] }, ANN)).toEqual(['Left: Ann']);
});

test('each setting that was changed has its line', () => {
  expect(
    lines(
      {
        changes: [
          ['subject', 'Bikes'],
          ['joinApproval', false],
        ],
      },
      null,
    ),
  ).toEqual(['New name: Bikes', 'Joining needs no approval any more']);
});
