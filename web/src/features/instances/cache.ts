/** Puts what an act has answered on the screen at once; the live stream brings what follows. */
import type { ChangedOut, InstanceOut } from '../../api';
import { getInstanceQueryKey, listInstancesQueryKey } from '../../api/@tanstack/react-query.gen';
import { queryClient, refresh } from '../../app/queries';

export async function accept({ instance }: ChangedOut): Promise<void> {
  queryClient.setQueryData<InstanceOut[]>(listInstancesQueryKey(), (known) =>
    known?.map((one) => (one.id === instance.id ? instance : one)),
  );
  const key = getInstanceQueryKey({ path: { instance_id: instance.id } });
  queryClient.setQueryData<InstanceOut>(key, (known) => (known === undefined ? known : instance));
  await refresh('listInstances', 'getInstance', 'listInstanceOperations', 'getWallet');
}
