// SPDX-License-Identifier: MIT
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

const VARIANTS = {
  primary: 'bg-accent text-on-accent font-medium px-4 border border-transparent hover:opacity-90',
  plain: 'border border-line-strong bg-surface text-ink px-3.5 hover:bg-sunken',
  quiet: 'border border-line bg-surface text-muted text-xs px-3 hover:bg-sunken hover:text-ink',
  bare: 'text-muted px-3 hover:bg-sunken hover:text-ink',
} as const;

type Props = ComponentProps<'button'> & { variant?: keyof typeof VARIANTS };

/** At least 44 px high and wide; 40 high where a mouse points. */
export function Button({ variant = 'plain', className, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={cn(
        'inline-flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-control whitespace-nowrap pointer-fine:min-h-10',
        'disabled:opacity-60 aria-disabled:opacity-60',
        VARIANTS[variant],
        className,
      )}
    />
  );
}
