import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { OfferView } from '../../../api';
import { Empty } from '../../../ui/Answer';
import { LinkButton } from '../../../ui/LinkButton';
import { useNarrow } from '../../../ui/narrow';
import { matching, type StateKind } from '../filter';
import type { Instance } from '../model';
import { shareOf } from '../share';
import { InstanceCards } from './InstanceCards';
import { InstanceTable } from './InstanceTable';
import { Toolbar } from './Toolbar';

/** A table needs so much; below it, cards are easier to read and to press. */
const TABLE_FROM = 1100;

interface InstanceListProps {
  instances: Instance[];
  seenAt: number;
  offers: OfferView[];
  query: string;
  state: StateKind | undefined;
  onChange: (change: { query?: string; state?: StateKind | undefined }) => void;
}

export function InstanceList({ instances, seenAt, offers, query, state, onChange }: InstanceListProps) {
  const { t } = useTranslation();
  const narrow = useNarrow(TABLE_FROM);
  const found = useMemo(() => matching(instances, query, state), [instances, query, state]);
  const shares = useMemo(
    () => new Map(instances.map((one) => [one.id, shareOf(one, offers)])),
    [instances, offers],
  );
  if (instances.length === 0) return <NoInstances />;
  const shown = found.map((instance) => ({
    instance,
    share: shares.get(instance.id) ?? null,
    // A row where nothing grows keeps its props, and is not drawn again when others change.
    seenAt: instance.run === null ? 0 : seenAt,
  }));
  return (
    <>
      <Toolbar instances={instances} query={query} state={state} onChange={onChange} />
      {found.length === 0 ? (
        <Empty
          title={t('instances.none_found')}
          action={
            <Button onClick={() => onChange({ query: '', state: undefined })}>
              {t('instances.show_all')}
            </Button>
          }
        />
      ) : narrow ? (
        <InstanceCards shown={shown} />
      ) : (
        <InstanceTable shown={shown} />
      )}
    </>
  );
}

function NoInstances() {
  const { t } = useTranslation();
  return (
    <Empty
      title={t('instances.empty_title')}
      action={
        <LinkButton to="/market" type="primary">
          {t('instances.rent_first')}
        </LinkButton>
      }
    >
      {t('instances.empty_lead')}
    </Empty>
  );
}
