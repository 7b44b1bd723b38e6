import {
  ColumnWidthOutlined,
  ReloadOutlined,
  SaveOutlined,
  SearchOutlined,
  VerticalAlignBottomOutlined,
} from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';

import { Tool } from '../Toolbar';
import type { Encoding } from '../filesApi';
import styles from './Editor.module.css';
import type { LineEnding, TextState } from './useText';

const ENCODINGS: Record<string, string> = { 'utf-8': 'UTF-8', 'utf-8-sig': 'UTF-8 BOM', gbk: 'GBK' };
const READ: Encoding[] = ['utf-8', 'gbk'];
const ENDINGS: Record<LineEnding, string> = { lf: 'LF (Unix)', crlf: 'CRLF (Windows)' };

interface TextBarProps {
  text: TextState;
  cursor: { line: number; column: number };
  wraps: boolean;
  onWraps: (on: boolean) => void;
  onSave: () => void;
  onFind: () => void;
  onFollow: () => void;
}

/** Above the text: saving, how it is read and written, and where the cursor is. */
export function TextBar({ text, cursor, wraps, onWraps, onSave, onFind, onFollow }: TextBarProps) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { shape, dirty, saving, loaded } = text;
  const encoding = ENCODINGS[shape.encoding] ?? shape.encoding;
  const locked = loaded?.text.truncated === true;

  /** What is not saved is not dropped without a word. */
  function reload(encoding: Encoding | 'auto') {
    if (!dirty) {
      void text.load(encoding);
      return;
    }
    modal.confirm({
      title: t('workbench-files.editor.reload_title'),
      okText: t('workbench-files.editor.reload'),
      cancelText: t('workbench-files.editor.keep'),
      okButtonProps: { danger: true },
      onOk: () => text.load(encoding),
    });
  }

  const encodings = {
    items: [
      {
        key: 'open',
        type: 'group' as const,
        label: t('workbench-files.editor.reopen'),
        children: READ.map((key) => ({
          key: `open ${key}`,
          label: ENCODINGS[key],
          onClick: () => reload(key),
        })),
      },
      {
        key: 'save',
        type: 'group' as const,
        label: t('workbench-files.editor.saving_as'),
        disabled: locked,
        children: Object.entries(ENCODINGS).map(([key, label]) => ({
          key: `save ${key}`,
          label,
          disabled: locked,
          onClick: () => text.reshape({ encoding: key }),
        })),
      },
    ],
  };
  const endings = {
    items: Object.entries(ENDINGS).map(([key, label]) => ({
      key,
      label,
      disabled: locked,
      onClick: () => text.reshape({ lineEnding: key as LineEnding }),
    })),
  };

  return (
    <div className={styles.bar} role="toolbar" aria-label={t('workbench-files.editor.title')}>
      <Button
        size="small"
        type="primary"
        icon={<SaveOutlined />}
        loading={saving}
        disabled={!dirty || locked}
        title="Ctrl+S"
        onClick={onSave}
      >
        {t('workbench-files.editor.save')}
      </Button>
      <Tool label={t('workbench-files.editor.find')} icon={<SearchOutlined />} onClick={onFind} />
      <Tool
        label={t('workbench-files.editor.wrap')}
        icon={<ColumnWidthOutlined />}
        on={wraps}
        onClick={() => onWraps(!wraps)}
      />
      <Tool
        label={t('workbench-files.editor.reload')}
        icon={<ReloadOutlined />}
        onClick={() => reload('auto')}
      />
      <Tool label={t('workbench-files.watch')} icon={<VerticalAlignBottomOutlined />} onClick={onFollow} />
      <span className={styles.space} />
      {dirty && <span className={`small ${styles.dirty}`}>{t('workbench-files.editor.unsaved')}</span>}
      <span className={`quiet small num ${styles.position}`}>
        {t('workbench-files.editor.position', cursor)}
      </span>
      <Dropdown menu={endings} trigger={['click']}>
        <Button
          size="small"
          type="text"
          title={t('workbench-files.editor.line_ending')}
          aria-label={`${t('workbench-files.editor.line_ending')} ${shape.lineEnding.toUpperCase()}`}
        >
          {shape.lineEnding.toUpperCase()}
        </Button>
      </Dropdown>
      <Dropdown menu={encodings} trigger={['click']}>
        <Button
          size="small"
          type="text"
          title={t('workbench-files.editor.encoding')}
          aria-label={`${t('workbench-files.editor.encoding')} ${encoding}`}
        >
          {encoding}
        </Button>
      </Dropdown>
    </div>
  );
}
