import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';

import { Desk } from '../features/workbench/desk/Desk';
import { aboutQuery } from '../features/workbench/about';

import styles from './WorkbenchPage.module.css';

const route = getRouteApi('/framed/workbench');

/** The workbench, on all of the page. */
export function WorkbenchPage() {
  const about = useQuery(aboutQuery);
  const { instance, connection } = route.useSearch();
  const navigate = route.useNavigate();
  const wanted =
    instance !== undefined
      ? { instance_id: instance }
      : connection !== undefined
        ? { connection_id: connection }
        : null;
  // What was opened is on the desk now; loading the page again must not open it once more.
  const taken = useCallback(() => void navigate({ search: {}, replace: true }), [navigate]);
  if (about.data === undefined) return null;
  return (
    <div className={styles.page}>
      <Desk local={about.data.mode === 'local'} wanted={wanted} onTaken={taken} />
    </div>
  );
}
