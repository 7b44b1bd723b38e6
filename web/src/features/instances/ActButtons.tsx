import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown, Tooltip, type MenuProps } from 'antd';
import { useTranslation } from 'react-i18next';

import { wordsOf } from '../../ui/words';
import { useAsk } from './acts/asking';
import { mainAct, menuOf, type ActName } from './menu';
import type { Instance } from './model';
import styles from './ActButtons.module.css';

interface ActButtonsProps {
  instance: Instance;
  /** In a table, buttons are small and quiet; at the head of a page they are of full size. */
  large?: boolean;
}

/** Power, and everything else under "more". What is not possible now is there too, and says why. */
export function ActButtons({ instance, large = false }: ActButtonsProps) {
  const { t } = useTranslation();
  const ask = useAsk();
  const { act, why } = mainAct(instance);
  return (
    <span className={styles.acts}>
      <Tooltip title={why === null ? '' : t(`instances.why.${why}`)}>
        <Button
          size={large ? 'middle' : 'small'}
          type={act === 'start' ? 'primary' : 'default'}
          danger={act === 'release'}
          disabled={why !== null}
          onClick={() => ask(act, instance)}
        >
          {t(`instances.act.${act}`)}
        </Button>
      </Tooltip>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: items(instance, act),
          onClick: ({ key }) => ask(key as ActName, instance),
        }}
      >
        <Button
          size={large ? 'middle' : 'small'}
          aria-label={t('instances.more_of', { name: instance.name })}
        >
          {t('common.more')} <DownOutlined aria-hidden="true" />
        </Button>
      </Dropdown>
    </span>
  );
}

type Item = NonNullable<NonNullable<MenuProps['items']>[number]>;

function items(instance: Instance, main: ActName): Item[] {
  return menuOf(instance)
    .filter(({ act }) => act !== main)
    .flatMap(({ act, why }): Item[] => {
      const item: Item = {
        key: act,
        danger: act === 'release',
        disabled: why !== null,
        label: (
          <>
            {wordsOf(`instances.act.${act}`, act)}
            {why !== null && <span className={styles.why}>{wordsOf(`instances.why.${why}`, why)}</span>}
          </>
        ),
      };
      return act === 'release' ? [{ key: 'line', type: 'divider' }, item] : [item];
    });
}
