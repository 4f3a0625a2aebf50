// SPDX-License-Identifier: MIT
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CostReport, ReportNotice } from '@/api/costs';
import { remarksOf } from '@/components/remarks';
import { type Language, makeFormats } from '@/lib/format';
import { type Dictionary, en } from '@/lib/i18n/en';
import { fr } from '@/lib/i18n/fr';
import { REMARK_WORDS } from '@/lib/i18n/remarks';
import { makeReport } from '@/test/server';

const WORDS: Record<Language, Dictionary> = { en, fr };
const NAMES: Record<string, string> = { openai: 'OpenAI', mistral: 'Mistral', openrouter: 'OpenRouter' };
const sourceOf = ({ provider, workspace }: ReportNotice) =>
  provider === '' ? null : `${NAMES[provider]}${workspace === 'default' ? '' : ` (${workspace})`}`;

const notice = (kind: ReportNotice['kind'], provider = 'mistral', workspace = 'default') => ({
  kind,
  provider,
  workspace,
  detail: `${provider}: detail of ${kind} ${workspace}`,
});

/** In both languages. */
function said(notices: ReportNotice[], changes: object = {}) {
  // Amounts are text here, as the client makes them.
  const report = { ...makeReport(), ...changes, notices } as unknown as CostReport;
  const remarks = (language: Language) =>
    remarksOf(report, sourceOf, { language, t: WORDS[language], formats: makeFormats(language) });
  return { en: remarks('en'), fr: remarks('fr') };
}
const texts = (...args: Parameters<typeof said>) => {
  const { en, fr } = said(...args);
  return [...en, ...fr].map(({ text }) => text.replaceAll('\u00a0', ' '));
};

/** Of the C++ sources: every kind in a `namespace notice`. */
function kindsOfTheServer(): string[] {
  const root = new URL('../../../src/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.h'));
  const namespaces = files
    .flatMap((name) => [...readFileSync(new URL(name, root), 'utf8').matchAll(/^namespace notice \{(.*?)^\}/gms)])
    .map(([, inside = '']) => inside);
  return namespaces.flatMap((inside) => [...inside.matchAll(/k\w+ = "(\w+)"/g)].map(([, kind = '']) => kind));
}

describe('a notice', () => {
  const kinds = kindsOfTheServer();

  it('has a sentence in both languages, whatever kind the server sends', () => {
    expect(kinds.length).toBeGreaterThan(8);
    expect(Object.keys(REMARK_WORDS.en.say).sort()).toEqual([...kinds].sort());
    expect(Object.keys(REMARK_WORDS.fr.say).sort()).toEqual([...kinds].sort());
  });

  it.each(kinds as ReportNotice['kind'][])(
    '%s: is a whole sentence, named or not, written as each language is',
    (kind) => {
      for (const one of [notice(kind), notice(kind, '', '')]) {
        const { en, fr } = said([one]);
        for (const text of [en[0]?.text ?? '', fr[0]?.text ?? '']) {
          expect(text).toMatch(/^\p{Lu}.*\.$/u);
          expect(text).not.toMatch(/undefined|null|detail of|'|[a-z]_/);
        }
        expect(fr[0]?.text).not.toBe(en[0]?.text);
        expect(fr[0]?.text).not.toMatch(/ [:;?!]/);
        expect(en[0]?.details).toEqual([one.detail]);
        if (one.provider && !['not_kept', 'ledger_damaged'].includes(kind)) expect(fr[0]?.text).toContain('Mistral');
      }
    },
  );

  it('says which days are no longer given, and then has no more to say', () => {
    const run = { provider: 'openrouter', workspace: 'default', state: 'not_retained' };
    const unread = [{ ...run, start_date: '2026-09-01', end_date: '2026-09-30' }];
    const coverage = { ...makeReport().coverage, unread };
    const notices = [notice('short_history', 'openrouter')];
    expect(texts(notices, { coverage })).toEqual([
      'OpenRouter no longer gives the figures of Sep 1, 2026 to Sep 30, 2026: the total is without them. What is read from now on is kept.',
      'OpenRouter ne donne plus les chiffres du 1er sept. 2026 au 30 sept. 2026 : le total ne les compte pas. Ce qui est relevé désormais est conservé.',
    ]);
    expect(said(notices, { coverage }).fr[0]?.details).toEqual([]);
  });

  it('names the models without a price, the first of them, and of the provider alone', () => {
    const row = { ...makeReport().breakdown[0], cost_usd: null, unpriced: true };
    const breakdown = [
      ...['a', 'b', 'c', 'd', 'e'].map((model) => ({ ...row, provider: 'mistral', model })),
      { ...row, provider: 'openai', model: 'x' },
    ];
    const [english, french] = texts([notice('unpriced')], { breakdown });
    expect(english).toMatch(/^Mistral: no price is known for a, b, c, and 2 others, and the total is without it/);
    expect(french).toMatch(
      /^Mistral : aucun prix n’est connu pour a, b, c et 2 autres, que le total ne compte donc pas\./,
    );
  });

  it('says which amounts have no rate, in all currencies of the source at once', () => {
    const unconverted = [
      { provider: 'mistral', workspace: 'default', currency: 'EUR', cost: '3.1' },
      { provider: 'mistral', workspace: 'default', currency: 'CHF', cost: '2' },
      { provider: 'openai', workspace: 'default', currency: 'CHF', cost: '5' },
    ];
    const [english, french, ...rest] = texts([notice('unconverted'), notice('unconverted')], { unconverted });
    expect(rest).toEqual([]);
    expect(english).toMatch(/^Mistral: no exchange rate is known for €3\.10 and CHF 2\.00, /);
    expect(french).toMatch(/^Mistral : aucun taux de change n’est connu pour 3,10 € et 2,00 CHF, /);
  });

  it('is said once of all sources it is true of, with what the server says of each', () => {
    const workspaces = ['a', 'b', 'c', 'd'];
    const { en, fr } = said(workspaces.map((workspace) => notice('short_history', 'openai', workspace)));
    expect(en).toHaveLength(1);
    expect(en[0]?.details).toHaveLength(4);
    expect(fr[0]?.text).toMatch(/^OpenAI \(a\), OpenAI \(b\), OpenAI \(c\) et 1 autre ne donnent plus/);
  });
});
