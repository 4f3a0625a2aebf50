// SPDX-License-Identifier: MIT
import { type RefObject, useEffect, useState } from 'react';

/** So far below the window, what is there is wanted soon. */
const MARGIN = '400px';

/** Whether the element has been in view, or nearly; where the browser does not tell, it counts as seen. */
export function useNear(ref: RefObject<Element | null>): boolean {
  const [isNear, setIsNear] = useState(typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    if (isNear || !ref.current) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setIsNear(true),
      { rootMargin: MARGIN },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref, isNear]);
  return isNear;
}
