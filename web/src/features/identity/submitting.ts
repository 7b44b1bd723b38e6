/** Sending a form: while it is under way, and in words why it was refused. What was typed stays. */
import { useState } from 'react';

import { problemOf, sentence, type Problem } from '../../app/problem';

export interface Submitting {
  busy: boolean;
  /** Why it was refused, for above the button; empty when it was not. */
  refusal: string;
  refuse: (words: string) => void;
  /** Runs `work`; `words` says a refusal better than its general sentence, where it returns something. */
  submit: (work: () => Promise<void>, words?: (problem: Problem) => string | undefined) => Promise<void>;
}

export function useSubmitting(): Submitting {
  const [refusal, refuse] = useState('');
  const [busy, setBusy] = useState(false);

  async function submit(work: () => Promise<void>, words?: (problem: Problem) => string | undefined) {
    setBusy(true);
    refuse('');
    try {
      await work();
    } catch (error) {
      const problem = problemOf(error);
      refuse(words?.(problem) ?? sentence(problem));
    } finally {
      setBusy(false);
    }
  }

  return { busy, refusal, refuse, submit };
}
