import { useTranslation } from 'react-i18next';

import type { OfferView, QuoteView, RulesView } from '../../../api';
import { sentence, type Problem } from '../../../app/problem';
import { Answer } from '../../../ui/Answer';
import { Banner } from '../../../ui/Banner';
import { money } from '../../../ui/format';
import { Panel } from '../../../ui/Page';
import type { Cover } from '../cost';
import { serves } from '../offers';
import type { Choices } from './choices';
import styles from './Cost.module.css';
import { Consequences, CostSummary } from './CostSummary';
import { OrderButton, type OrderButtonProps } from './OrderButton';
import { SoldOut } from './SoldOut';

interface SideProps {
  offer: OfferView;
  there: boolean;
  offers: OfferView[];
  quote: {
    data: QuoteView | undefined;
    error: unknown;
    refetch: () => unknown;
    isPlaceholderData: boolean;
  };
  cover: Cover | undefined;
  rules: RulesView | undefined;
  choices: Choices;
  refusal: Problem | null;
  button: OrderButtonProps;
  onCount: (count: number) => void;
}

/** The right column: what the choices on the left lead to, and the button. */
export function Side(props: SideProps) {
  const { t } = useTranslation();
  const { offer, there, offers, quote, cover, rules, choices, refusal, button } = props;
  const soldOut = !there || !serves(offer, choices.count);
  return (
    <div className={styles.side}>
      <Panel title={t('create.cost')}>
        <div className={styles.column}>
          {(there || quote.data !== undefined) && (
            <Answer query={quote} loading={<div className={styles.loading} aria-hidden="true" />}>
              {(data) => (
                <CostSummary
                  offer={offer}
                  quote={data}
                  rules={rules}
                  cover={cover}
                  stale={quote.isPlaceholderData}
                />
              )}
            </Answer>
          )}
          {soldOut && (
            <SoldOut offer={offer} there={there} offers={offers} choices={choices} onCount={props.onCount} />
          )}
          {refusal !== null && !soldOut && !button.short && <Refusal problem={refusal} />}
          <div className={styles.bar}>
            {quote.data && (
              <span className={styles.barPrice}>
                <strong>{money(quote.data.price_per_hour)}</strong>
                {t('market.each_hour')}
              </span>
            )}
            <OrderButton {...button} />
          </div>
          {quote.data && (
            <p className="quiet small">{t('create.held', { amount: money(quote.data.price_per_hour) })}</p>
          )}
        </div>
      </Panel>
      <Panel title={t('create.know')}>
        <Consequences rules={rules} offer={offer} />
      </Panel>
    </div>
  );
}

function Refusal({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  const silent = problem.status === 0 || problem.status >= 500;
  return (
    <Banner tone="failed" title={silent ? t('create.no_answer') : sentence(problem)}>
      {silent && <p>{t('create.press_again')}</p>}
      {problem.requestId !== '' && (
        <p className="small">{t('common.request_id', { id: problem.requestId })}</p>
      )}
    </Banner>
  );
}
