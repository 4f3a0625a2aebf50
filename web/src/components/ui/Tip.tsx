// SPDX-License-Identifier: MIT
import { type ReactNode, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { cn } from '@/lib/cn';

const TIPS = 'tips';

/** Where tips are put. It has no box of its own. */
export function TipsPlace() {
  return <div id={TIPS} className="contents" />;
}

interface Props {
  /** What is shown on focus and on hover; Escape takes it away. */
  tip: string;
  children: ReactNode;
  className?: string | undefined;
  /** Put on the clipboard instead of what is seen. */
  copy?: string;
}

/** Text with more to say. It can be reached with the keyboard. */
export function Tip({ tip, children, className, copy }: Props) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);

  const show = () => {
    const box = anchor.current?.getBoundingClientRect();
    if (!box) return;
    const left = Math.min(Math.max(box.left + box.width / 2, 96), document.documentElement.clientWidth - 96);
    setPlace({ left, top: box.top });
  };
  const hide = () => setPlace(null);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only shows what its description says
    <span
      ref={anchor}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what is shown on hover is for the keyboard too
      tabIndex={0}
      aria-describedby={place ? id : undefined}
      className={cn('rounded-sm', className)}
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
      onCopy={(event) => {
        if (copy === undefined) return;
        event.clipboardData.setData('text/plain', copy);
        event.preventDefault();
      }}
    >
      {children}
      {place &&
        createPortal(
          <span
            id={id}
            role="tooltip"
            className="pointer-events-none fixed z-20 w-max max-w-64 -translate-x-1/2 -translate-y-[calc(100%+8px)] rounded-control border border-line-strong bg-surface px-2.5 py-1.5 text-xs text-ink"
            style={{ left: place.left, top: place.top }}
          >
            {tip}
          </span>,
          // Inside a landmark, where there is one.
          document.getElementById(TIPS) ?? document.body,
        )}
    </span>
  );
}
