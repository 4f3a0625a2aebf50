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

/** Where keys are made (platform.openai.com, platform.claude.com, Mistral's and OpenRouter's documentation), and how they begin. */
const KEYS = {
  openai: { page: 'https://platform.openai.com/settings/organization/admin-keys', example: 'sk-admin-…' },
  anthropic: { page: 'https://platform.claude.com/settings/admin-keys', example: 'sk-ant-admin01-…' },
  mistral: { page: 'https://backoffice.mistral.ai', example: '…' },
  openrouter: { page: 'https://openrouter.ai/settings/management-keys', example: 'sk-or-v1-…' },
} as const;

const isListed = (id: string): id is keyof typeof KEYS => id in KEYS;

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

function ProviderKey({ provider: { id, name, error } }: { provider: Provider }) {
  const words = FIRST_RUN_WORDS[useWords().language];
  const setting = error?.setting;
  const known = isListed(id) ? KEYS[id] : undefined;
  return (
    <li className="min-w-0 rounded-control border border-line px-4 py-3.5">
      <h3 className="font-medium">{name}</h3>
      {setting && (
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <code className="max-w-full rounded-sm bg-sunken px-2 py-1 text-[13px] wrap-anywhere">
            {setting}
            <span className="text-muted">={known?.example ?? '…'}</span>
          </code>
          <CopyButton text={`${setting}=`} />
        </div>
      )}
      {isListed(id) && <p className="mt-2 text-muted text-xs">{words.keyKind[id]}</p>}
      {known && (
        <p className="mt-2 text-xs">
          {words.madeAt}{' '}
          <a
            href={known.page}
            target="_blank"
            rel="noreferrer"
            className="rounded-sm text-accent underline underline-offset-3 wrap-anywhere"
          >
            {known.page.replace('https://', '')}
          </a>
        </p>
      )}
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
