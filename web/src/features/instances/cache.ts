/** What is known of instances in this browser: shown at once, and put right by what the platform says next. */
import type { ChangedOut, InstanceOut } from '../../api';
import {
  getInstanceOptions,
  getInstanceQueryKey,
  listInstancesQueryKey,
} from '../../api/@tanstack/react-query.gen';
import { queryClient, refresh } from '../../app/queries';

/** One instance, beginning with what the list has said of it. */
export function instanceOf(instanceId: string) {
  const list = listInstancesQueryKey();
  return {
    ...getInstanceOptions({ path: { instance_id: instanceId } }),
    initialData: () => queryClient.getQueryData<InstanceOut[]>(list)?.find((one) => one.id === instanceId),
    initialDataUpdatedAt: () => queryClient.getQueryState(list)?.dataUpdatedAt,
  };
}

/** Puts what an act has answered on the screen; the live stream brings what follows. */
export function accept({ instance }: ChangedOut): void {
  queryClient.setQueryData<InstanceOut[]>(listInstancesQueryKey(), (known) =>
    known?.map((one) => (one.id === instance.id ? instance : one)),
  );
  const key = getInstanceQueryKey({ path: { instance_id: instance.id } });
  queryClient.setQueryData<InstanceOut>(key, (known) => (known === undefined ? known : instance));
  void refresh('listInstances', 'getInstance', 'listInstanceOperations', 'getWallet');
}
