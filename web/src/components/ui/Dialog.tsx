// SPDX-License-Identifier: MIT
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { cn } from '@/lib/cn';

interface Props {
  label: string;
  className?: string;
  /** Where it opens; in the middle of the window without. */
  at?: { left: number; top: number } | undefined;
  onClose(): void;
  children: ReactNode;
}

/** The browser's own modal dialog: it holds the focus, Escape closes it, and the focus goes back where it was. */
export function Dialog({ label, className, at, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same
    <dialog
      ref={ref}
      aria-label={label}
      className={cn(
        'dialog rounded-card border border-line-strong bg-surface text-ink',
        at ? 'm-0' : 'm-auto',
        className,
      )}
      style={at}
      onClose={onClose}
      // The ground beside it is the dialog itself.
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="p-4">{children}</div>
    </dialog>
  );
}
