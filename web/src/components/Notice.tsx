// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/components/ui/Icon';
import { cn } from '@/lib/cn';

const TONES = {
  info: { box: 'bg-accent-soft border-accent/40', icon: 'text-accent', name: 'info' },
  warn: { box: 'bg-warn-soft border-warn/40', icon: 'text-warn', name: 'warn' },
  danger: { box: 'bg-danger-soft border-danger/40', icon: 'text-danger', name: 'warn' },
} as const;

interface Props {
  tone: keyof typeof TONES;
  title?: ReactNode;
  icon?: IconName;
  /** Buttons, at the end. */
  actions?: ReactNode;
  children?: ReactNode;
}

export function Notice({ tone, title, icon, actions, children }: Props) {
  const { box, icon: iconColour, name } = TONES[tone];
  return (
    <section className={cn('flex flex-wrap items-start gap-x-3 gap-y-2 rounded-card border px-4 py-3', box)}>
      <Icon name={icon ?? name} className={cn('mt-0.5', iconColour)} />
      <div className="min-w-0 flex-1 basis-60 space-y-1 wrap-anywhere">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </section>
  );
}
