/** Ordering once, however often the button is pressed and whatever happens to the answer on its way. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';

import { orderInstance, type OrderIn } from '../../../api';
import { listInstancesQueryKey } from '../../../api/@tanstack/react-query.gen';
import { problemOf, type Problem } from '../../../app/problem';
import { refresh } from '../../../app/queries';
import { newOrderKey } from '../orderKey';

export interface Ordering {
  busy: boolean;
  refusal: Problem | null;
  order: (body: OrderIn) => Promise<void>;
  /** Something was changed, so the refusal is no longer about what is chosen. */
  forget: () => void;
}

export function useOrder(): Ordering {
  const [key] = useState(newOrderKey);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const underWay = useRef(false);
  const navigate = useNavigate();
  const queryClient = useQueryClient();

  async function order(body: OrderIn) {
    if (underWay.current) return;
    underWay.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      const { instance } = await orderInstance({
        body,
        headers: { 'Idempotency-Key': key },
        throwOnError: true,
      });
      // The list shows the new row at once, and not only when it has been fetched again.
      queryClient.setQueryData(listInstancesQueryKey(), (known?: { id: string }[]) =>
        known === undefined || known.some((one) => one.id === instance.id) ? known : [instance, ...known],
      );
      void refresh('listInstances', 'getWallet', 'listOffers', 'listModels');
      await navigate({ to: '/instances' });
    } catch (thrown) {
      setRefusal(problemOf(thrown));
      void refresh('listOffers', 'getWallet', 'makeQuote');
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  }

  return { busy, refusal, order, forget: () => setRefusal(null) };
}
