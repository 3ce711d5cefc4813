import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { StepList } from './StepList';

afterEach(cleanup);

const STEPS = [
  { id: 'welcome', status: 'completed' },
  { id: 'api_keys', status: 'skipped' },
  { id: 'first_instance', status: 'in_progress' },
  { id: 'connect', status: 'pending' },
] as const;

test('the steps that were left behind and the one that waits are opened, later ones are not', async () => {
  const opened: string[] = [];
  const onChoose = (step: string) => opened.push(step);
  const { rerender } = render(
    <StepList steps={[...STEPS]} shown="first_instance" onChoose={onChoose} />,
  );
  for (const button of screen.getAllByRole('button')) await userEvent.click(button);
  expect(opened).toEqual(['welcome', 'api_keys']);
  rerender(<StepList steps={[...STEPS]} shown="welcome" onChoose={onChoose} />);
  for (const button of screen.getAllByRole('button')) await userEvent.click(button);
  expect(opened.slice(2)).toEqual(['api_keys', 'first_instance']);
});
