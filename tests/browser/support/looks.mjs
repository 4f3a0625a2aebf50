// SPDX-License-Identifier: MIT
import { assertAccessible } from './axe.mjs';
import { assertNoSidewaysScroll, assertNothingCut, eventually, THEMES, WIDTHS } from './browser.mjs';

// The page as it is now, in both themes at each width: no sideways scroll, nothing cut, nothing that axe finds.
export async function assertLooksRight(page, what) {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await eventually(() => assertNoSidewaysScroll(page), 1000);
      await eventually(() => assertNothingCut(page), 1000);
      await assertAccessible(page, `${what}, ${colorScheme}, ${width} px`);
    }
  }
}
