// SPDX-License-Identifier: MIT
import { max, min } from 'd3-array';
import { scaleBand, scaleLinear } from 'd3-scale';
import { stack, stackOffsetDiverging, stackOrderNone } from 'd3-shape';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { BarTip } from '@/components/chart/BarTip';
import { barText, CHART_HEIGHT, provisionalShare } from '@/components/chart/words';
import { useAnnounce } from '@/components/ui/Announcer';
import { type Decimal, toPixelNumber } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';
import { type Colour, colourVariable } from '@/lib/palette';
import { type Bar, labelledBars, OTHER, type Series } from '@/lib/series';
import { useWidth } from '@/lib/useWidth';

const TOP = 10;
const BOTTOM = 28;
const RIGHT = 4;
const LABEL_GAP = 8;

interface Props {
  series: Series;
  labels: ReadonlyMap<string, string>;
  colours: ReadonlyMap<string, Colour>;
  /** The previous period's total for each bar, where there is one. */
  previous: readonly (Decimal | null)[];
  previousName: string;
  label: string;
  /** Asked for what the others of a bar are. */
  onOthers(bar: Bar): void;
}

/** Stacked bars. Its bars are reached with the arrow keys and read out. */
export function CostBars({ series, labels, colours, previous, previousName, label, onOthers }: Props) {
  const { t, formats } = useWords();
  const announce = useAnnounce();
  const [frame, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number | null>(null);
  const lastActive = useRef(0);
  const id = useId();
  const { bars, names, grain } = series;

  const shape = useMemo(() => {
    const layers = stack<undefined, Bar, string>()
      .keys(names)
      .value((bar, name) => toPixelNumber(bar.parts.get(name) ?? '0'))
      .order(stackOrderNone)
      .offset(stackOffsetDiverging)(bars);
    const before = previous.map((cost) => (cost === null ? 0 : toPixelNumber(cost)));
    const top = Math.max(max(layers, (layer) => max(layer, ([, high]) => high)) ?? 0, max(before) ?? 0);
    const bottom = Math.min(min(layers, (layer) => min(layer, ([low]) => low)) ?? 0, 0);
    return { layers, top: top > 0 || bottom < 0 ? top : 1, bottom };
  }, [bars, names, previous]);

  const y = scaleLinear([shape.bottom, shape.top], [CHART_HEIGHT - BOTTOM, TOP]).nice(4);
  const ticks = y.ticks(4);
  const left = 10 + 6.6 * (max(ticks, (tick) => formats.axisMoney(tick).length) ?? 4);
  const x = scaleBand(
    bars.map((_, index) => index),
    [left, Math.max(width - RIGHT, left + 1)],
  )
    .paddingInner(bars.length > 60 ? 0.2 : 0.32)
    .paddingOuter(0.16);
  const barLabel = (bar: Bar) => (grain === 'month' ? formats.month(bar.start) : formats.shortDay(bar.start));
  const labelWidth = 7 * (max(bars, (bar) => barLabel(bar).length) ?? 8);
  // The last one may have to stand left of its bar's middle: the others keep as much more room.
  const lastMiddle = (x(bars.length - 1) ?? 0) + x.bandwidth() / 2;
  const lastLabel = Math.min(lastMiddle, width - labelWidth / 2);
  const labelled = labelledBars(bars.length, (width - left) / (labelWidth + LABEL_GAP + lastMiddle - lastLabel));

  const go = (index: number | null) => {
    setActive(index);
    const bar = index === null ? undefined : bars[index];
    if (index === null || !bar) return;
    lastActive.current = index;
    announce(barText(bar, labels, t, formats));
  };

  const openOthers = (bar: Bar | undefined) => bar?.parts.has(OTHER) && onOthers(bar);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && active !== null) openOthers(bars[active]);
    const from = active ?? Math.min(lastActive.current, bars.length - 1);
    const target: Record<string, number | null> = {
      ArrowLeft: active === null ? from : Math.max(0, from - 1),
      ArrowRight: active === null ? from : Math.min(bars.length - 1, from + 1),
      Home: 0,
      End: bars.length - 1,
      Escape: null,
    };
    const next = target[event.key];
    if (next === undefined || bars.length === 0) return;
    event.preventDefault();
    go(next);
  };

  // A finger leaves when it is lifted: what it chose stays until another place is touched.
  const onPointerLeave = (event: PointerEvent) => event.pointerType === 'mouse' && setActive(null);
  const isChosen = active !== null;
  useEffect(() => {
    if (!isChosen) return;
    const close = (event: Event) => {
      const isOutside = !(event.target instanceof Node && frame.current?.contains(event.target));
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : isOutside) setActive(null);
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [isChosen, frame]);

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const index = Math.floor((at - left) / x.step());
    setActive(index >= 0 && index < bars.length ? index : null);
  };

  const activeBar = active === null ? undefined : bars[active];
  const activeX = active === null ? 0 : (x(active) ?? 0) + x.bandwidth() / 2;

  return (
    <div
      ref={frame}
      role="application"
      aria-roledescription={t.chartRole}
      aria-label={label}
      aria-describedby={`${id}-help`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its bars are reached with the arrow keys
      tabIndex={0}
      className="relative rounded-control"
      style={{ height: CHART_HEIGHT }}
      onKeyDown={onKeyDown}
      onBlur={() => setActive(null)}
      onPointerMove={onPointerMove}
      onPointerDown={onPointerMove}
      onPointerLeave={onPointerLeave}
    >
      <span id={`${id}-help`} className="sr-only">
        {t.chartHelp} {names.includes(OTHER) && t.chartHelpOthers}
      </span>
      {width > 0 && (
        <svg aria-hidden="true" width={width} height={CHART_HEIGHT} className="keep-colour block touch-pan-y">
          <defs>
            <pattern
              id={`${id}-hatch`}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="2.5" height="6" fill="var(--surface)" />
            </pattern>
          </defs>
          {activeBar && (
            <rect
              x={(x(active ?? 0) ?? 0) - (x.step() - x.bandwidth()) / 2}
              y={TOP}
              width={x.step()}
              height={CHART_HEIGHT - BOTTOM - TOP}
              fill="var(--sunken)"
            />
          )}
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={left} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
              <text x={left - 8} y={y(tick)} dy="0.32em" textAnchor="end" fontSize="11" fill="var(--muted)">
                {formats.axisMoney(tick)}
              </text>
            </g>
          ))}
          {shape.layers.map((layer) => (
            <g
              key={layer.key}
              fill={colourVariable(colours.get(layer.key) ?? 'other')}
              {...(layer.key === OTHER && {
                className: 'cursor-pointer',
                onClick: () => active !== null && openOthers(bars[active]),
              })}
            >
              {layer.map(([low, high], index) => {
                const height = y(low) - y(high);
                if (height <= 0) return null;
                // A line of the ground keeps the parts apart.
                const gap = height > 2 ? 1 : 0;
                return (
                  <rect
                    key={bars[index]?.start}
                    x={x(index)}
                    y={y(high) + gap}
                    width={x.bandwidth()}
                    height={height - gap}
                  />
                );
              })}
            </g>
          ))}
          <g pointerEvents="none">
            {shape.layers.flatMap((layer) =>
              layer.map(([low, high], index) => {
                const bar = bars[index];
                const share = bar ? provisionalShare(bar, layer.key) : 0;
                if (high <= low || !bar || share === 0) return null;
                const height = (y(low) - y(high)) * share;
                return (
                  <rect
                    key={`${bar.start} ${layer.key}`}
                    x={x(index)}
                    y={y(low) - height}
                    width={x.bandwidth()}
                    height={height}
                    fill={`url(#${id}-hatch)`}
                  />
                );
              }),
            )}
          </g>
          {previous.map((cost, index) => {
            if (cost === null) return null;
            const at = y(toPixelNumber(cost));
            const over = Math.min(3, (x.step() - x.bandwidth()) / 2);
            return (
              <line
                key={bars[index]?.start}
                x1={(x(index) ?? 0) - over}
                x2={(x(index) ?? 0) + x.bandwidth() + over}
                y1={at}
                y2={at}
                stroke="var(--ink)"
                strokeWidth="1.5"
              />
            );
          })}
          <line x1={left} x2={width - RIGHT} y1={y(0)} y2={y(0)} stroke="var(--line-strong)" />
          {labelled.map((index) => {
            const bar = bars[index];
            if (!bar) return null;
            return (
              <text
                key={bar.start}
                x={Math.min((x(index) ?? 0) + x.bandwidth() / 2, lastLabel)}
                y={CHART_HEIGHT - 8}
                textAnchor="middle"
                fontSize="11"
                fill="var(--muted)"
              >
                {barLabel(bar)}
              </text>
            );
          })}
        </svg>
      )}
      {activeBar && (
        <BarTip
          bar={activeBar}
          before={previous[active ?? 0] ?? null}
          previousName={previousName}
          labels={labels}
          colours={colours}
          at={activeX}
          width={width}
        />
      )}
    </div>
  );
}
