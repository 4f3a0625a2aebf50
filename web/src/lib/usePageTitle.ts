// SPDX-License-Identifier: MIT
import { useEffect } from 'react';

/** What the tab says, and the dot on its icon when something is wrong. Icons are files: data: URLs are not allowed. */
export function usePageTitle(title: string, hasProblem: boolean): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    const href = hasProblem ? '/favicon-problem.svg' : '/favicon.svg';
    if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href);
  }, [hasProblem]);
}
