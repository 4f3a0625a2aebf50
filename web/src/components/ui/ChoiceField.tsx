// SPDX-License-Identifier: MIT
import { type ReactNode, useEffect, useState } from 'react';
import type { ComboboxProps } from '@/components/ui/Combobox';
import { lazily } from '@/components/ui/lazily';
import { SelectField } from '@/components/ui/SelectField';

const Combobox = lazily<ComboboxProps>(() => import('@/components/ui/Combobox').then((module) => module.Combobox));

/** More than these are found by typing. */
const MOST_SELECTED = 50;

interface Props extends ComboboxProps {
  /** At the end of the list: what cannot be chosen. */
  children?: ReactNode;
}

/** The browser's own list while it is short, one that is filtered by typing when it is long. */
export function ChoiceField({ children, ...props }: Props) {
  const isLong = props.choices.length > MOST_SELECTED;
  const [isReady, setIsReady] = useState(false);
  useEffect(() => {
    if (isLong)
      Combobox.preload().then(
        () => setIsReady(true),
        () => {},
      );
  }, [isLong]);
  if (isLong && isReady) return <Combobox {...props} />;
  return (
    <SelectField label={props.label} value={props.value} busy={props.busy} onChange={props.onChange}>
      {props.choices.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
      {children}
    </SelectField>
  );
}
