import { useTranslation } from 'react-i18next';

import { Labelled } from './Chips';

/** There is one way to pay, so it is said and not asked. */
export function PaymentField() {
  const { t } = useTranslation();
  return (
    <Labelled label={t('market.mode')}>
      <strong>{t('market.payg')}</strong>
      <span className="quiet">{t('market.payg_hint')}</span>
    </Labelled>
  );
}
