/** A scenario that cannot be played. `message` is one sentence that begins with the path of the fault. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  /** Such as `links[0].from`; empty when the whole file is at fault. */
  readonly path: string;

  constructor(path: string, says: string) {
    super(path === "" ? says : `${path}: ${says}`);
    this.path = path;
  }
}
