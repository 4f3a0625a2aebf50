// SPDX-License-Identifier: MIT
import { Button } from '@/components/ui/Button';
import { Icon } from '@/components/ui/Icon';
import { useShortcut } from '@/components/ui/Shortcuts';
import { cn } from '@/lib/cn';
import { useWords } from '@/lib/i18n/language';

interface Props {
  /** Without figures there is nothing to refresh. */
  isBare: boolean;
  lastUpdated: string | null;
  isLoading: boolean;
  isRefreshing: boolean;
  canRefresh: boolean;
  /** From 0 to 1, null when it is not known. */
  progress: number | null;
  onRefresh(): void;
}

export function TitleRow({ isBare, lastUpdated, isLoading, isRefreshing, canRefresh, progress, onRefresh }: Props) {
  const { t, formats } = useWords();
  const isIdle = canRefresh && !isRefreshing;
  const refreshKey = useShortcut('refresh', () => isIdle && onRefresh());
  const done = progress === null ? '' : ` ${formats.share(Math.floor(progress * 100) / 100)}`;
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div>
        <h1 className="font-semibold text-2xl tracking-tight">{t.title}</h1>
        <p className="mt-0.5 text-muted">{t.subtitle}</p>
      </div>
      <div className={cn('flex items-center gap-3 max-sm:w-full max-sm:justify-between', isBare && 'invisible')}>
        <p className="text-xs sm:text-right">
          <span className="block text-muted">{t.lastUpdated}</span>
          {isLoading ? (
            <span className="skeleton inline-block h-3.5 w-28" />
          ) : lastUpdated ? (
            <time dateTime={lastUpdated}>{formats.time(lastUpdated)}</time>
          ) : (
            t.never
          )}
        </p>
        <Button
          variant="primary"
          className="min-w-30 print:hidden"
          aria-disabled={!isIdle}
          aria-busy={isRefreshing}
          aria-keyshortcuts={refreshKey}
          onClick={() => isIdle && onRefresh()}
        >
          <Icon name="refresh" className={isRefreshing ? 'spin' : undefined} />
          {isRefreshing ? `${t.refreshing}${done}` : t.refresh}
        </Button>
      </div>
    </div>
  );
}
