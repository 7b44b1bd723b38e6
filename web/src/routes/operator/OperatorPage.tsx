import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { getOverviewOptions } from '../../api/@tanstack/react-query.gen';
import { Alerts } from '../../features/operator/glance/Alerts';
import { Calm } from '../../features/operator/glance/Calm';
import { GlanceFigures } from '../../features/operator/glance/GlanceFigures';
import { Trends } from '../../features/operator/glance/Trends';
import { UnderWay } from '../../features/operator/glance/UnderWay';
import { FirstSteps } from '../../features/operator/hosts/FirstSteps';
import { Answer } from '../../ui/Answer';
import { time } from '../../ui/format';
import { Page } from '../../ui/Page';

export function OperatorPage() {
  const { t } = useTranslation();
  const overview = useQuery(getOverviewOptions());
  const at = overview.dataUpdatedAt;
  return (
    <Page
      title={t('operator.title')}
      actions={
        at > 0 && (
          <>
            <span className="quiet small num">{t('operator.as_of', { time: time(at, 'time') })}</span>
            <Button
              type="text"
              icon={<ReloadOutlined />}
              loading={overview.isFetching}
              aria-label={t('common.refresh')}
              onClick={() => overview.refetch()}
            />
          </>
        )
      }
    >
      <Answer query={overview}>
        {(data) => (
          <>
            {data.alerts.length > 0 ? <Alerts alerts={data.alerts} /> : <Calm overview={data} />}
            <FirstSteps />
            <GlanceFigures overview={data} now={at} />
            <Trends cards={data.cards} at={at} />
            <UnderWay />
          </>
        )}
      </Answer>
    </Page>
  );
}
