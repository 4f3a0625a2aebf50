// SPDX-License-Identifier: MIT
import type { Provider } from '@/api/providers';
import { Button } from '@/components/ui/Button';
import { Icon } from '@/components/ui/Icon';
import { useWords } from '@/lib/i18n/language';

interface Props {
  providers: readonly Provider[];
  isChecking: boolean;
  /** A check found no key. */
  isStillEmpty: boolean;
  onCheck(): void;
}

/** Where keys are made (platform.openai.com, platform.claude.com, Mistral's and OpenRouter's documentation), and how they begin. */
const KEYS = {
  openai: { page: 'https://platform.openai.com/settings/organization/admin-keys', example: 'sk-admin-…' },
  anthropic: { page: 'https://platform.claude.com/settings/admin-keys', example: 'sk-ant-admin01-…' },
  mistral: { page: 'https://backoffice.mistral.ai', example: '…' },
  openrouter: { page: 'https://openrouter.ai/settings/management-keys', example: 'sk-or-v1-…' },
} as const;

const isListed = (id: string): id is keyof typeof KEYS => id in KEYS;

/** No provider has a key: what to set, where each key is made and of which kind, and how to look without one. */
export function FirstRun({ providers, isChecking, isStillEmpty, onCheck }: Props) {
  const { t } = useWords();
  return (
    <section aria-labelledby="first-run" className="card px-5 py-7 md:px-10 md:py-10">
      <h2 id="first-run" className="font-semibold text-2xl tracking-tight">
        {t.firstRun}
      </h2>
      <ol className="mt-3 max-w-3xl list-decimal space-y-1 pl-5 text-muted">
        {t.firstRunSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <ul className="mt-6 grid gap-3 md:grid-cols-2">
        {providers.map((provider) => (
          <ProviderKey key={provider.id} provider={provider} />
        ))}
      </ul>
      <p className="mt-4 max-w-3xl text-muted text-xs">{t.firstRunMore}</p>
      <div className="mt-5 flex flex-wrap items-center gap-3">
        <Button
          variant="primary"
          aria-disabled={isChecking}
          aria-busy={isChecking}
          onClick={() => !isChecking && onCheck()}
        >
          <Icon name="refresh" className={isChecking ? 'spin' : undefined} />
          {t.checkAgain}
        </Button>
        {isStillEmpty && !isChecking && <p className="text-muted">{t.stillNoKey}</p>}
      </div>
      <div className="mt-7 border-line border-t pt-5">
        <h3 className="font-medium">{t.firstRunDemo}</h3>
        <pre className="mt-2 w-fit max-w-full whitespace-pre-wrap rounded-control bg-sunken px-3 py-2 text-[13px]">
          <code>llm-cost-tracker serve --demo</code>
        </pre>
      </div>
    </section>
  );
}

function ProviderKey({ provider: { id, name, error } }: { provider: Provider }) {
  const { t } = useWords();
  const setting = error?.setting;
  const known = isListed(id) ? KEYS[id] : undefined;
  return (
    <li className="min-w-0 rounded-control border border-line px-4 py-3.5">
      <h3 className="font-medium">{name}</h3>
      {setting && (
        <code className="mt-2 block w-fit max-w-full rounded-sm bg-sunken px-2 py-1 text-[13px] wrap-anywhere">
          {setting}
          <span className="text-muted">={known?.example ?? '…'}</span>
        </code>
      )}
      {isListed(id) && <p className="mt-2 text-muted text-xs">{t.keyKind[id]}</p>}
      {known && (
        <p className="mt-2 text-xs">
          {t.keyMadeAt}{' '}
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
