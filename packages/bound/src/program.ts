/** A linear program, put together row by row; every limit has a label, so that the optimum can say what it stands on. */

/** Which limit: `of` is a link's or a station's id. */
export interface Label {
  readonly kind: LimitKind;
  readonly of: string;
  readonly day: number;
}

/** What can bound a flow of people (domain.md's limits of a link and a station); "start" is what there is to begin with. */
export type LimitKind = "demand" | "quota" | "rate" | "block" | "places" | "intake" | "outflow" | "unannounced";

export class Program {
  readonly lower: number[] = [];
  readonly upper: number[] = [];
  readonly columnLabel: (Label | null)[] = [];
  readonly rowLower: number[] = [];
  readonly rowUpper: number[] = [];
  readonly rowLabel: (Label | null)[] = [];
  readonly starts: number[] = [0];
  readonly indices: number[] = [];
  readonly values: number[] = [];

  /** A variable of nought up to `most`; returns its number. */
  variable(most = Infinity, label: Label | null = null): number {
    this.lower.push(0);
    this.upper.push(most);
    this.columnLabel.push(label);
    return this.lower.length - 1;
  }

  /** A row: the sum of these terms is between two values. */
  row(terms: readonly (readonly [variable: number, factor: number])[], low: number, high: number, label: Label | null) {
    for (const [variable, factor] of terms) {
      this.indices.push(variable);
      this.values.push(factor);
    }
    this.starts.push(this.indices.length);
    this.rowLower.push(low);
    this.rowUpper.push(high);
    this.rowLabel.push(label);
  }
}
