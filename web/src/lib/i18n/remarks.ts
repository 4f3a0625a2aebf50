// SPDX-License-Identifier: MIT
// What the server's notices say, in both languages; loaded with the first remark, not with the page.
import type { Language } from '@/lib/format';

/** What is known of a notice's facts beside its kind. */
interface Said {
  /** Whom it is about; empty: nobody, or everybody. */
  names: string;
  count: number;
  /** Models, amounts or days, as the kind has them; null: not known. */
  facts: string | null;
}

const colon = (space: string) => (names: string, text: string) =>
  names ? `${names}${space}: ${text}` : text.charAt(0).toUpperCase() + text.slice(1);
const enOf = colon('');
const frOf = colon('\u00a0');

const en = {
  title: 'Worth knowing about these figures',
  count: (count: number, text: string) => `${text} remark${count === 1 ? '' : 's'} about these figures`,
  days: (first: string, last: string) => (first === last ? first : `${first} to ${last}`),
  say: {
    unpriced: ({ names, facts }: Said) =>
      enOf(
        names,
        `no price is known for ${facts ?? 'some of the use'}, and the total is without it. The provider’s own pages say what it costs.`,
      ),
    unconverted: ({ names, facts }: Said) =>
      enOf(
        names,
        `no exchange rate is known for ${facts ?? 'some amounts'}, and no total has any of it. Set EXCHANGE_RATES to a rate of your own.`,
      ),
    not_included: ({ names }: Said) => enOf(names, 'some of the use is billed apart and is not in these figures.'),
    short_history: ({ names, count, facts }: Said) =>
      `${names || 'The provider'} no longer ${count > 1 ? 'give' : 'gives'} the figures of ${facts ?? 'some or all of these days'}: the total is without them. What is read from now on is kept.`,
    unit_suspect: ({ names }: Said) =>
      enOf(names, 'these figures look about 100 times off. Nothing was changed: hold them against the bill.'),
    booked_together: ({ names }: Said) =>
      enOf(names, 'some amounts are given by month only. Each stands on the last day of its month, once that is over.'),
    counts_missing: ({ names }: Said) => enOf(names, 'some requests could not be counted. The costs are whole.'),
    not_excluded: ({ names, count }: Said) =>
      `The setting EXCLUDE names a project that ${names || 'the provider'} ${count > 1 ? 'do' : 'does'} not have: it leaves nothing out.`,
    corrected: ({ names }: Said) =>
      enOf(
        names,
        'a sealed month was changed by the provider later. The sealed figures stand; the changes are listed below.',
      ),
    not_kept: ({ names }: Said) =>
      enOf(names, 'what was read could not be saved: a restart would have to read it again.'),
    ledger_damaged: ({ names }: Said) =>
      enOf(
        names,
        'the file of kept figures was damaged. What of it made no sense was put aside and is read again from the providers.',
      ),
  },
};

const fr: typeof en = {
  title: 'À savoir sur ces chiffres',
  count: (count, text) => `${text} remarque${count < 2 ? '' : 's'} sur ces chiffres`,
  days: (first, last) => (first === last ? `du ${first}` : `du ${first} au ${last}`),
  say: {
    unpriced: ({ names, facts }) =>
      frOf(
        names,
        `aucun prix n’est connu pour ${facts ?? 'une partie de la consommation'}, que le total ne compte donc pas. Les pages du fournisseur en donnent le montant.`,
      ),
    unconverted: ({ names, facts }) =>
      frOf(
        names,
        `aucun taux de change n’est connu pour ${facts ?? 'certains montants'}, et aucun total n’en tient compte. Renseignez EXCHANGE_RATES avec un taux de votre choix.`,
      ),
    not_included: ({ names }) =>
      frOf(names, 'une partie de la consommation est facturée à part et ne figure pas dans ces chiffres.'),
    short_history: ({ names, count, facts }) =>
      `${names || 'Le fournisseur'} ne ${count > 1 ? 'donnent' : 'donne'} plus les chiffres ${facts ?? 'de tout ou partie de ces jours'} : le total ne les compte pas. Ce qui est relevé désormais est conservé.`,
    unit_suspect: ({ names }) =>
      frOf(names, 'ces chiffres semblent faux d’un facteur 100. Rien n’a été modifié : comparez-les à la facture.'),
    booked_together: ({ names }) =>
      frOf(
        names,
        'certains montants ne sont donnés qu’au mois. Chacun est inscrit au dernier jour de son mois, une fois celui-ci terminé.',
      ),
    counts_missing: ({ names }) =>
      frOf(names, 'une partie des requêtes n’a pas pu être comptée. Les coûts, eux, sont complets.'),
    not_excluded: ({ names, count }) =>
      `Le réglage EXCLUDE nomme un projet que ${names || 'le fournisseur'} ${count > 1 ? 'n’ont' : 'n’a'} pas : il n’écarte rien.`,
    corrected: ({ names }) =>
      frOf(
        names,
        'un mois clos a été modifié ensuite par le fournisseur. Les chiffres clos restent ; les écarts sont listés plus bas.',
      ),
    not_kept: ({ names }) =>
      frOf(names, 'ce qui a été relevé n’a pas pu être enregistré ; un redémarrage devrait tout relire.'),
    ledger_damaged: ({ names }) =>
      frOf(
        names,
        'le fichier des chiffres conservés était endommagé. Ce qui n’y avait plus de sens a été mis de côté et est relu chez les fournisseurs.',
      ),
  },
};

export const REMARK_WORDS: Record<Language, typeof en> = { en, fr };
