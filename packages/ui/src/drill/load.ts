/** The frame of a drill's view. Nobody enters before it is here: without it there would be no HOLD to press. */
export const loadDrill = () => import("./DrillFrame.tsx");
