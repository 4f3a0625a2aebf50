// SPDX-License-Identifier: MIT
import { useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type Change, partQuery, reasonByModel, whatChanged } from '@/api/changes';
import { type Comparison, namesWithout } from '@/api/comparison';
import type { CostReport } from '@/api/costs';
import { WhatChanged } from '@/components/WhatChanged';
import type { Reason } from '@/lib/changes';
import { today } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';
import type { Selection } from '@/lib/selection';
import { useNear } from '@/lib/useNear';

interface Props {
  report: CostReport;
  comparison: Comparison;
  selection: Selection;
  sourceOf(source: { provider: string; workspace?: string }): string | null;
}

/** What changed against the period before; nothing where there is nothing to say. */
export function ChangesCard({ report, comparison, selection, sourceOf }: Props) {
  const { formats } = useWords();
  const changes = useMemo(() => whatChanged(report, comparison, selection), [report, comparison, selection]);
  const [card, setCard] = useState<HTMLElement | null>(null);
  const isNear = useNear(card);
  const { before } = comparison;
  const moved = changes ? [...changes.rises, ...changes.falls] : [];
  // Models of a project or a workspace are in no report but its own.
  const hasReasons = changes !== null && changes.by !== 'model' && selection.model === null;
  const isAsked = hasReasons && (changes?.by === 'project' || changes?.by === 'workspace');
  const asked = isAsked
    ? moved.flatMap(({ leadsTo }) => (leadsTo ? [partQuery(leadsTo, report), partQuery(leadsTo, before)] : []))
    : [];
  const parts = useQueries({ queries: asked.map((query) => ({ ...query, enabled: isNear })) });

  const reasonOf = (change: Change, index: number): Reason | null | undefined => {
    if (!isAsked) return reasonByModel(change, report, before);
    const [now, then] = parts.slice(index * 2, index * 2 + 2);
    if (now?.data && then?.data) return reasonByModel(change, now.data, then.data);
    return now?.isError || then?.isError ? null : undefined;
  };
  const reasons = new Map<string, Reason | null>();
  for (const [index, change] of moved.entries()) {
    const reason = reasonOf(change, index);
    if (reason !== undefined) reasons.set(change.key, reason);
  }

  if (!changes || moved.length === 0) return null;
  return (
    <section ref={setCard} aria-labelledby="changes-title" className="card p-5 lg:px-6">
      <WhatChanged
        changes={changes}
        range={formats.range(report.start_date, report.end_date)}
        before={formats.range(before.start_date, before.end_date)}
        isOpen={report.end_date === today()}
        without={namesWithout(comparison, report)}
        hasSources={report.workspaces.length > 1 || before.workspaces.length > 1}
        hasReasons={hasReasons}
        reasons={reasons}
        sourceOf={sourceOf}
      />
    </section>
  );
}
