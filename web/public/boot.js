// SPDX-License-Identifier: MIT
// Runs before the first paint: the theme, the density and the language chosen before, or the browser's language.
(() => {
  const recall = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const root = document.documentElement;
  const theme = recall('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (recall('density') === 'compact') root.dataset.density = 'compact';
  const chosen = recall('language');
  const languages = chosen === 'fr' || chosen === 'en' ? [chosen] : navigator.languages;
  const known = languages
    .map((language) => language.slice(0, 2))
    .find((language) => language === 'fr' || language === 'en');
  root.lang = known ?? 'en';
})();
