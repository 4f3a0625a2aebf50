// SPDX-License-Identifier: MIT
// The words of what changed, which come with its code.
import type { Language } from '@/lib/format';
import type { Dimension } from '@/lib/selection';

export interface ChangeWords {
  title: string;
  by: Record<Dimension, string>;
  compared: (range: string, before: string) => string;
  todayIsOpen: string;
  without: (names: string) => string;
  unclear: (what: string) => string;
  /** So many of what it is by. */
  count: Record<Dimension, (count: number, text: string) => string>;
  rises: string;
  falls: string;
  noRise: string;
  noFall: string;
  fromTo: (before: string, now: string) => string;
  isNew: string;
  isGone: string;
  all: (model: string) => string;
  mostly: (parts: string) => string;
  spread: (models: string, part: string) => string;
  part: (model: string, difference: string) => string;
}

const en: ChangeWords = {
  title: 'What changed',
  by: { project: 'By project', workspace: 'By workspace', provider: 'By provider', model: 'By model' },
  compared: (range, before) => `${range} against the same number of days before, ${before}.`,
  todayIsOpen: 'Today is not over.',
  without: (names) => `Not compared, as not every day of it is known: ${names}.`,
  unclear: (what) => `Not compared, as part of the cost has no price: ${what}.`,
  count: {
    project: (count, text) => `${text} project${count === 1 ? '' : 's'}`,
    workspace: (count, text) => `${text} workspace${count === 1 ? '' : 's'}`,
    provider: (count, text) => `${text} provider${count === 1 ? '' : 's'}`,
    model: (count, text) => `${text} model${count === 1 ? '' : 's'}`,
  },
  rises: 'Largest rises',
  falls: 'Largest falls',
  noRise: 'Nothing rose.',
  noFall: 'Nothing fell.',
  fromTo: (before, now) => `from ${before} to ${now}`,
  isNew: 'new',
  isGone: 'no longer used',
  all: (model) => `all of it ${model}`,
  mostly: (parts) => `mostly ${parts}`,
  spread: (models, part) => `spread over ${models}, first ${part}`,
  part: (model, difference) => `${model}: ${difference}`,
};

const fr: ChangeWords = {
  title: 'Ce qui a changé',
  by: { project: 'Par projet', workspace: 'Par espace de travail', provider: 'Par fournisseur', model: 'Par modèle' },
  compared: (range, before) => `${range}, comparé à la même durée juste avant, ${before}.`,
  todayIsOpen: 'La journée en cours n’est pas terminée.',
  without: (names) => `Non comparé, car certains jours ne sont pas connus : ${names}.`,
  unclear: (what) => `Non comparé, faute de prix pour une partie du coût : ${what}.`,
  count: {
    project: (count, text) => `${text} projet${count < 2 ? '' : 's'}`,
    workspace: (count, text) => `${text} ${count < 2 ? 'espace' : 'espaces'} de travail`,
    provider: (count, text) => `${text} fournisseur${count < 2 ? '' : 's'}`,
    model: (count, text) => `${text} modèle${count < 2 ? '' : 's'}`,
  },
  rises: 'Plus fortes hausses',
  falls: 'Plus fortes baisses',
  noRise: 'Aucune hausse.',
  noFall: 'Aucune baisse.',
  fromTo: (before, now) => `de ${before} à ${now}`,
  isNew: 'nouveau',
  isGone: 'n’est plus utilisé',
  all: (model) => `uniquement ${model}`,
  mostly: (parts) => `surtout ${parts}`,
  spread: (models, part) => `réparti sur ${models}, d’abord ${part}`,
  part: (model, difference) => `${model} : ${difference}`,
};

export const CHANGE_WORDS: Record<Language, ChangeWords> = { en, fr };
