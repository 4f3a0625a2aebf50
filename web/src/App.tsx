// SPDX-License-Identifier: MIT
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Header } from '@/components/Header';
import { AnnouncerProvider } from '@/components/ui/Announcer';
import { ShortcutsProvider } from '@/components/ui/Shortcuts';
import { LanguageProvider, type Spoken } from '@/lib/i18n/language';
import { CostsPage } from '@/pages/CostsPage';

export function App({ client, spoken }: { client: QueryClient; spoken: Spoken }) {
  return (
    <QueryClientProvider client={client}>
      <LanguageProvider initial={spoken}>
        <AnnouncerProvider>
          <ShortcutsProvider>
            <Header />
            <CostsPage />
          </ShortcutsProvider>
        </AnnouncerProvider>
      </LanguageProvider>
    </QueryClientProvider>
  );
}
