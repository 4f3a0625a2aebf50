// SPDX-License-Identifier: MIT
import './styles.css';
import { createRoot } from 'react-dom/client';
import { App } from '@/App';
import { costsQuery } from '@/api/costs';
import { isWithoutKeys, providersQuery } from '@/api/providers';
import { makeQueryClient } from '@/api/queryClient';
import { loadLanguage } from '@/lib/i18n/language';
import { readSelection } from '@/lib/selection';

/**
 * What index.html shows is seen before the page takes its place, on a slow phone too; a tab in the background paints
 * nothing.
 */
const isPainted = new Promise<void>((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, document.hidden ? 0 : 500);
});

const root = document.getElementById('root');
if (root) {
  const client = makeQueryClient();
  const askCosts = () =>
    void client.prefetchQuery(costsQuery(readSelection(new URLSearchParams(window.location.search))));
  // The server answers while the words are loaded. Which providers there are index.html has asked for already.
  void client.fetchQuery(providersQuery).then((list) => isWithoutKeys(list) || askCosts(), askCosts);
  void Promise.all([loadLanguage(), isPainted]).then(([spoken]) =>
    createRoot(root).render(<App client={client} spoken={spoken} />),
  );
}
