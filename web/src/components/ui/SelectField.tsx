// SPDX-License-Identifier: MIT
import { type ReactNode, useId } from 'react';

interface Props {
  label: string;
  value: string;
  disabled?: boolean;
  busy?: boolean;
  onChange(value: string): void;
  children: ReactNode;
}

export function SelectField({ label, value, disabled = false, busy = false, onChange, children }: Props) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block text-muted text-xs">
        {label}
      </label>
      <select
        id={id}
        className="control select w-full truncate disabled:text-muted"
        value={value}
        disabled={disabled}
        aria-busy={busy}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {children}
      </select>
    </div>
  );
}
