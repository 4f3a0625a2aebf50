// SPDX-License-Identifier: MIT
import { useId } from 'react';
import { Link } from 'wouter';
import type { Change, Changes } from '@/api/changes';
import { modelName } from '@/components/chart/words';
import { Icon } from '@/components/ui/Icon';
import { Tip } from '@/components/ui/Tip';
import type { Reason } from '@/lib/changes';
import { cn } from '@/lib/cn';
import { compare, isZero, ratio } from '@/lib/decimal';
import { FROM_THE_TOP } from '@/lib/fromTheTop';
import { CHANGE_WORDS, type ChangeWords } from '@/lib/i18n/changes';
import { useWords } from '@/lib/i18n/language';
import { writeSelection } from '@/lib/selection';

type SourceOf = (source: { provider: string; workspace?: string }) => string | null;

interface Props {
  changes: Changes;
  /** The days compared, in words. */
  range: string;
  before: string;
  /** Its last day is today. */
  isOpen: boolean;
  /** Names of the providers that are not compared. */
  without: readonly string[];
  /** There are several of them, so each change is said to be of which. */
  hasSources: boolean;
  /** There may be more to say of each than its name. */
  hasReasons: boolean;
  /** Why, by the change's key; null is not known, undefined may still come. */
  reasons: ReadonlyMap<string, Reason | null>;
  sourceOf: SourceOf;
}

/** What rose and fell the most, and why. */
export function WhatChanged(props: Props) {
  const { changes, range, before, isOpen, without, hasSources, hasReasons, reasons, sourceOf } = props;
  const { t, formats, language } = useWords();
  const words = CHANGE_WORDS[language];
  const { by, unclear } = changes;
  const lists = [
    { title: words.rises, list: changes.rises, none: words.noRise },
    { title: words.falls, list: changes.falls, none: words.noFall },
  ];
  const notes = [
    isOpen && words.todayIsOpen,
    without.length > 0 && words.without(formats.list([...without])),
    unclear > 0 && words.unclear(words.count[by](unclear, formats.count(unclear))),
  ].filter((note) => note !== false);
  return (
    <>
      <h2 id="changes-title" className="font-semibold text-base">
        {words.title}
      </h2>
      <p className="text-muted text-xs">{t.problemOf(words.by[by], words.compared(range, before))}</p>
      <div className="mt-3 grid gap-x-10 gap-y-4 md:grid-cols-2">
        {lists.map(({ title, list, none }) => (
          <ChangeList
            key={title}
            title={title}
            list={list}
            none={none}
            hasReasons={hasReasons}
            hasSources={hasSources}
            reasons={reasons}
            words={words}
            sourceOf={sourceOf}
          />
        ))}
      </div>
      {notes.length > 0 && <p className="mt-1 text-muted text-xs">{notes.join(' ')}</p>}
    </>
  );
}

interface ListProps extends Pick<Props, 'hasSources' | 'hasReasons' | 'reasons' | 'sourceOf'> {
  title: string;
  list: readonly Change[];
  none: string;
  words: ChangeWords;
}

function ChangeList({ title, list, none, hasReasons, reasons, ...shared }: ListProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <h3 id={id} className="text-muted text-xs">
        {title}
      </h3>
      {list.length === 0 ? (
        <p className="mt-1.5 text-muted">{none}</p>
      ) : (
        <ul aria-labelledby={id} className="divide-y divide-line">
          {list.map((change) => (
            <li key={change.key} className="py-2.5">
              <ChangeLine change={change} {...shared} />
              {/* Its place is kept: what comes later pushes nothing down. */}
              {hasReasons && (
                <p className="mt-0.5 min-h-[1.45em] wrap-anywhere text-xs">
                  <ReasonText reason={reasons.get(change.key)} words={shared.words} />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type LineProps = Pick<ListProps, 'words' | 'hasSources' | 'sourceOf'> & { change: Change };

function ChangeLine({ change, words, hasSources, sourceOf }: LineProps) {
  const { t, formats } = useWords();
  const { provider, workspace, id, leadsTo, now, before, difference } = change;
  const isRise = !difference.startsWith('-');
  const isProject = leadsTo?.project != null;
  const source = sourceOf({ provider, workspace });
  // As the tables name them: a workspace by its provider too, a model as the provider does.
  const name = isProject
    ? id === null
      ? t.withoutProject
      : (change.name ?? id)
    : leadsTo
      ? workspace
        ? (source ?? change.name)
        : change.name
      : modelName(id ?? '', t);
  const part = compare(before, '0') > 0 ? ratio(difference, before) : null;
  const word = isZero(before) && isRise ? words.isNew : isZero(now) && !isRise ? words.isGone : null;
  const [then, current] = [formats.money(before), formats.money(now)];
  return (
    <>
      <p className="flex items-baseline justify-between gap-x-4">
        <span className={cn('min-w-0 wrap-anywhere font-medium', !leadsTo && 'font-mono text-[13px]')}>
          {leadsTo ? (
            <Link
              href={`?${writeSelection(leadsTo)}`}
              state={FROM_THE_TOP}
              title={t.only(name ?? '')}
              className="rounded-sm underline decoration-line-strong underline-offset-3 hover:decoration-accent max-sm:inline-flex max-sm:min-h-6"
            >
              {name}
            </Link>
          ) : (
            name
          )}
        </span>
        <Tip
          tip={words.fromTo(formats.exactMoney(before), formats.exactMoney(now))}
          className={cn(
            'inline-flex shrink-0 items-center gap-1 whitespace-nowrap font-medium tabular-nums',
            isRise ? 'text-up' : 'text-down',
          )}
          copy={difference}
        >
          <Icon name={isRise ? 'up' : 'down'} className="size-3.5" />
          {formats.changeMoney(difference)}
        </Tip>
      </p>
      <p className="flex items-baseline justify-between gap-x-4 text-muted text-xs">
        <span className="min-w-0 wrap-anywhere">{hasSources && (isProject || !leadsTo) ? source : null}</span>
        <span className="flex shrink-0 flex-wrap justify-end gap-x-2 whitespace-nowrap tabular-nums">
          <span>
            <span aria-hidden="true">
              {then} → {current}
            </span>
            <span className="sr-only">{words.fromTo(then, current)}</span>
          </span>
          <span>{word ?? (part === null ? null : formats.change(part))}</span>
        </span>
      </p>
    </>
  );
}

function ReasonText({ reason, words }: { reason: Reason | null | undefined; words: ChangeWords }) {
  const { t, formats } = useWords();
  if (reason === undefined) return <span className="skeleton inline-block h-3 w-40" />;
  const [first] = reason?.parts ?? [];
  if (!reason || !first) return null;
  const nameOf = ({ name }: { name: string }) => modelName(name, t);
  if (reason.kind === 'all') return words.all(nameOf(first));
  const parts = reason.parts.map((part) => words.part(nameOf(part), formats.changeMoney(part.difference)));
  if (reason.kind === 'mostly') return words.mostly(formats.list(parts));
  return words.spread(words.count.model(reason.count, formats.count(reason.count)), parts[0] ?? '');
}
