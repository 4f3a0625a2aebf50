// SPDX-License-Identifier: MIT
// Which model (or project, or provider: whatever the chart is split by) has which of the six chart colours. The colours themselves are in styles.css (--chart-0 … --chart-other).

export const COLOURS = 6;

/** A colour's place in the palette, or `other`. */
export type Colour = number | 'other';

/**
 * The colour of each of the first six models, largest first; the rest are `other`. `remembered` keeps what was given
 * before, so that a model has the same colour in every view as long as no larger one of the view has it too.
 */
export function assignColours(models: readonly string[], remembered: Map<string, number>): Map<string, Colour> {
  const shown = models.slice(0, COLOURS);
  const taken = new Map<number, string>();
  for (const model of shown) {
    const colour = remembered.get(model);
    if (colour !== undefined && !taken.has(colour)) taken.set(colour, model);
  }
  const colours = new Map<string, Colour>();
  for (const model of shown) {
    let colour = remembered.get(model);
    if (colour === undefined || taken.get(colour) !== model) {
      colour = 0;
      while (taken.has(colour)) colour += 1;
      taken.set(colour, model);
      if (!remembered.has(model)) remembered.set(model, colour);
    }
    colours.set(model, colour);
  }
  for (const model of models.slice(COLOURS)) colours.set(model, 'other');
  return colours;
}

export function colourVariable(colour: Colour): string {
  return `var(--chart-${colour})`;
}
