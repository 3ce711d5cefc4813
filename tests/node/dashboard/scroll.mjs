// A conversation has only the rows in view in the page: what else is in it is scrolled to.

/** The texts of a conversation that match, from the oldest to the newest, each once. */
export async function everyText(log, pattern, mostSteps = 200) {
  const shown = new Map();
  for (let step = 0; step < mostSteps; step += 1) {
    const rows = await log.locator('article').evaluateAll(all =>
      all.map(one => ({
        at: Number(one.closest('[data-index]').dataset.index),
        key: one.dataset.message,
        texts: [...one.querySelectorAll('p')].map(text => text.textContent),
      })),
    );
    for (const { at, key, texts } of rows) {
      const text = texts.find(one => pattern.test(one));
      if (text) shown.set(key, { at, text });
    }
    const isAtTop = await log.evaluate(box => {
      const before = box.scrollTop;
      box.scrollTop -= box.clientHeight / 2;
      return before === 0;
    });
    if (isAtTop) break;
    await log.page().waitForTimeout(30);
  }
  await log.evaluate(box => {
    box.scrollTop = box.scrollHeight;
  });
  return [...shown.values()].sort((one, other) => one.at - other.at).map(({ text }) => text);
}

/**
 * Scrolls a box up at an even speed, however often the page is painted, and returns how many pictures a
 * second it showed meanwhile. Relative to where it is: a list moves its box when it puts rows above the others.
 */
export const framesWhileScrolling = (page, selector, { ms, pixelsPerSecond }) =>
  page.locator(selector).evaluate(
    (box, { ms, pixelsPerSecond }) =>
      new Promise(done => {
        let [frames, begun, last] = [0, undefined, undefined];
        const next = now => {
          begun ??= now;
          if (last !== undefined) {
            frames += 1;
            box.scrollTop -= Math.round((pixelsPerSecond * (now - last)) / 1000);
          }
          last = now;
          if (now - begun < ms) requestAnimationFrame(next);
          else done((1000 * frames) / (now - begun));
        };
        requestAnimationFrame(next);
      }),
    { ms, pixelsPerSecond },
  );
