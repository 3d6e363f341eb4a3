import type { Page } from "playwright-core";

/** Long frames while a person scrolls, as the page itself sees them. */

export interface Frames {
  readonly frames: number;
  readonly longestMs: number;
  /** Frames of over 100 ms. */
  readonly long: number;
}

/** Scrolls what is under the selector up and down with the wheel for a while, and counts. */
export async function scrollFrames(page: Page, selector: string, seconds: number): Promise<Frames> {
  await page.locator(selector).first().hover();
  await page.evaluate(startCounting);
  const end = performance.now() + seconds * 1_000;
  for (let n = 0; performance.now() < end; n++) {
    await page.mouse.wheel(0, n % 80 < 40 ? 240 : -240);
    await page.waitForTimeout(40);
  }
  return page.evaluate(stopCounting);
}

interface Counting {
  running: boolean;
  last: number;
  gaps: number[];
}

function startCounting(): void {
  const counting: Counting = { running: true, last: performance.now(), gaps: [] };
  Object.assign(globalThis, { counting });
  const frame = (now: number): void => {
    if (!counting.running) return;
    counting.gaps.push(now - counting.last);
    counting.last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame((now) => {
    counting.last = now;
    requestAnimationFrame(frame);
  });
}

function stopCounting(): { frames: number; longestMs: number; long: number } {
  const { counting } = globalThis as unknown as { counting: Counting };
  counting.running = false;
  const { gaps } = counting;
  return {
    frames: gaps.length,
    longestMs: Math.round(Math.max(0, ...gaps)),
    long: gaps.filter((gap) => gap > 100).length,
  };
}
