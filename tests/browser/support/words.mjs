// SPDX-License-Identifier: MIT
// What people read, written out here rather than taken from the page's dictionaries: a test must not agree with itself.
export const WORDS = {
  fr: {
    appName: 'Suivi des coûts',
    title: 'Coûts LLM',
    provider: 'Fournisseur',
    workspace: 'Espace de travail',
    project: 'Projet',
    allProjects: 'Tous les projets',
    week: 'Semaine',
    month: 'Mois',
    year: 'Année',
    from: 'Du',
    to: 'Au',
    lastUpdated: 'Dernière mise à jour',
    refresh: 'Actualiser',
    retry: 'Réessayer',
    totalCost: 'Coût total',
    vsPrevious: 'par rapport à la période précédente',
    requests: 'Requêtes',
    dailyCost: 'Coût quotidien par modèle',
    costByModel: 'Coût par modèle',
    costByProject: 'Coût par projet',
    empty: 'Aucune dépense sur cette période',
    loading: 'Chargement des coûts…',
    failed: 'Impossible de charger les coûts',
    showTable: 'Voir le tableau',
    exportCsv: 'Exporter en CSV',
  },
  en: {
    appName: 'Cost tracker',
    title: 'LLM costs',
    provider: 'Provider',
    workspace: 'Workspace',
    project: 'Project',
    allProjects: 'All projects',
    week: 'Week',
    month: 'Month',
    year: 'Year',
    from: 'From',
    to: 'To',
    lastUpdated: 'Last updated',
    refresh: 'Refresh',
    retry: 'Retry',
    totalCost: 'Total cost',
    vsPrevious: 'vs previous period',
    requests: 'Requests',
    dailyCost: 'Daily cost by model',
    costByModel: 'Cost by model',
    costByProject: 'Cost by project',
    empty: 'No spending in this period',
    loading: 'Loading costs…',
    failed: 'Costs could not be loaded',
    showTable: 'Show as table',
    exportCsv: 'Export CSV',
  },
};

// Money as the page writes it: two decimals, rounded half away from zero, from BigInt 10^-18 dollars.
export function dollars(value, language) {
  const cents = (value + 5n * 10n ** 15n) / 10n ** 16n;
  const whole = String(cents / 100n).replace(/\B(?=(\d{3})+$)/g, language === 'fr' ? '\u00a0' : ',');
  const decimals = String(cents % 100n).padStart(2, '0');
  return language === 'fr' ? `${whole},${decimals}\u00a0$` : `$${whole}.${decimals}`;
}
