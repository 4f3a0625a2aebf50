// SPDX-License-Identifier: MIT
import { useEffect, useState } from 'react';

/** Counts from 0 to `last` once it has begun, each step in a task of its own after what it brought was painted. */
export function useStages(hasBegun: boolean, last: number): number {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    if (!hasBegun || stage >= last) return;
    const timer = setTimeout(() => setStage(stage + 1));
    return () => clearTimeout(timer);
  }, [hasBegun, stage, last]);
  return stage;
}
