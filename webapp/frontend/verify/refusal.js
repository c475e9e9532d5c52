// What a bundle is refused for: the first difference, and the file and row it stands in.
export class Refusal extends Error {
  constructor(detail, where = "") {
    super(where ? `${where}: ${detail}` : detail);
    this.detail = detail;
    this.where = where;
  }
}
