import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { OfferView } from '../../../api';
import { Nearest } from '../Nearest';
import { instead, type Suggestion } from '../nearest';
import { searchOf, type Choices } from './choices';

interface SoldOutProps {
  offer: OfferView;
  there: boolean;
  offers: OfferView[];
  choices: Choices;
  onCount: (count: number) => void;
}

/** Somebody was faster, or the host was closed meanwhile: what comes closest, with everything else as it was chosen. */
export function SoldOut({ offer, there, offers, choices, onCount }: SoldOutProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();

  function choose({ offer: other, wanted }: Suggestion) {
    if (other.host_id === offer.host_id && other.model === offer.model) {
      onCount(wanted.count);
      return;
    }
    void navigate({
      to: '/market/$hostId',
      params: { hostId: other.host_id },
      search: searchOf({ ...choices, count: wanted.count }, other),
      replace: true,
    });
  }

  return (
    <Nearest
      boxed
      title={there ? t('create.too_few', { idle: offer.idle, wanted: choices.count }) : t('create.gone')}
      suggestions={instead(offers, offer, choices.count)}
      onChoose={choose}
    />
  );
}
