/** What went wrong, as the platform says it: a stable code, the numbers behind it, and words in the reader's language. */
import i18next from 'i18next';

import { wordsOf } from '../ui/words';

export interface FieldProblem {
  field: string;
  problem: string;
}

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly facts: Record<string, unknown> = {},
    readonly requestId = '',
  ) {
    super(`${code}: ${detail}`);
  }
}

/**
 * Whatever was thrown, as a `Problem`. `status` is a request's: 0 where no answer came at all, left out where it was no
 * request that failed but the page itself.
 */
export function problemOf(thrown: unknown, status?: number): Problem {
  if (thrown instanceof Problem) return thrown;
  const body = thrown as Partial<Record<'code' | 'detail' | 'request_id', string>> & {
    facts?: Record<string, unknown>;
  };
  if (typeof body === 'object' && typeof body.code === 'string') {
    return new Problem(body.code, status ?? 0, body.detail ?? '', body.facts ?? {}, body.request_id ?? '');
  }
  if (status === undefined) return new Problem('console.broken', 0, String(thrown));
  if (status >= 500 || status === 0) return new Problem('network.unreachable', status, String(thrown));
  return new Problem('request.internal', status, String(thrown));
}

/** One sentence for people. A code without words of ours is shown with the platform's own English sentence. */
export function sentence(problem: Problem): string {
  // A form error names its field; the general sentence alone would not help.
  if (problem.code === 'request.invalid')
    return i18next.t('errors.request.invalid_because', { why: problem.detail });
  const unknown = i18next.t('errors.unknown', { code: problem.code, detail: problem.detail });
  return wordsOf(`errors.${problem.code}`, unknown, problem.facts);
}

/** The problem of each form field, where the platform named one. */
export function fieldProblems(problem: Problem): FieldProblem[] {
  const fields = problem.facts.fields;
  return Array.isArray(fields) ? (fields as FieldProblem[]) : [];
}
