// SPDX-License-Identifier: MIT
import { cn } from '@/lib/cn';

interface Props<T extends string | number> {
  label: string;
  isLabelHidden?: boolean;
  /** Two by two where there is no room for all in a row. */
  isWrapped?: boolean;
  /** Of the radio buttons; those of one name are one choice. */
  name: string;
  options: readonly { value: T; text: string; long?: string }[];
  value: T | null;
  onChange(value: T): void;
  className?: string;
}

/** Radio buttons side by side. */
export function Segments<T extends string | number>(props: Props<T>) {
  const { label, isLabelHidden = false, isWrapped = false, name, options, value, onChange, className } = props;
  return (
    <fieldset className={cn('min-w-0', className)}>
      <legend className={isLabelHidden ? 'sr-only' : 'mb-1.5 block p-0 text-muted text-xs'}>{label}</legend>
      <div
        className={cn(
          'flex rounded-control border border-line bg-sunken p-0.5',
          isWrapped && 'max-sm:grid max-sm:grid-cols-2',
        )}
      >
        {options.map((one) => (
          <label
            key={one.value}
            title={one.long}
            className={cn(
              'relative flex min-h-11 cursor-pointer items-center justify-center whitespace-nowrap rounded-[6px] border px-2.5 md:pointer-fine:min-h-[34px]',
              isWrapped ? 'flex-auto shrink-0' : 'flex-1',
              'has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
              one.value === value
                ? 'border-line-strong bg-surface font-medium text-ink'
                : 'border-transparent text-muted hover:text-ink',
            )}
          >
            <input
              type="radio"
              name={name}
              aria-label={one.long}
              className="absolute inset-0 cursor-pointer opacity-0"
              checked={one.value === value}
              onChange={() => onChange(one.value)}
            />
            {one.text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
