import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { CommandIn, CommandOut } from '../api';
import styles from './CommandBar.module.css';

/** What people who rent cards run every day. */
const USUAL = [
  'nvidia-smi',
  'watch -n1 nvidia-smi',
  'df -h',
  'tail -f {file}',
  'tmux new -A -s main',
  'htop',
];

interface OffersProps {
  commands: CommandOut[];
  onAdd: (command: CommandIn) => void;
}

/** A few useful commands for whoever has none yet. */
export function Offers({ commands, onAdd }: OffersProps) {
  const { t } = useTranslation();
  const left = USUAL.filter((body) => !commands.some((one) => one.body === body));
  if (commands.length > 3 || left.length === 0) return null;
  return (
    <>
      <p className="quiet">{t('workbench-commands.quick.offers')}</p>
      <div className={styles.offer}>
        {left.map((body) => (
          <Button
            key={body}
            size="small"
            icon={<PlusOutlined />}
            onClick={() => onAdd({ group: '', name: body, body, enter: true })}
          >
            {body}
          </Button>
        ))}
      </div>
    </>
  );
}
