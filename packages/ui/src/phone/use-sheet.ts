import { useEffect, useState } from "preact/hooks";
import { sheetFrom, type Sheet } from "./sheets.ts";

const keyOf = (device: string): string => `vado.sheet.${device}`;

function stored(device: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(device));
  } catch {
    return null;
  }
}

/** The sheet that is open, which a reload of the page opens again where something was half-typed. */
export function useSheet(device: string) {
  const [sheet, setSheet] = useState<Sheet | null>(() => sheetFrom(stored(device)));
  useEffect(() => {
    try {
      if (sheet === null) sessionStorage.removeItem(keyOf(device));
      else sessionStorage.setItem(keyOf(device), JSON.stringify(sheet));
    } catch {
      // A browser that forbids storage forgets the open sheet, and nothing else.
      return;
    }
  }, [device, sheet]);
  return { sheet, setSheet };
}
