// SPDX-License-Identifier: MIT
import { useEffect, useState } from 'react';
import type { Provider } from '@/api/providers';
import { useAnnounce } from '@/components/ui/Announcer';
import { Button } from '@/components/ui/Button';
import { Icon } from '@/components/ui/Icon';
import { copyText } from '@/lib/csv';
import { FIRST_RUN_WORDS } from '@/lib/i18n/firstRun';
import { useWords } from '@/lib/i18n/language';

interface Props {
  providers: readonly Provider[];
  /** Whether there is still no key. */
  onCheck(): Promise<boolean>;
}

/** How long it is said on the button. */
const COPIED_MS = 3000;

/** No provider has a key: what to set, where each key is made and of which kind, and how to look without one. */
export function FirstRun({ providers, onCheck }: Props) {
  const { t, language } = useWords();
  const announce = useAnnounce();
  const words = FIRST_RUN_WORDS[language];
  const [check, setCheck] = useState<'none' | 'running' | 'empty'>('none');
  const isChecking = check === 'running';
  const onPress = async () => {
    if (isChecking) return;
    setCheck('running');
    const isEmpty = await onCheck();
    setCheck(isEmpty ? 'empty' : 'none');
    if (isEmpty) announce(words.stillNone);
  };
  return (
    <section aria-labelledby="first-run" className="card px-5 py-7 md:px-10 md:py-10">
      <h2 id="first-run" className="font-semibold text-2xl tracking-tight">
        {t.firstRun}
      </h2>
      <ol className="mt-3 max-w-3xl list-decimal space-y-1 pl-5 text-muted">
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <ul className="mt-6 grid gap-3 md:grid-cols-2">
        {providers.map((provider) => (
          <ProviderKey key={provider.id} provider={provider} />
        ))}
      </ul>
      <p className="mt-4 max-w-3xl text-muted text-xs">{words.more}</p>
      <div className="mt-5 flex flex-wrap items-center gap-3">
        <Button variant="primary" aria-disabled={isChecking} aria-busy={isChecking} onClick={() => void onPress()}>
          <Icon name="refresh" className={isChecking ? 'spin' : undefined} />
          {words.check}
        </Button>
        {check === 'empty' && <p className="text-muted">{words.stillNone}</p>}
      </div>
      <div className="mt-7 border-line border-t pt-5">
        <h3 className="font-medium">{words.demo}</h3>
        <pre className="mt-2 w-fit max-w-full whitespace-pre-wrap rounded-control bg-sunken px-3 py-2 text-[13px]">
          <code>llm-cost-tracker serve --demo</code>
        </pre>
      </div>
    </section>
  );
}

function ProviderKey({ provider: { name, error, key } }: { provider: Provider }) {
  const { language, formats } = useWords();
  const words = FIRST_RUN_WORDS[language];
  const setting = error?.setting;
  return (
    <li className="min-w-0 rounded-control border border-line px-4 py-3.5">
      <h3 className="font-medium">{name}</h3>
      {setting && (
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <code className="max-w-full rounded-sm bg-sunken px-2 py-1 text-[13px] wrap-anywhere">
            {setting}
            <span className="text-muted">={key.begins}…</span>
          </code>
          <CopyButton text={`${setting}=`} />
        </div>
      )}
      <p className="mt-2 text-muted text-xs">
        {words.kind(key.kind, key.made_by && words.makers[key.made_by], key.plan)}{' '}
        {key.permissions.length > 0 && `${words.permissions(formats.list(key.permissions))} `}
        {words.ordinary(key.ordinary)}
      </p>
      <p className="mt-2 text-xs">
        {words.madeAt}{' '}
        <a
          href={key.page}
          target="_blank"
          rel="noreferrer"
          className="rounded-sm text-accent underline underline-offset-3 wrap-anywhere"
        >
          {key.page.replace('https://', '')}
        </a>
      </p>
    </li>
  );
}

function CopyButton({ text }: { text: string }) {
  const { t, language } = useWords();
  const announce = useAnnounce();
  const words = FIRST_RUN_WORDS[language];
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const onCopy = async () => {
    const isDone = await copyText(text);
    setIsCopied(isDone);
    announce(isDone ? t.copied(text) : t.copyFailed);
  };
  const word = isCopied ? words.copied : words.copy;
  return (
    <Button variant="quiet" aria-label={t.problemOf(word, text)} onClick={() => void onCopy()}>
      <Icon name="copy" />
      {word}
    </Button>
  );
}
