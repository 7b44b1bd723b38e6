import { Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Bar } from '../../../../ui/Bar';
import { bytes, time } from '../../../../ui/format';
import type { Clash } from '../transfers/job';
import type { Policy } from '../transfers/queue';
import styles from './Dialogs.module.css';

const TAKEN = ['overwrite', 'skip', 'rename'] as const;
/** Nothing whole is there: there is nothing to keep. */
const HALF = ['resume', 'restart'] as const;

function choicesOf({ theirs, part }: Clash) {
  if (theirs === null) return HALF;
  return part > 0 ? (['resume', ...TAKEN] as const) : TAKEN;
}

interface ConflictDialogProps {
  clash: Clash;
  /** Whether more files came with it. */
  many: boolean;
  onAnswer: (policy: Policy, all: boolean) => void;
  onLater: () => void;
}

/** What to do where a file goes whose name is taken, or that came half; nothing is sent before somebody says. */
export function ConflictDialog({ clash, many, onAnswer, onLater }: ConflictDialogProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const { theirs, part, size } = clash;
  const side = (size: number | null, modified: number | null) => (
    <>
      {size !== null && <p className="num">{bytes(size)}</p>}
      {modified !== null && <p className="num quiet">{time(modified * 1000, 'full')}</p>}
    </>
  );
  return (
    <Modal
      open
      title={theirs === null ? t('workbench-files.conflict.half') : t('workbench-files.conflict.title')}
      cancelText={t('workbench-files.conflict.later')}
      okButtonProps={{ style: { display: 'none' } }}
      onCancel={onLater}
      width={520}
      destroyOnHidden
    >
      <p className={`${styles.where} mono`}>{clash.path}</p>
      <div className={styles.sides}>
        <div className={styles.side}>
          <p className="quiet small">{t('workbench-files.conflict.mine')}</p>
          {side(clash.size, clash.modified)}
        </div>
        <div className={styles.side}>
          <p className="quiet small">
            {theirs === null ? t('workbench-files.conflict.came') : t('workbench-files.conflict.theirs')}
          </p>
          {theirs === null ? side(part, null) : side(theirs.size, theirs.modified)}
        </div>
      </div>
      {part > 0 && (
        <div className={styles.part}>
          <Bar percent={size === 0 ? 0 : (part / size) * 100} label={t('workbench-files.conflict.came')} />
          <span className="num small quiet">
            {t('workbench-files.conflict.part', { part: bytes(part), size: bytes(size) })}
          </span>
        </div>
      )}
      <div className={styles.choices}>
        {choicesOf(clash).map((policy) => (
          <button key={policy} type="button" className={styles.choice} onClick={() => onAnswer(policy, all)}>
            <span>{t(`workbench-files.conflict.${policy}`)}</span>
            <span className="quiet small">{t(`workbench-files.conflict.${policy}_hint`)}</span>
          </button>
        ))}
      </div>
      {many && (
        <Checkbox checked={all} onChange={({ target }) => setAll(target.checked)}>
          {t('workbench-files.conflict.all')}
        </Checkbox>
      )}
    </Modal>
  );
}
