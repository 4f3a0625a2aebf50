// SPDX-License-Identifier: MIT
import { render } from '@testing-library/react';
import { App } from '@/App';
import { makeQueryClient } from '@/api/queryClient';
import type { Language } from '@/lib/format';
import { en } from '@/lib/i18n/en';
import { fr } from '@/lib/i18n/fr';

/** Opens the page at a path, as a browser of that language would. */
export function open(path = '/', language: Language = 'en') {
  window.history.replaceState(null, '', path);
  return render(<App client={makeQueryClient()} spoken={{ language, t: language === 'fr' ? fr : en }} />);
}
