import { Checkbox, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import type { OfferView } from '../../api';
import { Panel } from '../../ui/Page';
import type { MarketSearch, Sort } from '../../routes/search';
import { Chips, Labelled } from './Chips';
import styles from './Filters.module.css';
import { countChoices, matching, modelsOf, regionsOf } from './offers';
import { PaymentField } from './PaymentField';

interface FiltersProps {
  offers: OfferView[];
  search: MarketSearch;
  onChange: (changed: MarketSearch) => void;
}

/** Everything one can choose on the market; what there is to choose comes from the offers themselves. */
export function Filters({ offers, search, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const count = search.count ?? 1;
  return (
    <Panel>
      <div className={styles.filters}>
        <div className={styles.pair}>
          <PaymentField />
          <RegionFilter offers={offers} search={search} onChange={onChange} />
        </div>
        <ModelFilter offers={offers} search={search} onChange={onChange} />
        <div className={styles.pair}>
          <Chips
            label={t('market.count')}
            chips={countChoices(matching(offers, search), count).map((value) => ({ value, label: value }))}
            value={count}
            onChange={(value) => onChange({ count: value === 1 ? undefined : value })}
          />
          <SortFilter search={search} onChange={onChange} />
        </div>
      </div>
    </Panel>
  );
}

function RegionFilter({ offers, search, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const found = regionsOf(offers);
  const regions =
    search.region === undefined || found.includes(search.region) ? found : [...found, search.region];
  if (regions.length < 2)
    return (
      <Labelled tight label={t('market.region')}>
        <strong>{regions[0] ?? t('common.none')}</strong>
      </Labelled>
    );
  return (
    <Labelled tight label={t('market.region')}>
      <Select
        aria-label={t('market.region')}
        className={styles.region}
        value={search.region ?? ''}
        showSearch={regions.length > 8}
        options={[
          { value: '', label: t('market.all_regions') },
          ...regions.map((value) => ({ value, label: value })),
        ]}
        onChange={(value) => onChange({ region: value === '' ? undefined : value })}
      />
    </Labelled>
  );
}

function ModelFilter({ offers, search, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const models = modelsOf(matching(offers, { region: search.region }));
  const missing = search.model !== undefined && !models.some((one) => one.model === search.model);
  const chips = models.map((one) => ({
    value: one.model,
    label: one.model,
    note: (
      <>
        <span aria-hidden="true">{`${one.idle}/${one.total}`}</span>
        <span className="visually-hidden">{t('market.idle_of', { idle: one.idle, total: one.total })}</span>
      </>
    ),
  }));
  return (
    <Chips
      many
      label={t('market.model')}
      chips={[
        { value: undefined, label: t('common.all') },
        ...chips,
        ...(missing ? [{ value: search.model, label: search.model }] : []),
      ]}
      value={search.model}
      onChange={(model) => onChange({ model })}
    />
  );
}

function SortFilter({ search, onChange }: Omit<FiltersProps, 'offers'>) {
  const { t } = useTranslation();
  const sorts: { value: Sort; label: string }[] = [
    { value: 'price', label: t('market.sort_price') },
    { value: 'idle', label: t('market.sort_idle') },
    { value: 'memory', label: t('market.sort_memory') },
  ];
  return (
    <Labelled tight label={t('market.sort')}>
      <Select
        aria-label={t('market.sort')}
        className={styles.sortSelect}
        value={search.sort ?? 'price'}
        options={sorts}
        onChange={(sort) => onChange({ sort: sort === 'price' ? undefined : sort })}
      />
      <Checkbox
        checked={search.idle === true}
        onChange={(event) => onChange({ idle: event.target.checked || undefined })}
      >
        {t('market.only_idle')}
      </Checkbox>
    </Labelled>
  );
}
