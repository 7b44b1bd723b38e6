/** Going back through what was sent before, with ↑ and ↓ in the command box; what was being typed comes back at the end. */

export class Recall {
  private at = -1;
  private draft = '';

  /** `lines`: newest first. */
  constructor(private lines: readonly string[] = []) {}

  /** Whoever is going back through them stays where they are. */
  know(lines: readonly string[]): void {
    const here = this.lines[this.at];
    this.lines = lines;
    this.at = here === undefined ? -1 : lines.indexOf(here);
  }

  /** What was sent just now, before the platform tells of it. */
  sent(line: string): void {
    if (line !== this.lines[0]) this.lines = [line, ...this.lines];
    this.at = -1;
  }

  /** The line before; null where there is none. Only lines that begin as the draft does, as shells do it. */
  older(typed: string): string | null {
    if (this.at < 0) this.draft = typed;
    for (let next = this.at + 1; next < this.lines.length; next += 1) {
      const line = this.lines[next];
      if (line === undefined || !line.startsWith(this.draft) || line === typed) continue;
      this.at = next;
      return line;
    }
    return null;
  }

  /** The line after, and at last what was being typed. */
  newer(typed: string): string | null {
    if (this.at < 0) return null;
    for (let next = this.at - 1; next >= 0; next -= 1) {
      const line = this.lines[next];
      if (line === undefined || !line.startsWith(this.draft) || line === typed) continue;
      this.at = next;
      return line;
    }
    this.at = -1;
    return this.draft;
  }

  /** Somebody types: the next ↑ starts from what is there then. */
  restart(): void {
    this.at = -1;
  }
}
