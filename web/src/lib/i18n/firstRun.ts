// SPDX-License-Identifier: MIT
// What is said where no provider has a key, in both languages; loaded with it, not with the page.
import type { Language } from '@/lib/format';

const en = {
  steps: [
    'Make a key at one provider or more. It must be an admin key: ordinary keys cannot read costs.',
    'Put it in the environment, or in the file .env of the folder where the program is started.',
    'Start the program again: it reads its keys when it starts. This page looks every few seconds and goes on by itself.',
  ],
  kind: (kind: string, by: string | null, plan: string | null) =>
    `${kind}${by ? `, made by ${by}` : ''}${plan ? `; ${plan} plan only` : ''}.`,
  makers: { owner: 'an owner of the organization', admin: 'an admin of the organization' },
  permissions: (list: string) => `These permissions are enough: ${list}.`,
  ordinary: (begins: string | null) =>
    begins ? `Keys that begin with ${begins} cannot read costs.` : 'Ordinary keys look alike, but cannot read costs.',
  madeAt: 'Made at',
  more: 'Several organizations: the same variable with _NAME behind it for each. A key can stay in a file: the variable’s name with _FILE behind it.',
  check: 'Check again',
  stillNone: 'The program that runs still has no key. Was it started again?',
  demo: 'Only want to look? This shows made-up costs, with no key at all:',
  copy: 'Copy',
  copied: 'Copied',
};

const fr: typeof en = {
  steps: [
    'Créez une clé chez au moins un fournisseur. Il faut une clé d’administration : les clés ordinaires ne lisent pas les coûts.',
    'Mettez-la dans l’environnement, ou dans le fichier .env du dossier où le programme est lancé.',
    'Relancez le programme : c’est au démarrage qu’il lit ses clés. Cette page vérifie d’elle-même, toutes les quelques secondes, et continue toute seule.',
  ],
  kind: (kind, by, plan) =>
    `Clé du type « ${kind} »${by ? `, créée par ${by}` : ''}${plan ? ` ; offre ${plan} uniquement` : ''}.`,
  makers: { owner: 'un propriétaire de l’organisation', admin: 'un administrateur de l’organisation' },
  permissions: (list) => `Ces droits suffisent : ${list}.`,
  ordinary: (begins) =>
    begins
      ? `Les clés qui commencent par ${begins} ne lisent pas les coûts.`
      : 'Les clés ordinaires ont la même forme, mais ne lisent pas les coûts.',
  madeAt: 'À créer sur',
  more: 'Plusieurs organisations : la même variable suivie de _NOM pour chacune. Une clé peut rester dans un fichier : le nom de la variable suivi de _FILE.',
  check: 'Vérifier à nouveau',
  stillNone: 'Le programme en cours n’a toujours pas de clé. L’avez-vous relancé ?',
  demo: 'Envie de voir d’abord ? Ceci affiche des coûts fictifs, sans aucune clé :',
  copy: 'Copier',
  copied: 'Copié',
};

export const FIRST_RUN_WORDS: Record<Language, typeof en> = { en, fr };
