import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { Dialog } from './Dialog';

afterEach(cleanup);

function Opener({ isLeft = true }: { isLeft?: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <main id="content" tabIndex={-1}>
      {(isLeft || !isOpen) && (
        <button type="button" onClick={() => setOpen(true)}>
          Open
        </button>
      )}
      {isOpen && (
        <Dialog title="Name" onClose={() => setOpen(false)}>
          <button type="button" onClick={() => setOpen(false)}>
            Done
          </button>
        </Dialog>
      )}
    </main>
  );
}

test('a dialog that is left by its button returns the focus to what opened it', async () => {
  const user = userEvent.setup();
  render(<Opener />);
  await user.tab();
  await user.keyboard('{Enter}');
  await user.click(await screen.findByText('Done'));
  expect(document.activeElement).toBe(screen.getByText('Open'));
});

test('where what opened it is gone, the page has the focus', async () => {
  const user = userEvent.setup();
  render(<Opener isLeft={false} />);
  await user.tab();
  await user.keyboard('{Enter}');
  screen.getByText('Done').focus();
  await user.keyboard('{Enter}');
  expect(document.activeElement?.id ?? '').toBe('content');
});

test('a dialog in another one closes alone', () => {
  const closeOuter = vi.fn();
  const closeInner = vi.fn();
  render(
    <Dialog title="Labels" onClose={closeOuter}>
      <Dialog title="Delete" onClose={closeInner}>
        Really?
      </Dialog>
    </Dialog>,
  );
  // As a browser does: it does not bubble.
  const [outer, inner] = screen.getAllByRole('dialog', { hidden: true });
  if (!outer || !inner) throw new Error('not both are shown');
  fireEvent(inner, new Event('close'));
  expect(closeInner).toHaveBeenCalledOnce();
  expect(closeOuter).not.toHaveBeenCalled();
  fireEvent(outer, new Event('close'));
  expect(closeOuter).toHaveBeenCalledOnce();
});
