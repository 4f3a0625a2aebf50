// SPDX-License-Identifier: MIT
import { replaceEqualDeep } from '@tanstack/react-query';
import { useRef } from 'react';

/** What is equal to before is the same as before, each part of it too: what is drawn from it is not drawn again. */
export function useShared<T>(value: T): T {
  const last = useRef<T>(value);
  last.current = replaceEqualDeep(last.current, value);
  return last.current;
}
