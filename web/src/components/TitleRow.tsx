// SPDX-License-Identifier: MIT
import { memo } from 'react';
import { Breadcrumb, type Step } from '@/components/Breadcrumb';
import { Button } from '@/components/ui/Button';
import { Icon, type IconName } from '@/components/ui/Icon';
import { useShortcut } from '@/components/ui/Shortcuts';
import { cn } from '@/lib/cn';
import { useWords } from '@/lib/i18n/language';

interface Props {
  /** What is chosen, from everything down. */
  steps: readonly Step[];
  /** Without figures there is nothing to refresh. */
  isBare: boolean;
  lastUpdated: string | null;
  isLoading: boolean;
  isRefreshing: boolean;
  canRefresh: boolean;
  /** From 0 to 1, null when it is not known. */
  progress: number | null;
  /** The link was put on the clipboard a moment ago. */
  isLinkCopied: boolean;
  onCopyLink(): void;
  onPrint(): void;
  onRefresh(): void;
}

export const TitleRow = memo(function TitleRow(props: Props) {
  const { steps, isBare, lastUpdated, isLoading, isRefreshing, canRefresh, progress, isLinkCopied, onRefresh } = props;
  const { t, formats } = useWords();
  const isIdle = canRefresh && !isRefreshing;
  const refreshKey = useShortcut('refresh', () => isIdle && onRefresh());
  const done = progress === null ? '' : ` ${formats.share(Math.floor(progress * 100) / 100)}`;
  return (
    <div className="flex flex-wrap items-end gap-x-3 gap-y-3">
      <div className="min-w-0 flex-1">
        <h1 tabIndex={-1} className="w-fit font-semibold text-2xl tracking-tight">
          {t.title}
        </h1>
        {steps.length > 1 ? <Breadcrumb steps={steps} /> : <p className="mt-0.5 text-muted">{t.subtitle}</p>}
      </div>
      <div className={cn('flex gap-2 print:hidden', isBare && 'invisible')}>
        <Action icon="link" text={isLinkCopied ? t.linkDone : t.copyLink} isReady={canRefresh} run={props.onCopyLink} />
        <Action icon="print" text={t.printStatement} isReady={canRefresh} run={props.onPrint} />
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
});

interface ActionProps {
  icon: IconName;
  text: string;
  isReady: boolean;
  run(): void;
}

/** Its words are seen where there is room for them. */
function Action({ icon, text, isReady, run }: ActionProps) {
  return (
    <Button
      aria-label={text}
      title={text}
      className="max-lg:px-0!"
      aria-disabled={!isReady}
      onClick={() => isReady && run()}
    >
      <Icon name={icon} />
      <span className="max-lg:hidden">{text}</span>
    </Button>
  );
}
