/** The work behind one transfer: what it can be asked to do, and how it says how far it is. */
import { Problem } from '../../../../app/problem';
import type { Policy } from './queue';

export interface Report {
  signal: AbortSignal;
  /** Bytes done in all; of many files, how many files. */
  progress: (done: number, filesDone?: number) => void;
  /** It goes to another name than it was asked for. */
  renamed: (path: string) => void;
  /** All bytes are there; the machine compares them. */
  checking: () => void;
}

export interface Outcome {
  /** Broken: what arrived is not what was sent, and was thrown away. */
  end: 'done' | 'skipped' | 'broken';
  verified?: boolean | null;
}

/** What is there already where a file should go. */
export interface Clash {
  path: string;
  size: number;
  modified: number | null;
  /** Null where nothing whole is there. */
  theirs: { size: number | null; modified: number | null } | null;
  /** How much of this very file has come at an earlier time. */
  part: number;
}

/** Thrown by a job that can't go on before somebody says what to do. */
export class Clashes extends Error {
  constructor(readonly clash: Clash) {
    super(clash.path);
  }
}

export interface Job {
  run: (report: Report, policy: Policy | null) => Promise<Outcome>;
  /** Somebody said what to do about the clash. */
  answer?: (policy: Policy, all: boolean) => void;
  /** It will not go on: whatever lies half done on the machine may go. */
  abandon?: () => void;
}

/** They pass although they sound final: what was begun is begun again, from what is there. */
const PASSING = new Set(['workbench.not_connected', 'workbench.upload_not_found', 'workbench.upload_offset']);
/** The machine will not offer it in a moment either. */
const FINAL = new Set(['workbench.no_sftp']);

/** Whether waiting helps: no answer, a fault of the platform's, or a machine that is away for the moment. */
export function passes(thrown: unknown): boolean {
  if (!(thrown instanceof Problem) || FINAL.has(thrown.code)) return false;
  return PASSING.has(thrown.code) || thrown.status === 0 || thrown.status === 429 || thrown.status >= 500;
}
