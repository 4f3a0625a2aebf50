// SPDX-License-Identifier: MIT
import { useEffect, useState } from 'react';

/** So far below the window, what is there is wanted soon. */
const MARGIN = '400px';

/** Whether the element has been in view, or nearly; where the browser does not tell, it counts as seen. */
export function useNear(element: Element | null): boolean {
  const [isNear, setIsNear] = useState(typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    if (isNear || !element) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setIsNear(true),
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, isNear]);
  return isNear;
}
