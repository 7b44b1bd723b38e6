/** Running an act from a page: success and refusal are said once, in words, at the same place everywhere. */
import { App } from 'antd';
import { useCallback } from 'react';

import { problemOf, sentence } from '../app/problem';

/**
 * Returns `act(work, done)`: runs `work`, says `done` when it is given and it went well, says why when it did not.
 * It gives the result, or rethrows the `Problem` after saying it, so that dialogs stay open.
 */
export function useAct(): <T>(work: () => Promise<T>, done?: string) => Promise<T> {
  const { message } = App.useApp();
  return useCallback(
    async (work, done) => {
      try {
        const result = await work();
        if (done !== undefined) message.success(done);
        return result;
      } catch (error) {
        const problem = problemOf(error);
        message.error(sentence(problem));
        throw problem;
      }
    },
    [message],
  );
}
