import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ImageView, OfferView, RulesView } from '../../../api';
import { getWalletOptions } from '../../../api/@tanstack/react-query.gen';
import type { CreateSearch } from '../../../routes/search';
import { Panel } from '../../../ui/Page';
import { useNow } from '../../../ui/ticking';
import { preselected } from '../cascade';
import { coverOf } from '../cost';
import { serves } from '../offers';
import { PaymentField } from '../PaymentField';
import { choicesOf, isGoodName, searchOf, type Choices } from './choices';
import { CountField } from './CountField';
import styles from './Create.module.css';
import { DiskField } from './DiskField';
import { HostFacts } from './HostFacts';
import { ImageField } from './ImageField';
import { KeysField } from './KeysField';
import { NameField } from './NameField';
import { Side } from './Side';
import { useOrder } from './useOrder';
import { useQuote } from './useQuote';

const NOTE_MS = 250;
const TICK_MS = 5_000;

interface CreateFormProps {
  /** As it was last seen; `there` says whether it can still be rented. */
  offer: OfferView;
  there: boolean;
  offers: OfferView[];
  images: ImageView[];
  rules: RulesView | undefined;
  search: CreateSearch;
}

/** What is chosen, kept in the address a moment after it has changed. */
function useChoices(search: CreateSearch, offer: OfferView) {
  const navigate = useNavigate();
  const [choices, setChoices] = useState(() => choicesOf(search, offer));
  const [first] = useState(choices);
  const [here] = useState(() => globalThis.location.pathname);
  const note = useCallback(async () => {
    // Somebody has left already, and the page they wait for must not be taken away again.
    if (globalThis.location.pathname !== here) return;
    await navigate({ to: '.', search: searchOf(choices, offer), replace: true, resetScroll: false });
  }, [navigate, choices, offer, here]);
  useEffect(() => {
    if (choices === first) return;
    const timer = setTimeout(() => void note(), NOTE_MS);
    return () => clearTimeout(timer);
  }, [choices, first, note]);
  return { choices, setChoices, note };
}

export function CreateForm({ offer, there, offers, images, rules, search }: CreateFormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { choices, setChoices, note } = useChoices(search, offer);
  const { busy, refusal, order, forget } = useOrder();
  const { count, diskGb, name } = choices;
  const quote = useQuote(offer.host_id, offer.model, count, diskGb);
  const wallet = useQuery(getWalletOptions());
  const now = useNow(TICK_MS);
  const image = preselected(images, offer.cuda_version, choices.image);
  const cover = quote.data && wallet.data && coverOf(quote.data, wallet.data, wallet.dataUpdatedAt, now);

  const available = there && serves(offer, count);
  const short = available && cover !== undefined && !cover.sufficient;

  function choose(changed: Partial<Choices>) {
    forget();
    setChoices((before) => ({ ...before, ...changed }));
  }

  /** What is to be done first, where the page does not say so elsewhere. */
  function first(): string {
    if (image === undefined) return t('create.no_image');
    if (!isGoodName(name)) return t('create.bad_name');
    return short ? t('create.top_up_first') : '';
  }

  function submit() {
    if (image === undefined) return;
    void order({
      host_id: offer.host_id,
      model: offer.model,
      count,
      image_id: image.id,
      data_disk_gb: diskGb,
      name: name.trim() === '' ? null : name.trim(),
    });
  }

  return (
    <div className={styles.page}>
      <div className={styles.decide}>
        <HostFacts offer={offer} count={count} />
        <Panel title={t('create.size')}>
          <div className={styles.fields}>
            <PaymentField />
            <CountField
              offer={offer}
              there={there}
              count={count}
              onChange={(value) => choose({ count: value })}
            />
            <DiskField
              offer={offer}
              diskGb={diskGb}
              price={rules?.data_disk_price_per_gb_day ?? null}
              onChange={(value) => choose({ diskGb: value })}
            />
          </div>
        </Panel>
        <Panel title={t('create.image')}>
          <ImageField
            images={images}
            image={image}
            highest={offer.cuda_version}
            onChange={(one) => choose({ image: one.id })}
          />
        </Panel>
        <Panel title={t('create.rest')}>
          <div className={styles.fields}>
            <NameField name={name} onChange={(value) => choose({ name: value })} />
            <KeysField />
          </div>
        </Panel>
      </div>
      <Side
        offer={offer}
        there={there}
        offers={offers}
        quote={quote}
        cover={cover}
        rules={rules}
        choices={choices}
        refusal={refusal}
        button={{
          busy,
          possible: available && image !== undefined && isGoodName(name),
          first: first(),
          short,
          onOrder: submit,
          onTopUp: () => void note().then(() => navigate({ to: '/billing', hash: 'redeem' })),
        }}
        onCount={(value) => choose({ count: value })}
      />
    </div>
  );
}
