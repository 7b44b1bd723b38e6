import { Button, Input } from 'antd';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { setPrice } from '../../../api';
import { problemOf, sentence } from '../../../app/problem';
import { refresh } from '../../../app/queries';
import { useAct } from '../../../ui/act';
import { count, gigabytes, money } from '../../../ui/format';
import { Tag } from '../../../ui/Status';
import { SimulatedTag } from '../../instances/InstanceState';
import styles from './PriceTable.module.css';
import {
  discountProblem,
  draftOf,
  isChanged,
  netOf,
  priceProblem,
  type Draft,
  type PriceRow,
} from './prices';

/** One model: its price and discount are always fields; what was typed and not saved stays when others change. */
export function PriceLine({ row }: { row: PriceRow }) {
  const { t } = useTranslation();
  const act = useAct();
  const [typed, setTyped] = useState<Draft | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const draft = typed ?? draftOf(row.price);
  const changed = typed !== null && isChanged(typed, row.price);
  const net = netOf(draft);

  function type(part: Partial<Draft>) {
    setTyped({ ...draft, ...part });
    setRefusal('');
  }

  async function save() {
    if (!changed || net === null) return;
    setBusy(true);
    try {
      await act(
        () =>
          setPrice({
            path: { model: row.model },
            body: { price_per_hour: draft.price.trim(), discount_percent: Number(draft.discount.trim()) },
            throwOnError: true,
          }),
        t('hosts.price_saved', { model: row.model, amount: money(net, { exact: true }) }),
      );
      await refresh('listPrices', 'listOffers', 'listModels', 'makeQuote');
      setTyped(null);
    } catch (error) {
      setRefusal(sentence(problemOf(error)));
    } finally {
      setBusy(false);
    }
  }

  function onKey(event: KeyboardEvent) {
    if (event.key === 'Enter') void save();
    if (event.key === 'Escape') setTyped(null);
  }

  return (
    <tr className={row.price === null ? styles.unpriced : ''}>
      <th scope="row">
        <Model row={row} />
      </th>
      <td className={styles.right} data-label={t('hosts.cards')}>
        {row.cards === 0 ? (
          <span className="quiet">{t('hosts.none_owned')}</span>
        ) : (
          t('hosts.cards_on', { count: row.hosts, cards: count(row.cards), hosts: count(row.hosts) })
        )}
      </td>
      <td data-label={t('hosts.list_price')}>
        <PriceField row={row} draft={draft} show={changed} onType={type} onKey={onKey} />
      </td>
      <td data-label={t('hosts.discount')}>
        <DiscountField row={row} draft={draft} onType={type} onKey={onKey} />
      </td>
      <td className={styles.right} data-label={t('hosts.net_price')}>
        <Net net={net} />
        {refusal !== '' && (
          <div className={styles.problem} role="alert">
            {refusal}
          </div>
        )}
      </td>
      <td className={styles.acts}>
        {changed && (
          <>
            <Button
              type="primary"
              size="small"
              disabled={net === null}
              loading={busy}
              aria-label={t('hosts.save_price', { model: row.model })}
              onClick={save}
            >
              {t('common.save')}
            </Button>
            <Button size="small" type="text" onClick={() => setTyped(null)}>
              {t('common.cancel')}
            </Button>
          </>
        )}
      </td>
    </tr>
  );
}

function Model({ row }: { row: PriceRow }) {
  const { t } = useTranslation();
  return (
    <span className={styles.model}>
      <strong>{row.model}</strong>
      {row.memoryGb !== null && <span className="quiet">{gigabytes(row.memoryGb)}</span>}
      {row.simulated && <SimulatedTag />}
      {row.price === null && <Tag tone="attention">{t('hosts.not_rented')}</Tag>}
    </span>
  );
}

interface FieldProps {
  row: PriceRow;
  draft: Draft;
  onType: (part: Partial<Draft>) => void;
  onKey: (event: KeyboardEvent) => void;
}

/** `show`: a field that nobody has touched yet is not called wrong. */
function PriceField({ row, draft, show, onType, onKey }: FieldProps & { show: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const problem = show ? priceProblem(draft.price) : null;
  return (
    <>
      <Input
        className={styles.field}
        prefix="¥"
        suffix={<span className="quiet">{t('hosts.an_hour')}</span>}
        inputMode="decimal"
        autoComplete="off"
        value={draft.price}
        status={problem === null ? '' : 'error'}
        aria-label={t('hosts.price_of', { model: row.model })}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        onChange={(event) => onType({ price: event.target.value })}
        onKeyDown={onKey}
      />
      {problem !== null && (
        <div id={id} className={styles.problem} role="alert">
          {t(`hosts.price_problem.${problem}`)}
        </div>
      )}
    </>
  );
}

function DiscountField({ row, draft, onType, onKey }: FieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const problem = discountProblem(draft.discount);
  return (
    <>
      <Input
        className={styles.narrowField}
        suffix="%"
        inputMode="numeric"
        autoComplete="off"
        value={draft.discount}
        status={problem === null ? '' : 'error'}
        aria-label={t('hosts.discount_of', { model: row.model })}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        onChange={(event) => onType({ discount: event.target.value })}
        onKeyDown={onKey}
      />
      {problem !== null && (
        <div id={id} className={styles.problem} role="alert">
          {t(`hosts.discount_problem.${problem}`)}
        </div>
      )}
    </>
  );
}

function Net({ net }: { net: number | null }) {
  const { t } = useTranslation();
  if (net === null) return <span className="quiet">–</span>;
  return (
    <>
      <strong>{t('common.per_hour', { amount: money(net, { exact: true }) })}</strong>
      {net === 0 && <Tag tone="attention">{t('hosts.free')}</Tag>}
    </>
  );
}
