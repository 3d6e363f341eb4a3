/** A grant from the line that gave it to whatever ended it. */
export interface Grant {
  readonly id: string;
  readonly group: string;
  readonly version: number;
  readonly people: number;
  readonly offer: string;
  readonly from: number;
  readonly to: number;
  readonly seq: number;
  readonly time: number;
  revokeAsked: string | null;
  /** Where it was said that no child of the group travels alone without a referral (H7), and by which device when that came after the grant. */
  readonly referrals: { readonly seq: number; readonly device: string | null }[];
  usedSeq: number | null;
  end: GrantEnd | null;
}

/**
 * Why a grant can no longer be used. A window runs out between two lines of the evidence: `first` is the earliest place in the
 * log where it may have been over, `last` the place where it was for sure.
 */
export interface GrantEnd {
  readonly first: number;
  readonly last: number;
  readonly why: "lapsed" | "amended" | "withdrawn" | "revoked" | "departed";
}

/** People who may come in a period, and what is taken of it for good. */
export interface Offer {
  readonly people: number;
  readonly from: number;
  readonly to: number;
  readonly seq: number;
  withdrawn: boolean;
  /** People of grants that will not give their part back. */
  taken: number;
}

/** Whether a grant still keeps its slot and block: `maybe` hangs on acknowledgements, which are no part of the evidence. */
export type Kept = "yes" | "maybe" | "no";
