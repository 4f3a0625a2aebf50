// SPDX-License-Identifier: MIT
import { memo, useId, useState } from 'react';
import type { Project } from '@/api/projects';
import { isNotConfigured, type Provider } from '@/api/providers';
import type { Workspace } from '@/api/workspaces';
import { PeriodBar } from '@/components/PeriodBar';
import { ProviderProblems } from '@/components/ProviderProblems';
import { ChoiceField } from '@/components/ui/ChoiceField';
import { Icon } from '@/components/ui/Icon';
import { SelectField } from '@/components/ui/SelectField';
import { cn } from '@/lib/cn';
import { today } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';
import { periodName } from '@/lib/periodName';
import { NO_PROJECT, type Selection } from '@/lib/selection';
import { useBreakpoints } from '@/lib/useBreakpoints';
import { useStages } from '@/lib/useStages';

/** A list that comes from the server: undefined while it is being loaded, null when it could not be. */
export type Loaded<T> = readonly T[] | undefined | null;

interface Props {
  selection: Selection;
  /** What is chosen, in words. */
  scope: readonly string[];
  onChange(selection: Selection): void;
  providers: Loaded<Provider>;
  workspaces: Loaded<Workspace>;
  projects: Loaded<Project>;
}

/** On a phone folded into one line, so that the total is seen first. */
export const FilterBar = memo(function FilterBar({
  selection,
  scope,
  onChange,
  providers,
  workspaces,
  projects,
}: Props) {
  const { t, formats } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  // On a phone the fields are not seen at first: they are made once the rest is.
  const isMade = useStages(true, 1) > 0;
  const reached = useBreakpoints();
  const { provider, workspace, project } = selection;
  const chosen = providers?.find((one) => one.id === provider);
  // With only one provider connected there is no need to choose it first.
  const connected = providers?.filter(({ available }) => available) ?? [];
  const sole = provider === null && connected.length === 1 ? connected[0] : undefined;
  const asked = chosen ?? sole;
  // Its place is kept until it is known whether the provider has workspaces, so that nothing jumps.
  const hasWorkspaces = asked ? asked.supports_workspaces : provider !== null && providers === undefined;

  return (
    <section aria-label={t.filters} className="card md:p-4 print:hidden">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        className="flex min-h-12 w-full items-center gap-3 rounded-card px-4 py-2 text-left md:hidden"
        onClick={() => setIsOpen(!isOpen)}
      >
        {/* Two lines of one height, whatever their words: nothing moves when names come. */}
        <span className="min-w-0 flex-1">
          <span className="sr-only">{t.problemOf(t.filters, '')}</span>
          <span className="block truncate font-medium">{scope.join(' › ') || t.everything}</span>
          <span className="sr-only"> · </span>
          <span className="block truncate text-muted text-xs first-letter:uppercase">
            {periodName(selection.range, today(), t, formats)}
          </span>
        </span>
        <Icon name="open" className={isOpen ? 'rotate-180' : undefined} />
      </button>
      <div id={id} className={cn('max-md:p-4 max-md:pt-2', !isOpen && 'max-md:hidden')}>
        {(isMade || reached.md) && (
          <>
            <div className="grid grid-cols-2 gap-x-3 gap-y-3.5 md:flex md:flex-wrap">
              <div className="col-span-2 md:min-w-40 md:flex-1">
                <SelectField
                  label={t.provider}
                  value={provider ?? ''}
                  busy={providers === undefined}
                  onChange={(id) =>
                    onChange({ ...selection, provider: id || null, workspace: null, project: null, model: null })
                  }
                >
                  <option value="">{t.allProviders}</option>
                  {providers?.map((one) => (
                    <ProviderOption key={one.id} provider={one} isChosen={one.id === provider} />
                  ))}
                  {provider !== null && !chosen && <option value={provider}>{provider}</option>}
                </SelectField>
              </div>
              {hasWorkspaces && (
                <div className="md:min-w-40 md:flex-1">
                  <SelectField
                    label={t.workspace}
                    value={workspace ?? ''}
                    busy={workspaces === undefined}
                    onChange={(id) =>
                      onChange({ ...selection, provider: asked?.id ?? provider, workspace: id || null, project: null })
                    }
                  >
                    <option value="">{t.allWorkspaces}</option>
                    {workspaces?.map(({ id, name }) => (
                      <option key={id} value={id}>
                        {name}
                      </option>
                    ))}
                    {workspace !== null && !workspaces?.some(({ id }) => id === workspace) && (
                      <option value={workspace}>{workspace}</option>
                    )}
                  </SelectField>
                </div>
              )}
              <div className={cn('md:min-w-40 md:flex-1', !hasWorkspaces && 'col-span-2')}>
                <ProjectField
                  project={project}
                  projects={projects}
                  onChange={(id) => onChange({ ...selection, project: id || null })}
                />
              </div>
            </div>
            <PeriodBar range={selection.range} onChange={(range) => onChange({ ...selection, range })} />
            {providers && <ProviderProblems providers={providers} />}
          </>
        )}
      </div>
    </section>
  );
});

function ProviderOption({ provider, isChosen }: { provider: Provider; isChosen: boolean }) {
  const { t } = useWords();
  const refused = provider.error?.kind === 'invalid_key' || provider.error?.kind === 'permission_denied';
  const why = isNotConfigured(provider.error) ? t.noKey : refused ? t.keyRefused : t.notAvailable;
  return (
    // One that a link chose stays chosen: the page then shows what is wrong with it.
    <option value={provider.id} disabled={!provider.available && !isChosen}>
      {provider.available ? provider.name : `${provider.name} – ${why}`}
    </option>
  );
}

interface ProjectFieldProps {
  project: string | null;
  projects: Loaded<Project>;
  onChange(id: string): void;
}

function ProjectField({ project, projects, onChange }: ProjectFieldProps) {
  const { t } = useWords();
  const times = new Map<string, number>();
  for (const { name, id } of projects ?? []) times.set(name ?? id, (times.get(name ?? id) ?? 0) + 1);
  const label = ({ id, name, archived }: Project) => {
    const shown = name ?? id;
    const unique = times.get(shown) === 1 ? shown : `${shown} · ${id}`;
    return archived ? t.archivedProject(unique) : unique;
  };
  const choices = [
    { value: '', text: t.allProjects },
    { value: NO_PROJECT, text: t.withoutProject },
    ...(projects ?? []).map((one) => ({ value: one.id, text: label(one) })),
  ];
  // One that a link chose stays chosen.
  if (project !== null && !choices.some(({ value }) => value === project)) {
    choices.push({ value: project, text: project });
  }
  return (
    <ChoiceField
      label={t.project}
      value={project ?? ''}
      choices={choices}
      busy={projects === undefined}
      onChange={onChange}
    >
      {projects === undefined && <option disabled>{t.projectsLoading}</option>}
      {projects === null && <option disabled>{t.projectsFailed}</option>}
    </ChoiceField>
  );
}
