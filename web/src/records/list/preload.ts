/** What a list needs at the first touch, loaded while the browser has nothing to do. */
export function preloadEditors() {
  const load = () => void Promise.all([import("../fields/InlineEditor"), import("../form/CreateDrawer"), import("../filter/FilterBuilder")]);
  const later = window.requestIdleCallback ?? ((act: () => void) => window.setTimeout(act, 1_000));
  later(load);
}
