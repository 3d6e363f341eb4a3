import type { LinkState, Refusal } from "@vado/flow";
import type { Body, EventId, GroupCode } from "@vado/protocol";
import { createContext } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import type { Acknowledged } from "../model/acknowledged.ts";
import type { Device, Me, Snapshot } from "../model/device.ts";
import type { DraftStore } from "./draft.ts";
import type { RandomBytes } from "./new-code.ts";
import type { Sheet } from "./sheets.ts";

/** What every screen of the phone stands on. */
export interface Phone {
  readonly device: Device;
  readonly me: Me;
  readonly snapshot: Snapshot;
  /** The link as it will be once this phone's own facts are in the log. */
  readonly state: Readonly<LinkState>;
  /** The device's estimate of the ordering time, ms. */
  readonly now: number;
  readonly drafts: DraftStore;
  readonly random: RandomBytes;
  /** What somebody at this phone has read and does not want to be asked again. */
  readonly noted: Acknowledged;
  readonly open: (sheet: Sheet) => void;
  readonly close: () => void;
  /** HOLD, at once; the reason is asked afterwards. */
  readonly hold: (group?: GroupCode) => void;
  /** To the chat, about a group if one is named. */
  readonly chat: (group: string | null) => void;
}

export const PhoneContext = createContext<Phone | null>(null);

export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (phone === null) throw new Error("a phone's screen outside PhoneApp");
  return phone;
}

/** Why an act was not done: a rule, or `storage` when this phone could not keep it. */
export type Failure = { readonly rule: string } | "storage";

export interface Act {
  readonly busy: boolean;
  readonly failure: Failure | null;
  /** Does it; true when it is durably on this phone. A second tap while one is under way does nothing. */
  readonly act: (make: (intent: EventId) => Body) => Promise<boolean>;
}

/** One act at a time for one button, with its failure in words. */
export function useAct(): Act {
  const { device } = usePhone();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const running = useRef(false);
  const act = async (make: (intent: EventId) => Body): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    try {
      const answer = await device.act(make);
      const refused = isRefusal(answer);
      setFailure(refused ? { rule: answer.rule } : null);
      return !refused;
    } catch {
      setFailure("storage");
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, failure, act };
}

export function isRefusal(answer: { readonly intent: string } | Refusal): answer is Refusal {
  return "rule" in answer;
}
