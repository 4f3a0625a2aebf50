// SPDX-License-Identifier: MIT
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Header } from '@/components/Header';
import { AnnouncerProvider } from '@/components/ui/Announcer';
import type { Language } from '@/lib/format';
import { LanguageProvider } from '@/lib/i18n/language';
import { CostsPage } from '@/pages/CostsPage';

export function App({ client, language }: { client: QueryClient; language?: Language }) {
  return (
    <QueryClientProvider client={client}>
      <LanguageProvider {...(language && { initial: language })}>
        <AnnouncerProvider>
          <Header />
          <CostsPage />
        </AnnouncerProvider>
      </LanguageProvider>
    </QueryClientProvider>
  );
}
