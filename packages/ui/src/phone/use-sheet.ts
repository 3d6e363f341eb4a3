import { useCallback, useState } from "preact/hooks";
import { sheetFrom, type Sheet } from "./sheets.ts";

const keyOf = (device: string): string => `vado.sheet.${device}`;

function stored(device: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(device));
  } catch {
    return null;
  }
}

function store(device: string, sheet: Sheet | null): void {
  try {
    if (sheet === null) sessionStorage.removeItem(keyOf(device));
    else sessionStorage.setItem(keyOf(device), JSON.stringify(sheet));
  } catch {
    // A browser that forbids storage forgets the open sheet, and nothing else.
    return;
  }
}

/**
 * The sheet that is open, which a reload of the page opens again where something was half-typed. It is stored in the same breath as it opens
 * or closes: a page that goes away just after an act must not ask for it again.
 */
export function useSheet(device: string) {
  const [sheet, show] = useState<Sheet | null>(() => sheetFrom(stored(device)));
  const setSheet = useCallback(
    (next: Sheet | null) => {
      store(device, next);
      show(next);
    },
    [device],
  );
  return { sheet, setSheet };
}
