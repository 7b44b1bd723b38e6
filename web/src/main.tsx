import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { queryClient } from './app/queries';
import { router } from './routes/router';
import './ui/base.css';
import { Look } from './ui/Look';
import { startLanguage } from './ui/language';
import { startNonce } from './ui/nonce';
import { startTheme } from './ui/theme';

startNonce();
startTheme();
await startLanguage();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Look>
        <RouterProvider router={router} />
      </Look>
    </QueryClientProvider>
  </StrictMode>,
);
