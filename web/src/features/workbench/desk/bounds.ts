/** How much of the window a dragged area may take, in pixels, so that something of everything stays in sight. */
export const preferred = (share: number): number => Math.max(96, Math.round(globalThis.innerHeight * share));
