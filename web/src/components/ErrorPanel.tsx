// SPDX-License-Identifier: MIT
import type { Problem } from '@/api/client';
import { isNotConfigured } from '@/api/providers';
import { Notice } from '@/components/Notice';
import { SettingText } from '@/components/ProviderProblems';
import { Button } from '@/components/ui/Button';
import { useWords } from '@/lib/i18n/language';

interface Props {
  problem: Problem;
  /** A provider's or workspace's name, when one is to blame. */
  source: string | null;
  onRetry(): void;
  isRetrying: boolean;
  /** Takes the filters away, where there are any. */
  onReset?: (() => void) | undefined;
}

/** Nothing is known: what failed, what to do, and another try. */
export function ErrorPanel({ problem, source, onRetry, isRetrying, onReset }: Props) {
  const { t } = useWords();
  return (
    <div role="alert">
      <Notice
        tone="danger"
        title={t.failed}
        actions={
          <>
            <Button onClick={onRetry} aria-busy={isRetrying}>
              {t.retry}
            </Button>
            {onReset && <Button onClick={onReset}>{t.showEverything}</Button>}
          </>
        }
      >
        <ProblemText problem={problem} source={source} />
      </Notice>
    </div>
  );
}

/** In plain words, with the server's own folded away. */
export function ProblemText({ problem, source }: { problem: Problem; source: string | null }) {
  const { t, formats } = useWords();
  const missing = isNotConfigured(problem);
  const { setting, retry_after: seconds } = problem;
  const what = missing ? t.notConfigured(source ?? problem.provider ?? '') : t.problem[problem.kind];
  return (
    <>
      <p>
        {source && !missing ? t.sourceProblem(source, what) : what}{' '}
        {!missing && (seconds ? t.retryAfter(formats.count(seconds)) : t.advice[problem.kind])}{' '}
        {setting && <SettingText text={(missing ? t.setting : t.checkSetting)(setting)} name={setting} />}
      </p>
      <details className="text-muted text-xs">
        <summary className="w-fit cursor-pointer py-1 pointer-coarse:py-3.5">{t.details}</summary>
        <p lang="en" className="pb-1">
          {problem.title}: {problem.detail}
        </p>
      </details>
    </>
  );
}
