/** Screens for what is rare in a shift; fetched when the first of them is opened. */
export { CorrectSheet } from "./CorrectSheet.tsx";
export { DivertSheet } from "./DivertSheet.tsx";
export { OverdueSheet } from "./OverdueSheet.tsx";
export { AsideSheet, AskBackSheet, ReferSheet } from "./small-sheets.tsx";
