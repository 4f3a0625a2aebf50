// SPDX-License-Identifier: MIT
import { useEffect, useState } from 'react';
import { Notice } from '@/components/Notice';
import { Button } from '@/components/ui/Button';
import { useWords } from '@/lib/i18n/language';

interface Props {
  /** Figures from before are on the page. */
  hasFigures: boolean;
  onRetry(): void;
}

/** The page goes on trying by itself; this says so. */
export function ServerGone({ hasFigures, onRetry }: Props) {
  const { t } = useWords();
  const isOffline = useIsOffline();
  return (
    <div role="alert">
      <Notice
        tone="warn"
        icon="offline"
        title={isOffline ? t.offline : t.gone}
        actions={<Button onClick={onRetry}>{t.tryNow}</Button>}
      >
        <p>
          {isOffline ? t.offlineHow : t.goneHow} {hasFigures && t.goneFigures}
        </p>
      </Notice>
    </div>
  );
}

function useIsOffline(): boolean {
  const [isOffline, setIsOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const update = () => setIsOffline(!navigator.onLine);
    window.addEventListener('online', update);
    window.addEventListener('offline', update);
    return () => {
      window.removeEventListener('online', update);
      window.removeEventListener('offline', update);
    };
  }, []);
  return isOffline;
}
