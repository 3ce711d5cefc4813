import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app.css';
import { sessionQuery } from './api/queries/session';
import { createQueryClient } from './api/queryClient';
import { startTexts } from './i18n';
import { fixRoot } from './lib/root';
import { startTheme } from './lib/theme';
import { createPageRouter } from './router';

const client = createQueryClient(() => void router.invalidate());
const router = createPageRouter(client);

async function start(): Promise<void> {
  fixRoot();
  startTheme();
  // Asked for while the texts are loaded: the first page needs both.
  void client.prefetchQuery(sessionQuery);
  await startTexts();
  const place = document.getElementById('app');
  if (!place) throw new Error('the page has no place for the application');
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
