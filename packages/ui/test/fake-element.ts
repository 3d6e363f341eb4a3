/** As much of an element as Preact draws into: a tree of elements and texts, for tests of what is kept in memory. */
export class FakeElement {
  static readonly document = {
    createElementNS: (_: string, name: string) => new FakeElement(name),
    createElement: (name: string) => new FakeElement(name),
    createTextNode: (data: string) => new FakeElement("#text", data),
  };
  readonly namespaceURI = "http://www.w3.org/1999/xhtml";
  readonly ownerDocument = FakeElement.document;
  readonly childNodes: FakeElement[] = [];
  readonly localName: string;
  parentNode: FakeElement | null = null;
  data: string;

  constructor(name: string, data = "") {
    this.localName = name;
    this.data = data;
  }

  get nodeType(): number {
    return this.localName === "#text" ? 3 : 1;
  }

  get firstChild(): FakeElement | null {
    return this.childNodes[0] ?? null;
  }

  get nextSibling(): FakeElement | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  insertBefore(child: FakeElement, next: FakeElement | null): void {
    child.remove();
    const at = next === null ? this.childNodes.length : this.childNodes.indexOf(next);
    this.childNodes.splice(at, 0, child);
    child.parentNode = this;
  }

  removeChild(child: FakeElement): void {
    child.remove();
  }

  remove(): void {
    const siblings = this.parentNode?.childNodes;
    if (siblings !== undefined) siblings.splice(siblings.indexOf(this), 1);
    this.parentNode = null;
  }

  setAttribute(): void {}
  removeAttribute(): void {}

  text(): string {
    return this.data + this.childNodes.map((child) => child.text()).join("");
  }
}
