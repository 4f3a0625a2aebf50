// SPDX-License-Identifier: MIT
import './styles.css';
import { createRoot } from 'react-dom/client';
import { App } from '@/App';
import { makeQueryClient } from '@/api/queryClient';
import { loadLanguage } from '@/lib/i18n/language';

const root = document.getElementById('root');
if (root) {
  const client = makeQueryClient();
  void loadLanguage().then((spoken) => createRoot(root).render(<App client={client} spoken={spoken} />));
}
