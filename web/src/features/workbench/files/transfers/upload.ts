/** One file from this computer to the machine, in pieces, going on where it stopped. */
import { Problem } from '../../../../app/problem';
import { addresses, files } from '../filesApi';
import { baseName, join, parentOf } from '../paths';
import { Clashes, type Clash, type Job, type Outcome, type Report } from './job';
import type { Policy } from './queue';
import { put } from './send';

const MIB = 1024 ** 2;
export const CHUNK_BYTES = 16 * MIB;
/** The machine may have another count than ours once; if it goes on disagreeing, something else writes there. */
const DISAGREEMENTS = 5;

export interface Upload {
  sessionId: string;
  path: string;
  file: File;
  verify: boolean;
  /** Makes the folder that it goes into; asked once for many files. */
  prepare?: () => Promise<unknown>;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

const EXISTS = 'workbench.file_exists';
const BEGUN = 'workbench.upload_begun';

function clash({ code, facts }: Problem): Pick<Clash, 'theirs' | 'part'> {
  const theirs = { size: numberOf(facts.size), modified: numberOf(facts.modified) };
  return { theirs: code === BEGUN ? null : theirs, part: numberOf(facts.part) ?? 0 };
}

export class UploadJob implements Job {
  private path: string;
  private begun = false;

  constructor(private readonly upload: Upload) {
    this.path = upload.path;
  }

  async run(report: Report, policy: Policy | null): Promise<Outcome> {
    const { sessionId, file } = this.upload;
    await this.upload.prepare?.();
    const begun = await this.begin(policy, report);
    if (begun === null) return { end: 'skipped' };
    report.progress(begun);
    await this.send(begun, report);
    report.checking();
    const end = await files.finishUpload(
      sessionId,
      { path: this.path, size: file.size, modified: this.modified, verify: this.upload.verify },
      report.signal,
    );
    return { end: end.verified === false ? 'broken' : 'done', verified: end.verified };
  }

  abandon(): void {
    if (!this.begun) return;
    const part = join(parentOf(this.path) ?? '/', `.${baseName(this.path)}.zuka-part`);
    // It is a courtesy: what can't be removed now is overwritten by the next upload of that name.
    void files.remove(this.upload.sessionId, [part]).catch(() => undefined);
  }

  private get modified(): number {
    return Math.floor(this.upload.file.lastModified / 1000);
  }

  /** The offset to go on from; null where the answer was to leave what is there. */
  private async begin(policy: Policy | null, report: Report): Promise<number | null> {
    const { sessionId, file } = this.upload;
    const size = file.size;
    // What this page has begun goes on by itself; what is half there from another time is somebody's choice.
    const conflict = this.begun ? 'resume' : policy === null || policy === 'restart' ? 'ask' : policy;
    const asked = { path: this.path, size, modified: this.modified, conflict };
    const anew = () => files.beginUpload(sessionId, { ...asked, conflict: 'overwrite' }, report.signal);
    const answer = await files.beginUpload(sessionId, asked, report.signal).catch((error: unknown) => {
      const code = error instanceof Problem ? error.code : '';
      if (!(error instanceof Problem) || !(code === EXISTS || code === BEGUN)) throw error;
      // It was decided before, and holds.
      if ((this.begun && policy === 'overwrite') || (code === BEGUN && policy === 'restart')) return anew();
      throw new Clashes({ path: this.path, size, modified: this.modified, ...clash(error) });
    });
    if (conflict === 'skip' && answer.exists) return null;
    this.begun = true;
    if (answer.path !== this.path) report.renamed(answer.path);
    this.path = answer.path;
    return Math.min(answer.offset, size);
  }

  private async send(from: number, report: Report): Promise<void> {
    const { sessionId, file } = this.upload;
    let offset = from;
    let disagreements = 0;
    while (offset < file.size) {
      const start = offset;
      const piece = file.slice(start, start + CHUNK_BYTES);
      try {
        const answer = await put<{ offset: number }>(
          addresses.chunk(sessionId, this.path, start),
          piece,
          (sent) => report.progress(start + sent),
          report.signal,
        );
        offset = answer.offset;
      } catch (error) {
        const there = error instanceof Problem && error.code === 'workbench.upload_offset';
        const told = there ? numberOf(error.facts.offset) : null;
        if (told === null || ++disagreements > DISAGREEMENTS) throw error;
        offset = told;
      }
      report.progress(offset);
    }
  }
}
