// SPDX-License-Identifier: MIT
import { useEffect, useState } from 'react';

/** True once `value` has been true for `milliseconds` on end. */
export function useLasting(value: boolean, milliseconds: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!value) return setLasted(false);
    const timer = setTimeout(() => setLasted(true), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return value && lasted;
}
