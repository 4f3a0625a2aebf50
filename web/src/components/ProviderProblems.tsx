// SPDX-License-Identifier: MIT
import { isNotConfigured, type Provider } from '@/api/providers';
import { useWords } from '@/lib/i18n/language';

/** Why a provider cannot be chosen, and which variable to set. */
export function ProviderProblems({ providers }: { providers: readonly Provider[] }) {
  const { t } = useWords();
  const failing = providers.filter((provider) => !provider.available && provider.error);
  if (failing.length === 0) return null;
  return (
    <ul aria-label={t.unavailableProviders} className="mt-3.5 space-y-1 border-line border-t pt-3 text-muted text-xs">
      {failing.map(({ id, name, error }) => {
        if (!error) return null;
        const setting = error.setting;
        return (
          <li key={id} className="wrap-anywhere">
            {isNotConfigured(error) ? t.notConfigured(name) : t.sourceProblem(name, t.problem[error.kind])}{' '}
            {setting && (
              <SettingText text={(isNotConfigured(error) ? t.setting : t.checkSetting)(setting)} name={setting} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The sentence with the variable's name set apart. */
export function SettingText({ text, name }: { text: string; name: string }) {
  const [before, after] = text.split(name);
  return (
    <>
      {before}
      <code className="rounded-sm bg-sunken py-0.5 text-ink">{name}</code>
      {after}
    </>
  );
}
